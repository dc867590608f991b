from dataclasses import replace

import pytest

from assignment.engine.codes import Exclusion
from assignment.engine.gates import exclusion
from assignment.engine.roster import Candidate

FREE = Candidate(rep=1)
GATES = [
    ({"is_active": False}, {}, "inactive"),
    ({"is_paused": True}, {}, "paused"),
    ({}, {1: Exclusion.NO_PERMISSION}, "no_permission"),
    ({}, {1: Exclusion.LOST_IN_CYCLE}, "lost_in_cycle"),
    ({}, {1: Exclusion.PREVIOUS_OWNER}, "previous_owner"),
    ({"presence": "off_hours"}, {}, "off_hours"),
    ({"presence": "on_leave"}, {}, "on_leave"),
    ({"presence": "holiday"}, {}, "holiday"),
    ({"open": 5, "capacity": 5}, {}, "at_capacity"),
    ({"day": 3, "day_cap": 3}, {}, "daily_cap"),
]


@pytest.mark.parametrize(("changes", "barred", "code"), GATES)
def test_each_gate_has_its_code(changes, barred, code):
    candidate = replace(FREE, **changes)

    assert exclusion(candidate, needs_presence=True, barred=barred) == code


def test_the_table_covers_every_code():
    assert [code for *_, code in GATES] == list(Exclusion)


@pytest.mark.parametrize("first", range(len(GATES)))
def test_the_earlier_gate_answers(first):
    candidate, barred = FREE, {}
    for changes, bars, _ in reversed(GATES[first:]):
        candidate, barred = replace(candidate, **changes), {**barred, **bars}

    assert exclusion(candidate, needs_presence=True, barred=barred) == GATES[first][2]


@pytest.mark.parametrize("presence", ["off_hours", "holiday"])
def test_hours_count_only_where_the_pool_needs_presence(presence):
    away = replace(FREE, presence=presence)

    assert exclusion(away, needs_presence=False, barred={}) is None


def test_leave_counts_in_every_pool():
    away = replace(FREE, presence="on_leave")

    assert exclusion(away, needs_presence=False, barred={}) == Exclusion.ON_LEAVE


def test_a_free_candidate_passes():
    busy = replace(FREE, open=4, capacity=5, day=2, day_cap=3)

    assert exclusion(busy, needs_presence=True, barred={2: Exclusion.LOST_IN_CYCLE}) is None


def test_a_capacity_of_nought_takes_nothing():
    assert exclusion(replace(FREE, capacity=0), needs_presence=False, barred={}) == "at_capacity"
