"""Both arms of a trial: who belongs to which, and whether the difference means anything."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assignment.choices import PartialKind, VersionState
from assignment.models import RuleSetVersion
from assignment.proportions import difference
from assignment.versions.arm_texts import verdict_sentence
from assignment.versions.arms import Measure, Share, Verdict, compare_arms
from assignment.versions.partial import Share as PartialShare
from assignment.versions.partial import end_partial, publish_in_part
from assignment.versions.rule_sets import draft_of
from leads.models import Lead
from reps.models import Team
from tests.builders import (
    MONDAY,
    after,
    follow_up,
    make_channel,
    make_lead,
    make_policy,
    make_pool,
    make_rep,
    make_rules,
    reread,
)

START = after(24)
counts = st.integers(1, 2000).flatmap(
    lambda whole: st.tuples(st.integers(0, whole), st.just(whole))
)


@pytest.fixture
def pool(db):
    make_policy()
    return make_pool(make_rep("Ana"), make_rep("Bo"))


@pytest.fixture
def draft(pool):
    return draft_of(make_rules(catch_all=pool).rule_set)


def begin(draft, **share):
    return publish_in_part(draft, PartialShare(**share), by=None, now=START)


def leads_at(now, count, channel=None):
    return [
        make_lead(channel, now=now, email=f"{now:%d%H}-{number}-{channel}@x.de")
        for number in range(count)
    ]


def convert(leads, now):
    """As a conversion leaves a lead, without a customer."""
    Lead.objects.filter(pk__in=[lead.pk for lead in leads]).update(converted_at=now)


def test_a_share_is_held_against_all_other_leads_of_the_time(draft):
    before = leads_at(MONDAY, 2)
    trial = begin(draft, kind=PartialKind.PERCENT, percent=50)
    leads = leads_at(after(25), 12)

    found = compare_arms(trial, now=after(30))

    assert found.trial.leads + found.control.leads == len(leads)
    assert min(found.trial.leads, found.control.leads) > 0
    assert (found.is_before, len(before)) == (False, 2)


def test_a_channel_is_held_against_itself_in_the_time_before(draft):
    web, mail = make_channel("web"), make_channel("mail")
    leads_at(MONDAY - timedelta(hours=2), 1, web)  # before what is compared
    leads_at(after(20), 2, web)
    leads_at(after(20), 4, mail)
    trial = begin(draft, kind=PartialKind.CHANNEL, channel_id=web.pk)
    leads_at(after(25), 3, web)
    leads_at(after(25), 4, mail)

    found = compare_arms(trial, now=after(48))

    assert (found.trial.leads, found.control.leads, found.is_before) == (3, 2, True)


def test_a_team_is_held_against_its_leads_in_the_time_before(pool):
    east = Team.objects.create(name="East")
    eastern = make_pool(make_rep("Wu", team=east))
    published = make_rules((eastern, ("city", "is", "Bonn")), catch_all=pool)
    for number, city in enumerate(["Bonn", "Bonn", "Ulm"]):
        make_lead(now=after(20), email=f"a{number}@x.de", city=city)
    trial = begin(draft_of(published.rule_set), kind=PartialKind.TEAM, team_id=east.pk)
    make_lead(now=after(25), email="b@x.de", city="Bonn")

    found = compare_arms(trial, now=after(48))

    assert (found.trial.leads, found.control.leads) == (1, 2)


def test_answers_in_time_and_late_and_those_still_open(draft):
    web = make_channel("web")
    trial = begin(draft, kind=PartialKind.CHANNEL, channel_id=web.pk)
    in_time, late, still_open = leads_at(after(25), 3, web)
    follow_up(in_time, now=after(26))
    (young,) = leads_at(after(48), 1, web)

    soon = compare_arms(trial, now=after(48.5)).answered.trial
    later = compare_arms(trial, now=after(60)).answered.trial

    assert (soon.part, soon.whole) == (1, 1)
    assert (later.part, later.whole) == (1, 3)
    assert len({late.pk, still_open.pk, young.pk}) == 3


def test_conversions_of_the_time_before_end_with_it(draft):
    web = make_channel("web")
    early, late, never = leads_at(after(20), 3, web)
    convert([early], after(23))
    convert([late], after(30))
    trial = begin(draft, kind=PartialKind.CHANNEL, channel_id=web.pk)
    converted, _ = leads_at(after(25), 2, web)
    convert([converted], after(29))

    found = compare_arms(trial, now=after(36)).converted

    assert (found.trial.part, found.trial.whole) == (1, 2)
    assert (found.control.part, found.control.whole) == (1, 3)
    assert never.pk


def test_a_trial_that_has_ended_counts_up_to_its_end(draft):
    web = make_channel("web")
    trial = begin(draft, kind=PartialKind.CHANNEL, channel_id=web.pk)
    leads_at(after(25), 2, web)
    end_partial(trial, now=after(30))
    leads_at(after(31), 3, web)

    found = compare_arms(reread(trial), now=after(90))

    assert (found.trial.leads, found.until) == (2, after(30))


def test_a_version_that_never_was_a_trial_has_no_arms(draft):
    published = RuleSetVersion.objects.get(state=VersionState.PUBLISHED)

    assert compare_arms(published, now=MONDAY) is None


def test_more_leads_cost_no_more_queries(draft, django_assert_num_queries):
    trial = begin(draft, kind=PartialKind.PERCENT, percent=50)
    leads_at(after(25), 1)
    with django_assert_num_queries(8):
        compare_arms(trial, now=after(26))
    leads_at(after(25.5), 5)

    with django_assert_num_queries(8):
        compare_arms(trial, now=after(26))


@pytest.mark.parametrize(
    ("trial", "control", "verdict"),
    [
        ((0, 0), (10, 100), Verdict.TOO_FEW),
        ((19, 19), (0, 100), Verdict.TOO_FEW),
        ((30, 100), (28, 100), Verdict.CHANCE),
        ((60, 100), (30, 100), Verdict.BETTER),
        ((30, 100), (60, 100), Verdict.WORSE),
    ],
)
def test_a_difference_means_something_or_not(trial, control, verdict):
    assert Measure(Share(*trial), Share(*control)).verdict == verdict


def test_the_verdict_says_by_how_much():
    said = verdict_sentence(Measure(Share(60, 100), Share(30, 100)))

    assert said == "The trial does better, and hardly by chance: by 16.3 to 42.2 points."


@pytest.mark.parametrize(
    ("one", "other", "low", "high"),
    [  # Newcombe 1998, method 10
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((10, 10), (0, 20), 0.6791, 1.0),
    ],
)
def test_differences_are_those_of_the_tables(one, other, low, high):
    gap = difference(one, other)

    assert (gap.low, gap.high) == pytest.approx((low, high), abs=0.0001)


@given(counts, counts)
def test_a_difference_holds_the_observed_one_and_mirrors(one, other):
    gap, mirrored = difference(one, other), difference(other, one)
    observed = one[0] / one[1] - other[0] / other[1]

    assert gap.low - 1e-12 <= observed <= gap.high + 1e-12
    assert (gap.low, gap.high) == pytest.approx((-mirrored.high, -mirrored.low))
