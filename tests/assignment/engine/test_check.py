"""The checker: it finds each planted fault, nothing in clean rules, and is never wrong."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assignment.engine.check import check
from assignment.engine.codes import TargetKind
from assignment.engine.conditions import Condition
from assignment.engine.findings import FindingCode, Member, Seen
from assignment.engine.match import match
from assignment.engine.requirements import traits_of
from assignment.engine.rules import CompiledRuleSet, Rule, RuleSet, Target
from tests.assignment.engine.cast import make_rule

POOL, OTHER = Target(TargetKind.POOL, pool=1), Target(TargetKind.POOL, pool=2)
REVIEW = Target(TargetKind.REVIEW)
CREWS = {POOL: (Member(1),), OTHER: (Member(2),)}
PLACES = (
    {"area": ("DE-BY", "DE", "DACH", "europe"), "country": "DE"},
    {"area": ("DE", "DACH", "europe"), "country": "DE"},
    {"area": ("AT", "DACH", "europe"), "country": "AT"},
    {"area": ("FR", "europe"), "country": "FR"},
    {"area": ("CN-SH", "CN-EAST", "CN"), "country": "CN"},
    {"area": ("CN", "asia"), "country": "CN"},
    {"area": ("europe",)},
)
REST = make_rule("rest", target=Target(TargetKind.REVIEW))


def on(field, operator, value=None):
    return Condition(field, operator, value)


def rule_set(*rules, key_rules=()):
    return RuleSet(version=1, rules=(*rules, REST), key_rules=tuple(key_rules))


def findings(*rules, key_rules=(), crews=CREWS, seen=None):
    rules = rule_set(*rules, key_rules=key_rules)
    return check(rules, crews=crews, places=PLACES, seen=seen or Seen())


def codes(found):
    return [(one.code, one.rules) for one in found]


def pair(first, second):
    """Two rules of a group each."""
    return make_rule("first", first, target=POOL), make_rule("second", second, target=OTHER)


SHADOWED = {
    "the same": ([on("country", "is", "DE")], [on("country", "is", "de")]),
    "narrower": (
        [on("country", "is", "DE")],
        [on("country", "is", "DE"), on("value", "at_least", 5)],
    ),
    "fewer values": ([on("industry", "one_of", ["A", "B"])], [on("industry", "is", "b")]),
    "another number": ([on("quantity", "above", 5)], [on("quantity", "at_least", 6)]),
    "a range": ([on("value", "at_least", 10)], [on("value", "between", [20, 30])]),
    "money by the cent": ([on("value", "above", "9.99")], [on("value", "is", 10)]),
    "not empty": ([on("industry", "is_not_empty")], [on("industry", "contains", "steel")]),
    "a negation": ([on("country", "is_not", "DE")], [on("country", "is", "FR")]),
    "nothing known": ([on("country", "none_of", ["DE", "AT"])], [on("country", "is_empty")]),
    "a longer word": ([on("message", "contains", "pump")], [on("message", "contains", "pumps")]),
    "a word of a phrase": (
        [on("message", "contains_word", "pump")],
        [on("message", "contains_word", "water pump")],
    ),
    "all of some": (
        [on("message", "contains", ["a1", "b2"])],
        [on("message", "contains_all", ["b2", "c3"])],
    ),
    "a beginning": ([on("city", "contains", "bad")], [on("city", "starts_with", "Bad ")]),
    "without more": (
        [on("message", "not_contains", ["pumps", "spare pumps"])],
        [on("message", "not_contains", ["pump"])],
    ),
    "a named text": ([on("company", "ends_with", "gmbh")], [on("company", "is", "Acme GmbH")]),
    "a language": ([on("language", "is", "zh")], [on("language", "one_of", ["zh-CN", "zh-TW"])]),
    "a region": ([on("area", "within", ["europe"])], [on("area", "within", ["DACH"])]),
    "a country": ([on("area", "within", "DACH")], [on("country", "one_of", ["DE", "AT"])]),
    "a province": ([on("country", "is", "CN")], [on("area", "within", "CN-EAST")]),
    "a window": (
        [on("arrived_time", "between", ["18:00", "09:00"])],
        [on("arrived_time", "between", ["22:00", "06:00"])],
    ),
    "a day": ([on("arrived_on", "at_least", "2026-03-01")], [on("arrived_on", "is", "2026-03-02")]),
    "hours of the day": ([on("arrived_hour", "below", 25)], [on("value", "above", 1)]),
    "an attribute": ([on("attributes.Tier", "at_least", 3)], [on("attributes.Tier", "above", 4)]),
    "an attribute by name": (
        [on("attributes.Tier", "one_of", ["gold", "5"])],
        [on("attributes.Tier", "is", "Gold")],
    ),
    "a grade": ([on("grade", "none_of", ["B", "C"])], [on("grade", "is", "A")]),
}
UNREACHABLE = {
    "two countries": [on("country", "is", "DE"), on("country", "is", "CN")],
    "no such range": [on("value", "at_least", 10), on("value", "below", 5)],
    "no whole number": [on("quantity", "above", 5), on("quantity", "below", 6)],
    "no such hour": [on("arrived_hour", "at_least", 24)],
    "empty and named": [on("city", "is_empty"), on("city", "contains", "Bonn")],
    "with and without": [on("message", "contains", "pumps"), on("message", "not_contains", "pump")],
    "two beginnings": [on("city", "starts_with", "Bonn"), on("city", "starts_with", "Ulm")],
    "a language and not": [on("language", "is", "zh-CN"), on("language", "is_not", "zh")],
    "outside its region": [on("country", "is", "DE"), on("area", "not_within", "europe")],
    "no such day": [on("arrived_on", "above", "2026-03-02"), on("arrived_on", "is", "2026-03-02")],
    "yes and no": [on("has_email", "is", True), on("has_email", "is", False)],
    "no number": [on("attributes.Tier", "is", "gold"), on("attributes.Tier", "above", 1)],
}
CLEAN = {
    "overlapping": ([on("country", "is", "DE")], [on("value", "above", 5)]),
    "wider below": ([on("value", "at_least", 10)], [on("value", "at_least", 5)]),
    "the missing fact": ([on("country", "one_of", ["DE", "FR"])], [on("country", "is_not", "AT")]),
    "parts of texts": ([on("message", "contains", "pumps")], [on("message", "contains", "pump")]),
    "words are no parts": (
        [on("message", "contains_word", "pump")],
        [on("message", "contains", "pump")],
    ),
    "wider language below": ([on("language", "is", "zh-CN")], [on("language", "is", "zh")]),
    "wider region below": ([on("area", "within", "DE")], [on("area", "within", "europe")]),
    "a region and its country": ([on("area", "within", "DE-BY")], [on("country", "is", "DE")]),
    "the other half of the day": (
        [on("arrived_time", "between", ["08:30", "18:00"])],
        [on("arrived_time", "between", ["18:00", "08:30"])],
    ),
    "text and number": ([on("attributes.n", "is", "5")], [on("attributes.n", "at_least", 5)]),
    "no attribute at all": ([on("attributes.n", "is_not_empty")], [on("attributes.m", "is", "x")]),
    "excluded alike": ([on("city", "not_contains", "a")], [on("city", "not_contains", "b")]),
}


@pytest.mark.parametrize("name", SHADOWED)
def test_a_rule_that_the_one_above_leaves_nothing_is_found(name):
    first, second = pair(*SHADOWED[name])

    (found,) = findings(first, second)

    assert (found.code, found.rules) == (FindingCode.SHADOWED, ("second", "first"))
    assert match(CompiledRuleSet(rule_set(first, second)), found.example).rule == first
    assert match(CompiledRuleSet(rule_set(second)), found.example).rule == second


@pytest.mark.parametrize("name", UNREACHABLE)
def test_a_rule_that_no_lead_can_meet_is_found(name):
    rule = make_rule("odd", UNREACHABLE[name], target=POOL)

    (found,) = findings(rule)

    assert (found.code, found.rules) == (FindingCode.UNREACHABLE, ("odd",))
    assert set(found.conditions) <= set(UNREACHABLE[name])
    assert match(CompiledRuleSet(rule_set(rule)), found.example).rule == REST


@pytest.mark.parametrize("name", CLEAN)
def test_clean_rules_give_no_finding(name):
    assert findings(*pair(*CLEAN[name])) == []


@pytest.mark.parametrize("name", CLEAN)
def test_what_seems_to_be_left_of_clean_rules_is_left(name):
    first, second = pair(*CLEAN[name])
    crews = {**CREWS, OTHER: ()}

    (found,) = findings(first, second, crews=crews)

    assert (found.code, found.rules) == (FindingCode.NOBODY, ("second",))
    assert match(CompiledRuleSet(rule_set(first, second)), found.example).rule == second


def test_several_rules_may_leave_nothing_together():
    rules = [
        make_rule("big", [on("value", "at_least", 10)], target=POOL),
        make_rule("unasked", [on("city", "is", "Ulm")], target=POOL),
        make_rule("small", [on("value", "below", 10)], target=POOL),
        make_rule("valued", [on("value", "is_not_empty"), on("country", "is", "DE")], target=POOL),
    ]

    assert codes(findings(*rules)) == [(FindingCode.SHADOWED, ("valued", "big", "small"))]


def test_every_group_must_be_taken():
    first = make_rule("first", [on("country", "is", "DE")], target=POOL)
    second = make_rule(
        "second", [on("country", "is", "DE")], [on("country", "is", "AT")], target=POOL
    )

    assert findings(first, second) == []


def test_a_group_that_no_lead_can_meet_is_found_beside_others_that_can_be():
    rule = make_rule("odd", UNREACHABLE["two countries"], [on("city", "is", "Ulm")], target=POOL)

    (found,) = findings(rule)

    assert (found.code, found.rules, found.group) == (FindingCode.CONTRADICTORY, ("odd",), 0)
    assert found.conditions == tuple(UNREACHABLE["two countries"])
    assert found.example == {"country": "DE"}


def test_rules_that_mark_key_leads_are_checked_too():
    marks = make_rule("marks", UNREACHABLE["no such range"])

    (found,) = findings(key_rules=[marks])

    assert (found.code, found.rules) == (FindingCode.UNREACHABLE, ("marks",))


def test_what_a_rule_asks_of_reps_leaves_nothing_for_those_below():
    first = make_rule(
        "first", [on("country", "is", "DE"), on("rep.skills", "contains", "gears")], target=REVIEW
    )
    second = make_rule("second", [on("country", "is", "DE")], target=POOL)

    assert codes(findings(first, second)) == [(FindingCode.SHADOWED, ("second", "first"))]


def test_a_rule_that_cannot_be_judged_takes_nothing():
    broken = make_rule("broken", [on("country", "is", "DE"), on("colour", "is", "red")])
    second = make_rule("second", [on("country", "is", "DE")], target=POOL)

    assert findings(broken, second) == []


@pytest.mark.parametrize(
    ("crew", "code"),
    [
        ((), FindingCode.NOBODY),
        ((Member(1, is_paused=True), Member(2, is_active=False)), FindingCode.ALL_AWAY),
    ],
)
def test_a_target_with_nobody_there_is_found(crew, code):
    rule = make_rule("steel", [on("industry", "is", "Steel")], target=OTHER)

    (found,) = findings(rule, crews={POOL: (Member(1),), OTHER: crew})

    assert (found.code, found.target, found.example) == (code, OTHER, {"industry": "Steel"})


SPEAKS_GERMAN = traits_of(languages=["de"], skills=["pumps"], level=["senior"])
SPEAKS_CHINESE = traits_of(languages=["zh"], skills=["gears"], level=["junior"])


@pytest.mark.parametrize(
    ("rows", "unmet"),
    [
        ([on("rep.skills", "contains", "valves")], 1),
        ([on("rep.level", "at_least", "senior"), on("rep.skills", "contains", "gears")], 2),
        ([on("language", "is", "fr"), on("rep.languages", "contains_fact", "language")], 1),
        ([on("language", "is", "de"), on("rep.languages", "contains_fact", "language")], 0),
        ([on("rep.languages", "contains_fact", "language")], 0),
        ([on("rep.skills", "contains", ["valves", "pumps"])], 0),
    ],
)
def test_a_demand_that_nobody_meets_is_found(rows, unmet):
    rule = make_rule("picky", [on("country", "is", "DE"), *rows], target=OTHER)
    members = (Member(1, traits=SPEAKS_GERMAN), Member(2, traits=SPEAKS_CHINESE))

    found = findings(rule, crews={POOL: (Member(1),), OTHER: members})

    assert [len(one.conditions) for one in found if one.code == FindingCode.UNMET] == [unmet] * (
        unmet > 0
    )


def seen(*leads, days=10.0):
    return Seen(leads=leads, days=days)


def test_values_that_only_the_last_rule_takes_are_found():
    rule = make_rule("steel", [on("industry", "is", "Steel")], target=POOL)
    toys = {"industry": "Toys", "name": "Wei", "country": "CN"}

    found = findings(rule, seen=seen(*[toys] * 3, *[{"industry": "steel"}] * 3))

    assert [(one.code, one.segment, one.leads) for one in found] == [
        (FindingCode.UNCOVERED, ("industry", "Toys"), 3)
    ]
    assert found[0].example == {"industry": "Toys"}


def test_a_country_is_uncovered_where_rules_speak_of_regions():
    rule = make_rule("europe", [on("area", "within", "europe")], target=POOL)
    lead = {"country": "CN", "area": ("CN", "asia")}

    found = findings(rule, seen=seen(*[lead] * 4))

    assert [one.segment for one in found] == [("country", "CN")]


def test_two_leads_are_no_segment_yet():
    rule = make_rule("steel", [on("industry", "is", "Steel")], target=POOL)

    assert findings(rule, seen=seen(*[{"industry": "Toys"}] * 2)) == []


def test_more_leads_a_day_than_all_members_may_take_are_found():
    rules = [
        make_rule("steel", [on("industry", "is", "Steel")], target=OTHER),
        make_rule("toys", [on("industry", "is", "Toys")], target=OTHER),
    ]
    crews = {POOL: (Member(1),), OTHER: (Member(1, a_day=1), Member(2, a_day=0.5))}
    leads = [{"industry": "Steel"}] * 11 + [{"industry": "Toys"}] * 5

    (found,) = findings(*rules, crews=crews, seen=seen(*leads))

    assert (found.code, found.rules) == (FindingCode.TOO_SMALL, ("steel", "toys"))
    assert (found.a_day, found.room, found.leads) == (1.6, 1.5, 16)


@pytest.mark.parametrize("crew", [(Member(1, a_day=1), Member(2)), (Member(1, a_day=2),)])
def test_room_enough_is_no_finding(crew):
    rule = make_rule("steel", [on("industry", "is", "Steel")], target=OTHER)
    leads = [{"industry": "Steel"}] * 16

    assert findings(rule, crews={POOL: (Member(1),), OTHER: crew}, seen=seen(*leads)) == []


TEXTS = st.sampled_from(["pump", "pumps", "spare pumps", "bonn", "ulm", "a pump b", "x", ""])
conditions = st.one_of(
    st.builds(on, st.just("city"), st.sampled_from(["is", "is_not"]), TEXTS.filter(bool)),
    st.builds(
        on,
        st.just("city"),
        st.sampled_from(
            [
                "contains",
                "not_contains",
                "starts_with",
                "ends_with",
                "contains_word",
                "contains_all",
            ]
        ),
        st.lists(TEXTS.filter(bool), min_size=1, max_size=2),
    ),
    st.builds(on, st.just("city"), st.sampled_from(["is_empty", "is_not_empty"])),
    st.builds(
        on,
        st.sampled_from(["quantity", "value"]),
        st.sampled_from(["is", "is_not", "at_least", "at_most", "above", "below"]),
        st.integers(0, 4),
    ),
    st.builds(
        on,
        st.just("attributes.n"),
        st.sampled_from(["is", "is_not", "at_least", "below"]),
        st.integers(0, 3),
    ),
    st.builds(on, st.just("grade"), st.sampled_from(["is", "is_not"]), st.sampled_from("ABC")),
    st.builds(on, st.just("has_email"), st.just("is"), st.booleans()),
    st.builds(
        on,
        st.just("language"),
        st.sampled_from(["is", "is_not"]),
        st.sampled_from(["zh", "zh-cn", "en"]),
    ),
    st.builds(
        on,
        st.just("area"),
        st.sampled_from(["within", "not_within"]),
        st.sampled_from(["DE", "DACH", "europe", "CN"]),
    ),
    st.builds(on, st.just("country"), st.sampled_from(["is", "is_not"]), st.sampled_from(["DE"])),
    st.builds(
        on,
        st.just("arrived_time"),
        st.just("between"),
        st.permutations(["08:30", "12:00", "18:00"]).map(lambda times: times[:2]),
    ),
)
groups = st.lists(conditions, min_size=1, max_size=3)
some_rules = st.lists(st.lists(groups, min_size=1, max_size=2), min_size=1, max_size=5)
some_facts = st.fixed_dictionaries(
    {"has_email": st.booleans(), "arrived_time": st.sampled_from(["00:00", "08:30", "17:59"])},
    optional={
        "city": TEXTS,
        "quantity": st.integers(0, 5),
        "value": st.sampled_from([0, 99, 100, 250, 400, 401]),
        "grade": st.sampled_from("ABC"),
        "language": st.sampled_from(["zh", "zh-CN", "zh-TW", "en", "fr"]),
        "attributes": st.fixed_dictionaries(
            {}, optional={"n": st.sampled_from(["0", "1", "1.0", "1.5", "x", 2])}
        ),
        "place": st.sampled_from([*PLACES, {"country": "XX"}]),
    },
)
PROOFS = {FindingCode.SHADOWED, FindingCode.UNREACHABLE}


def with_place(facts):
    place = facts.get("place", {})
    return {name: value for name, value in facts.items() if name != "place"} | dict(place)


def numbered(many):
    rules = [
        make_rule(f"r{number}", *some, target=POOL if number % 2 else OTHER)
        for number, some in enumerate(many)
    ]
    return tuple(rules)


@given(some_rules, st.lists(some_facts, min_size=1, max_size=30))
def test_no_lead_ever_contradicts_a_finding(many, leads):
    rules = numbered(many)
    never = {one.rules[0] for one in findings(*rules) if one.code in PROOFS}
    compiled = CompiledRuleSet(rule_set(*rules))

    assert not [facts for facts in leads if match(compiled, with_place(facts)).rule.key in never]


@given(some_rules)
def test_the_example_of_a_finding_shows_it(many):
    rules = numbered(many)
    compiled = CompiledRuleSet(rule_set(*rules))

    for one in findings(*rules, crews={}):
        taker = match(compiled, one.example).rule.key
        if one.code == FindingCode.SHADOWED:
            assert taker in one.rules[1:]
        if one.code == FindingCode.UNREACHABLE:
            assert taker != one.rules[0]
        if one.code == FindingCode.NOBODY:
            assert taker == one.rules[0]


exact = st.one_of(
    st.builds(on, st.just("grade"), st.sampled_from(["is", "is_not"]), st.sampled_from("ABC")),
    st.builds(on, st.sampled_from(["has_email", "is_key"]), st.just("is"), st.booleans()),
    st.builds(
        on, st.just("arrived_weekday"), st.sampled_from(["above", "below"]), st.integers(0, 6)
    ),
)


@given(
    st.lists(st.lists(st.lists(exact, min_size=1, max_size=3), min_size=1, max_size=2), max_size=5)
)
def test_of_fields_with_few_values_every_idle_rule_is_found(many):
    rules = numbered(many)
    compiled = CompiledRuleSet(rule_set(*rules))
    used = set()
    for grade, email, key, day in product([*"ABC", None], [0, 1], [0, 1], range(7)):
        facts = {"grade": grade, "has_email": email == 1, "is_key": key == 1}
        used.add(match(compiled, facts | {"arrived_weekday": day}).rule.key)

    found = {one.rules[0] for one in findings(*rules) if one.code in PROOFS}

    assert found == {rule.key for rule in rules} - used - {REST.key}


def test_two_hundred_rules_are_checked_in_a_blink():
    rules = [
        Rule(
            key=f"r{number}",
            name=str(number),
            groups=((on("country", "is", "DE"), on("value", "at_least", 2 * number)),),
            target=POOL,
        )
        for number in range(200, 0, -1)
    ]

    assert findings(*rules) == []


def test_an_attribute_may_be_nought():
    nought, rest = pair([Condition("attributes.n", "is", 0)], [Condition("country", "is", "DE")])

    assert codes(findings(nought, rest)) == []
