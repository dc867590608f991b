"""To whoever has most room, by one of three measures; the ledger books by weight.

free: most free capacity. ratio: the smallest share of the capacity in use. buckets: whoever is on
duty now, then whoever comes on duty within a day, within two …; the first bucket that has anybody
wins. Those on duty go by free capacity, the others by the longest wait.
"""

from collections.abc import Sequence
from typing import Final

from assignment.engine.codes import Strategy
from assignment.engine.roster import Candidate, Deal
from assignment.engine.strategies.method import (
    MINUTES_A_DAY,
    Latitude,
    Method,
    Need,
    Option,
    Options,
    Unit,
    gettext_noop,
)
from assignment.engine.strategies.owed import own_weights, waited

UNLIMITED: Final = 10**6  # the capacity of a rep without one: above any that can be set
MEASURE: Final = Option(
    name="measure",
    kind="choice",
    default="free",
    label=gettext_noop("What counts as room"),
    choices=(
        ("free", gettext_noop("free capacity")),
        ("ratio", gettext_noop("share of the capacity in use")),
        ("buckets", gettext_noop("who is available first, then free capacity")),
    ),
)
IGNORES_CAPACITY: Final = Option(
    name="ignores_capacity",
    kind="flag",
    default=False,
    label=gettext_noop("Give leads to reps at capacity too"),
)
OVERDUE_WEIGHT: Final = Option(
    name="overdue_weight",
    kind="int",
    default=0,
    most=10,
    label=gettext_noop("An overdue contact weighs as much as so many leads"),
)
TASK_WEIGHT: Final = Option(
    name="task_weight",
    kind="int",
    default=0,
    most=10,
    label=gettext_noop("An open task weighs as much as so many leads"),
)
WITHIN_DAYS: Final = Option(
    name="within_days",
    kind="int",
    default=7,
    least=0,
    most=30,
    label=gettext_noop("Available first: count who comes on duty within (days)"),
)


def rank(candidates: Sequence[Candidate], *, deal: Deal) -> list[tuple[Candidate, float]]:
    """Best first, with the free capacity in leads, or the share of it in use.

    Free capacity is counted from ``UNLIMITED`` if there is no limit, so unlimited reps come before
    all others, the one with the least open work first. Ties go to the one who waited longest for
    this pool, then to the lowest id.
    """
    measure: str = MEASURE.of(deal.options)
    if measure == "buckets":
        return _by_bucket(candidates)
    if measure == "ratio":
        used = [(candidate, _share(candidate)) for candidate in candidates]
        return sorted(used, key=lambda pair: (pair[1], pair[0].last_deal, pair[0].rep))
    free = [(candidate, float(_room(candidate))) for candidate in candidates]
    return sorted(free, key=lambda pair: (-pair[1], pair[0].last_deal, pair[0].rep))


def latitude(options: Options) -> Latitude:
    """Buckets are of use only if people who are not on duty yet pass the gate of presence."""
    is_bucketed = MEASURE.of(options) == "buckets"
    return Latitude(
        reach=MINUTES_A_DAY * WITHIN_DAYS.of(options) if is_bucketed else 0,
        ignores_capacity=IGNORES_CAPACITY.of(options),
    )


def needs(options: Options) -> frozenset[Need]:
    """Readiness for buckets; weighed work only where something but leads has a weight."""
    wanted = {Need.READY_IN} if MEASURE.of(options) == "buckets" else set()
    if OVERDUE_WEIGHT.of(options) or TASK_WEIGHT.of(options):
        wanted.add(Need.WORK)
    return frozenset(wanted)


def unit(options: Options) -> Unit:
    return Unit.SHARE if MEASURE.of(options) == "ratio" else Unit.ROOM


def _by_bucket(candidates: Sequence[Candidate]) -> list[tuple[Candidate, float]]:
    rows = []
    for candidate in candidates:
        bucket, room = _bucket(candidate), _room(candidate)
        first = float(-room) if not bucket else 0.0
        rows.append(((bucket, first, *waited(candidate)), candidate, float(room)))
    rows.sort(key=lambda row: row[0])
    return [(candidate, room) for _, candidate, room in rows]


def _bucket(candidate: Candidate) -> int:
    """0 for now, 1 for within the next 24 hours, and so on."""
    return -(-max(candidate.ready_in, 0) // MINUTES_A_DAY)


def _work(candidate: Candidate) -> int:
    return candidate.open if candidate.work is None else candidate.work


def _room(candidate: Candidate) -> int:
    capacity = UNLIMITED if candidate.capacity is None else candidate.capacity
    return capacity - _work(candidate)


def _share(candidate: Candidate) -> float:
    """Without a limit nothing of it is in use; each lead beyond a capacity of nought is one."""
    if candidate.capacity is None:
        return _work(candidate) / UNLIMITED
    return _work(candidate) / max(candidate.capacity, 1)


METHOD: Final = Method(
    code=Strategy.LOAD_BALANCE,
    label=gettext_noop("Load balance"),
    follows_ledger=False,
    rank=rank,
    weights=own_weights,
    options=(MEASURE, OVERDUE_WEIGHT, TASK_WEIGHT, IGNORES_CAPACITY, WITHIN_DAYS),
    needs=needs,
    latitude=latitude,
    unit=unit,
)
