from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assignment.engine.codes import Exclusion
from assignment.engine.gates import Gates
from assignment.engine.roster import Candidate, Cap
from tests.assignment.engine.any import TRAITS, bars, candidates, words

FREE = Candidate(rep=1)


def bar(code):
    return {}, {"barred": {1: code}}, code


def demand(code):
    return {}, {"demands": [(code, "skills", frozenset({"pumps"}))]}, code


def cap(code):
    return {"caps": (Cap(code, used=3, limit=3),)}, {}, code


GATES = [
    ({"is_active": False}, {}, "inactive"),
    ({"is_paused": True}, {}, "paused"),
    bar(Exclusion.NO_PERMISSION),
    bar(Exclusion.LOST_IN_CYCLE),
    bar(Exclusion.PREVIOUS_OWNER),
    bar(Exclusion.COOLING_OFF),
    bar(Exclusion.DECLINED),
    ({}, {"is_too_old": True}, "too_old"),
    demand(Exclusion.LANGUAGE_MISSING),
    demand(Exclusion.SKILL_MISSING),
    demand(Exclusion.OUTSIDE_TERRITORY),
    demand(Exclusion.LEVEL_TOO_LOW),
    demand(Exclusion.WRONG_TEAM),
    ({"presence": "off_hours"}, {}, "off_hours"),
    ({"presence": "on_leave"}, {}, "on_leave"),
    ({"presence": "holiday"}, {}, "holiday"),
    ({"open": 5, "capacity": 5}, {}, "at_capacity"),
    cap(Exclusion.HOURLY_CAP),
    ({"day": 3, "day_cap": 3}, {}, "daily_cap"),
    cap(Exclusion.WEEKLY_CAP),
    cap(Exclusion.MONTHLY_CAP),
]


def strict(**lead):
    return Gates(needs_presence=True, **lead)


@pytest.mark.parametrize(("changes", "lead", "code"), GATES)
def test_each_gate_has_its_code(changes, lead, code):
    candidate = replace(FREE, **changes)

    assert strict(**lead).exclusion(candidate) == code


def test_the_table_covers_every_code():
    assert [code for *_, code in GATES] == list(Exclusion)


@pytest.mark.parametrize("first", range(len(GATES)))
def test_the_earlier_gate_answers(first):
    candidate, lead, demands, caps = FREE, {}, [], []
    for changes, more, _ in reversed(GATES[first:]):
        demands += more.get("demands", [])
        caps += changes.get("caps", ())
        candidate = replace(candidate, **changes)
        lead |= more
    candidate = replace(candidate, caps=tuple(caps))

    assert strict(**{**lead, "demands": tuple(demands)}).exclusion(candidate) == GATES[first][2]


@pytest.mark.parametrize("presence", ["off_hours", "holiday"])
def test_hours_count_only_where_the_pool_needs_presence(presence):
    away = replace(FREE, presence=presence)

    assert Gates().exclusion(away) is None


@pytest.mark.parametrize("gates", [Gates(), strict(reach=9000)])
def test_leave_counts_in_every_pool(gates):
    away = replace(FREE, presence="on_leave", ready_in=10)

    assert gates.exclusion(away) == Exclusion.ON_LEAVE


@pytest.mark.parametrize(
    ("ready_in", "code"), [(0, "off_hours"), (1, None), (60, None), (61, "off_hours")]
)
def test_who_comes_on_duty_within_reach_passes(ready_in, code):
    away = replace(FREE, presence="off_hours", ready_in=ready_in)

    assert strict(reach=60).exclusion(away) == code


def test_a_free_candidate_passes():
    busy = replace(
        FREE, open=4, capacity=5, day=2, day_cap=3, caps=(Cap(Exclusion.HOURLY_CAP, 1, 2),)
    )

    assert strict(barred={2: Exclusion.LOST_IN_CYCLE}).exclusion(busy) is None


def test_a_capacity_of_nought_takes_nothing():
    assert Gates().exclusion(replace(FREE, capacity=0)) == "at_capacity"


def test_where_capacity_is_ignored_caps_still_hold():
    full = replace(FREE, open=9, capacity=5)
    capped = replace(full, caps=(Cap(Exclusion.WEEKLY_CAP, 7, 7),))
    gates = Gates(ignores_capacity=True)

    assert [gates.exclusion(full), gates.exclusion(capped)] == [None, "weekly_cap"]


def test_one_of_the_values_demanded_is_enough_and_each_demand_counts():
    demands = (
        (Exclusion.LANGUAGE_MISSING, "languages", frozenset({"de", "de-at"})),
        (Exclusion.OUTSIDE_TERRITORY, "areas", frozenset({"at", "dach"})),
    )
    german = {"languages": frozenset({"de", "fr"})}
    local = {**german, "areas": frozenset({"dach"})}

    found = [Gates(demands=demands).exclusion(replace(FREE, traits=t)) for t in (german, local)]

    assert found == ["outside_territory", None]


some_gates = st.builds(
    Gates,
    needs_presence=st.booleans(),
    barred=bars,
    demands=st.lists(
        st.tuples(
            st.sampled_from([Exclusion.LANGUAGE_MISSING, Exclusion.SKILL_MISSING]),
            st.sampled_from(TRAITS),
            st.frozensets(words, min_size=1, max_size=2),
        ),
        max_size=2,
    ),
    is_too_old=st.booleans(),
    reach=st.sampled_from([0, 1440]),
    ignores_capacity=st.booleans(),
)


@given(some_gates, st.lists(candidates, max_size=6))
def test_the_first_look_at_all_lets_through_who_passes_each_gate(gates, roster):
    eligible, excluded = gates.sift(roster)

    assert eligible == [one for one in roster if gates.exclusion(one) is None]
    stopped = [(one.rep, gates.exclusion(one)) for one in roster]
    assert excluded == tuple((rep, code) for rep, code in stopped if code)
