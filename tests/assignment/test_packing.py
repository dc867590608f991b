import json

from hypothesis import given
from hypothesis import strategies as st

from assignment.engine.codes import Exclusion, Strategy, TargetKind, WhenNobody
from assignment.engine.conditions import Condition
from assignment.engine.pick import pick
from assignment.engine.requirements import Requirement
from assignment.engine.roster import HOLIDAY, OFF_HOURS, ON_DUTY, ON_LEAVE, Candidate, Cap, Roster
from assignment.engine.route import Request, plan, settle
from assignment.engine.rules import CompiledRuleSet, Rule, RuleSet, Target
from assignment.packing import pack, unpack
from assignment.records import record_of

FACTS = {"language": "de-AT", "area": ("AT", "DACH", "Europe"), "product": "Pump"}
COUNTS = st.integers(0, 500)
LIMITS = st.none() | COUNTS
CAPS = st.builds(
    Cap,
    code=st.sampled_from([Exclusion.HOURLY_CAP, Exclusion.MONTHLY_CAP]),
    used=COUNTS,
    limit=COUNTS,
    is_everywhere=st.booleans(),
)
CANDIDATES = st.builds(
    Candidate,
    rep=st.integers(1, 10**6),
    weight=st.integers(0, 500),
    balance=st.integers(-(10**10), 10**10),
    last_deal=COUNTS,
    received=COUNTS,
    open=COUNTS,
    capacity=LIMITS,
    day=COUNTS,
    day_cap=LIMITS,
    is_active=st.booleans(),
    is_paused=st.booleans(),
    presence=st.sampled_from([ON_DUTY, OFF_HOURS, ON_LEAVE, HOLIDAY]),
    last_at=st.floats(0, 2e9),
    work=LIMITS,
    ready_in=COUNTS,
    caps=st.lists(CAPS, max_size=3).map(tuple),
    traits=st.just({}),
    figures=st.just({}),
)
ROSTERS = st.builds(
    Roster,
    pool=st.integers(0, 99),
    strategy=st.sampled_from([Strategy.WEIGHTED, Strategy.LOAD_BALANCE, Strategy.ROUND_ROBIN]),
    needs_presence=st.booleans(),
    candidates=st.lists(CANDIDATES, max_size=6, unique_by=lambda one: one.rep).map(tuple),
    options=st.just({}) | st.just({"measure": "buckets"}),
    when_nobody=st.sampled_from(list(WhenNobody)),
    overflow=st.none() | st.integers(1, 9),
    max_age_hours=st.none() | st.integers(1, 99),
)


def as_stored(packed):
    return json.loads(json.dumps(packed))


@given(ROSTERS)
def test_a_roster_comes_back_as_it_was(roster):
    (back,) = unpack(as_stored(pack([roster], facts={})))

    assert back == roster


def test_defaults_and_equal_columns_take_no_room():
    candidates = tuple(Candidate(rep=rep, capacity=30) for rep in range(1, 21))

    (packed,) = pack([Roster(1, Strategy.WEIGHTED, False, candidates)], facts={})

    assert packed == {
        "pool": 1,
        "strategy": "weighted",
        "reps": list(range(1, 21)),
        "capacity": 30,
    }


def test_of_what_a_rule_asks_of_reps_only_what_this_lead_demands_is_kept():
    traits = {"languages": frozenset({"de", "en", "fr"}), "skills": frozenset({"welding"})}
    roster = Roster(1, Strategy.WEIGHTED, False, (Candidate(rep=1, traits=traits),))
    asked = [
        requirement(field="rep.languages", operator="contains_fact", value="language"),
    ]

    (packed,) = pack([roster], facts=FACTS, requirements=asked)

    assert packed["traits"] == {"languages": [["de"], [[0]]]}


def test_best_match_keeps_all_that_it_compares():
    people = tuple(
        Candidate(
            rep=rep,
            traits={
                "languages": frozenset({"de"} if rep % 2 else {"en"}),
                "areas": frozenset({"at"} if rep % 3 else {"dach"}),
            },
        )
        for rep in range(1, 7)
    )
    roster = Roster(1, Strategy.BEST_MATCH, False, people)

    (back,) = unpack(as_stored(pack([roster], facts=FACTS)))

    assert chosen(back) == chosen(roster)


def test_best_result_keeps_the_figures_of_this_leads_segment():
    figures = {"product=pump": (40, 30, 9), "product=valve": (50, 1, 1), "": (90, 31, 10)}
    people = (
        Candidate(rep=1, figures=figures),
        Candidate(rep=2, figures={"product=pump": (40, 30, 12)}),
    )
    roster = Roster(1, Strategy.BEST_RESULT, False, people, options={"segment": ["product"]})

    (back,) = unpack(as_stored(pack([roster], facts=FACTS)))

    assert "product=valve" not in back.candidates[0].figures
    assert chosen(back) == chosen(roster)


def test_a_record_with_twenty_candidates_has_at_most_four_kilobytes():
    roster = Roster(7, Strategy.BEST_MATCH, True, tuple(map(busy, range(101, 121))))
    target = Target(TargetKind.POOL, pool=7)
    rules = CompiledRuleSet(RuleSet(1, (Rule("rule000001", "All", (), target),)))
    facts = FACTS | {
        "name": "Johanna Beispielhaft",
        "company": "Beispiel Maschinenbau Gesellschaft m.b.H.",
        "country": "AT",
        "city": "Klosterneuburg",
        "industry": "Machinery",
        "quantity": 1200,
        "value": 1_250_000_00,
        "currency": "EUR",
        "channel": "website-form",
        "source": "Google Ads",
        "campaign": "spring-2026-dach-pumps",
        "attributes": {"page": "/pumps/industrial", "visits": 12},
    }
    request = Request(facts=facts, sticky=None, key_reasons=(), barred={}, review_done=True)
    planned = plan(rules, request)
    outcome = settle(planned, roster, barred={}, draw=0.4, facts=facts)

    record = record_of(
        outcome, facts=facts, message_id=1_234_567, deal=98_765, rosters=[roster], age_hours=0.5
    )

    assert outcome.kind == "assigned"
    assert len(json.dumps(record, ensure_ascii=False)) <= 4096


def busy(rep: int) -> Candidate:
    """Somebody with something in every column."""
    return Candidate(
        rep=rep,
        weight=100 + rep % 4 * 50,
        balance=rep * 7_919_333 % 10**9 - 5 * 10**8,
        last_deal=98_000 + rep,
        received=3_000 + rep,
        open=rep % 30,
        capacity=40,
        day=rep % 9,
        day_cap=25,
        presence=OFF_HOURS if rep % 7 == 0 else ON_DUTY,
        last_at=1_772_416_800.25 + rep * 60,
        caps=(Cap(Exclusion.WEEKLY_CAP, rep % 60, 100), Cap(Exclusion.HOURLY_CAP, rep % 5, 9)),
        traits={
            "languages": frozenset({"de", "en", ("fr", "it", "zh")[rep % 3]}),
            "areas": frozenset({"dach", ("at", "ch", "europe")[rep % 3]}),
            "skills": frozenset({("hydraulics", "welding", "plc")[rep % 3]}),
            "level": frozenset({("junior", "regular", "senior")[rep % 3]}),
            "team": frozenset({"3", "europe"}),
        },
    )


def requirement(*, field: str, operator: str, value: str) -> Requirement:
    target = Target(TargetKind.POOL, pool=1)
    rule = Rule("rule", "Rule", ((Condition(field, operator, value),),), target)
    ((_, match),) = CompiledRuleSet(RuleSet(1, (rule,))).groups
    (found,) = match.requirements
    return found


def chosen(roster: Roster):
    choice = pick(roster, barred={}, draw=0.9, facts=FACTS)
    return choice.winner, choice.ranked, choice.lines
