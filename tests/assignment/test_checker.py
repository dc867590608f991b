"""The checker as managers meet it: out of rows, with today's people and the leads of late."""

from datetime import timedelta

import pytest

from assignment.choices import CapPeriod, TargetKind
from assignment.engine.findings import FindingCode
from assignment.models import Cap, Condition, Rule
from assignment.versions.checker import LOOKS_BACK, check_version
from assignment.versions.finding_texts import tell
from assignment.versions.rule_sets import draft_of
from reps.models import Rep, Team
from tests.builders import MONDAY, make_lead, make_policy, make_pool, make_rep, make_rules

pytestmark = pytest.mark.django_db
NOW = MONDAY + timedelta(days=1)


@pytest.fixture
def pool():
    make_policy()
    return make_pool(make_rep("Ana"), name="everybody")


def draft_with(pool, *rules):
    return draft_of(make_rules(*rules, catch_all=pool).rule_set)


def found_in(version, *, now=NOW):
    return [(one.code, one.sentence) for one in tell(check_version(version, now=now))]


def test_sound_rules_give_no_finding(pool):
    german = make_pool(make_rep("Bo"))

    assert found_in(draft_with(pool, (german, ("country", "is", "DE")))) == []


def test_a_country_within_a_region_above_is_shadowed(pool):
    dach = (make_pool(make_rep("Bo")), ("area", "within", ["dach"]))
    draft = draft_with(pool, dach, (make_pool(make_rep("Chen")), ("country", "is", "AT")))

    (told,) = tell(check_version(draft, now=NOW))

    assert told.sentence == "“rule 1” never gets a lead: “rule 0” above it takes them all."
    assert told.example[0] == ("region", "Austria")
    assert dict(told.example)["country"] == "Austria"


def test_a_published_version_is_checked_by_its_content(pool):
    same = [(pool, ("city", "is", "Bonn"))] * 2
    published = make_rules(*same, catch_all=pool)
    published.rules.all().delete()

    assert [code for code, _ in found_in(published)] == [FindingCode.SHADOWED]


def test_reps_who_are_paused_or_gone_are_nobody(pool):
    team = Team.objects.create(name="East")
    wu = make_rep("Wu", team=team, is_paused=True)
    draft = draft_with(pool, (make_pool(wu, name="away"), ("city", "is", "Bonn")))
    rule = Rule.objects.create(version=draft, name="team", target=TargetKind.TEAM, team=team)
    Condition.objects.create(rule=rule, field="city", operator="is", value="Ulm")

    assert found_in(draft) == [
        (
            FindingCode.ALL_AWAY,
            "“rule 0” gives to the pool “away”, where everybody is inactive or paused.",
        ),
        (
            FindingCode.ALL_AWAY,
            "“team” gives to the team “East”, where everybody is inactive or paused.",
        ),
    ]


def test_a_language_that_nobody_in_the_pool_speaks_is_found(pool):
    draft = draft_with(pool, (pool, ("language", "is", "fr")))
    Condition.objects.create(
        rule=draft.rules.get(is_catch_all=False),
        field="rep.languages",
        operator="contains_fact",
        value="language",
    )
    found = found_in(draft)
    Rep.objects.update(languages=["fr"])

    assert [code for code, _ in found] == [FindingCode.UNMET]
    assert found_in(draft) == []


@pytest.mark.parametrize(
    ("limits", "is_short"),
    [
        ({"daily_cap": 2}, True),
        ({"capacity": 2}, True),
        ({"daily_cap": 4}, False),
        ({}, False),
    ],
)
def test_more_leads_a_day_than_caps_allow_are_found(pool, limits, is_short):
    for number in range(3):
        make_lead(email=f"a{number}@example.com", country="DE")
    Rep.objects.update(**limits)

    found = found_in(draft_with(pool))

    assert [code for code, _ in found] == [FindingCode.TOO_SMALL] * is_short


def test_caps_of_a_pool_count_too(pool):
    for number in range(3):
        make_lead(email=f"a{number}@example.com")
    Cap.objects.create(pool=pool, period=CapPeriod.WEEK, limit=14)

    ((code, sentence),) = found_in(draft_with(pool))

    assert code == FindingCode.TOO_SMALL
    assert "3.0 leads a day come to the pool “everybody”" in sentence
    assert sentence.endswith("at most 2.0 in.")


def test_a_segment_of_late_that_no_rule_speaks_for_is_found(pool):
    draft = draft_with(pool, (pool, ("industry", "is", "Steel")))
    for number in range(3):
        make_lead(email=f"a{number}@example.com", industry="Toys")

    ((code, sentence),) = found_in(draft)

    assert code == FindingCode.UNCOVERED
    assert "All 3 leads of the last 30 days with industry Toys" in sentence


def test_leads_of_long_ago_are_forgotten(pool):
    draft = draft_with(pool, (pool, ("industry", "is", "Steel")))
    for number in range(3):
        make_lead(email=f"a{number}@example.com", industry="Toys")

    assert found_in(draft, now=MONDAY + LOOKS_BACK + timedelta(days=1)) == []


def test_many_rules_and_leads_are_checked_with_as_many_queries_as_one(
    pool, django_assert_max_num_queries
):
    draft = draft_with(pool, (pool, ("city", "is", "Bonn")))
    make_lead(email="a@example.com")
    with django_assert_max_num_queries(20) as one:
        found_in(draft)
    more = [(make_pool(make_rep()), ("city", "is", "Bonn")) for _ in range(5)]
    draft = draft_with(pool, *more)
    for number in range(5):
        make_lead(email=f"b{number}@example.com")

    with django_assert_max_num_queries(len(one) + 2):  # the names in what is said
        found_in(draft)
