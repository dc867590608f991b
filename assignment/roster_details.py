"""What rosters need only sometimes: skills, overdue work, results, caps, the next shift.

Each costs one query or some arithmetic, and none of it is spent unless a pool's strategy, a rule
or a cap looks at it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Count

from assignment.caps import Member, limits_of
from assignment.choices import OfferState
from assignment.engine.ledger import UNIT
from assignment.engine.requirements import Traits
from assignment.engine.requirements import traits_of as written
from assignment.engine.roster import Cap as Limit
from assignment.engine.roster import Roster
from assignment.engine.strategies import Mode, Need, method_of
from assignment.engine.strategies.load_balance import OVERDUE_WEIGHT, TASK_WEIGHT
from assignment.models import Offer, ResultFigure, Task
from leads.channels.codes import language_tag
from leads.choices import OWNED
from leads.models import Lead
from reps.availability import Availability, Hours
from reps.models import Rep

Figure = tuple[int, int, int]  # leads, answered in time, converted
LISTS = ("skills", "products", "industries")


@dataclass(slots=True)
class Details:
    """By rep, but work, caps and offers by pool and rep."""

    traits: Mapping[int, Traits] = field(default_factory=dict)
    work: Mapping[Member, int] = field(default_factory=dict)
    figures: Mapping[int, Mapping[str, Figure]] = field(default_factory=dict)
    ready_in: Mapping[int, int] = field(default_factory=dict)
    caps: Mapping[Member, tuple[Limit, ...]] = field(default_factory=dict)
    offered: Counter[Member] = field(default_factory=Counter)

    def asked(self, rep: int) -> int:
        """How many offers a rep has not answered yet, in all pools; where a pool offers."""
        return sum(count for (_, one), count in self.offered.items() if one == rep)

    def promised(self, pool: int, rep: int) -> int:
        """What a member's balance owes for offers that he has not answered yet."""
        return self.offered[pool, rep] * UNIT if self.offered else 0

    def count_caps(
        self, members: Collection[Member], *, hours: Mapping[int, Hours], now: datetime
    ) -> None:
        """Count anew under the caller's locks; nothing to do when there were no caps before."""
        if self.caps:
            known = {rep: hours.get(rep, Hours()) for _, rep in members}
            self.caps = limits_of(members, hours=known, now=now)


def load_details(
    rosters: Sequence[Roster],
    *,
    members: Collection[Member],
    is_capped: bool,
    needs_traits: bool,
    availability: Availability,
    now: datetime,
) -> Details:
    """Load what these rosters ask for. ``members`` are of all of them, named reps included."""
    reps = {rep for _, rep in members}
    methods = [(one, method_of(one.strategy)) for one in rosters]
    needs = {need for one, method in methods for need in method.needs(one.options)}
    details = Details()
    if is_capped:
        hours = {rep: availability.of(rep) for rep in reps}
        details.caps = limits_of(members, hours=hours, now=now)
    if needs_traits or Need.TRAITS in needs:
        details.traits = traits_of(reps)
    if Need.FIGURES in needs:
        details.figures = figures_of(reps)
    if any(method.mode == Mode.OFFER for _, method in methods):
        details.offered = offered_to(reps)
    if Need.READY_IN in needs:
        details.ready_in = ready_in(availability, now=now)
    weighing = [one for one, method in methods if Need.WORK in method.needs(one.options)]
    details.work = _work_in(weighing, reps, now=now) if weighing else {}
    return details


def _work_in(
    rosters: Iterable[Roster], reps: Collection[int], *, now: datetime
) -> dict[Member, int]:
    """Open work by member: pools may weigh it differently."""
    pools: dict[tuple[int, int], list[int]] = {}
    for one in rosters:
        weights = (OVERDUE_WEIGHT.of(one.options), TASK_WEIGHT.of(one.options))
        pools.setdefault(weights, []).append(one.pool)
    found = {}
    for (overdue, tasks), same in pools.items():
        work = work_of(reps, overdue=overdue, tasks=tasks, now=now)
        found |= {(pool, rep): amount for rep, amount in work.items() for pool in same}
    return found


def traits_of(rep_ids: Collection[int]) -> dict[int, Traits]:
    """What reps know and where they sell, in the words of the engine; one query."""
    columns = ("pk", "languages", "regions", "level", "team", "team__name", *LISTS)
    rows = Rep.objects.filter(pk__in=rep_ids).values_list(*columns)
    return {
        pk: written(
            languages=[language_tag(str(one)) for one in languages or ()],
            areas=regions or (),
            level=[level],
            team=[team, name],
            **{trait: values or () for trait, values in zip(LISTS, lists, strict=True)},
        )
        for pk, languages, regions, level, team, name, *lists in rows
    }


def figures_of(rep_ids: Collection[int]) -> dict[int, dict[str, Figure]]:
    """Results by segment, as the nightly job counted them; one query."""
    found: dict[int, dict[str, Figure]] = defaultdict(dict)
    rows = ResultFigure.objects.filter(rep__in=rep_ids)
    columns = ("rep", "segment", "leads", "responded", "converted")
    for rep, segment, leads, responded, converted in rows.values_list(*columns):
        found[rep][segment] = (leads, responded, converted)
    return found


def offered_to(rep_ids: Collection[int]) -> Counter[Member]:
    """How many offers of each pool these reps have not answered yet; one query."""
    rows = Offer.objects.filter(rep__in=rep_ids, state=OfferState.OPEN)
    counts = rows.order_by().values_list("pool", "rep").annotate(count=Count("pk"))
    return Counter({(pool, rep): count for pool, rep, count in counts})


def ready_in(availability: Availability, *, now: datetime) -> dict[int, int]:
    """In how many minutes each rep comes on duty, and 0 for those who are or never will be.

    Pools that leave out the first or last minutes of a shift reckon for themselves.
    """
    distinct = {id(own): own for own in availability.by_rep.values()}
    wait = {key: minutes_until(own.next_working(now), now=now) for key, own in distinct.items()}
    return {rep: wait[id(own)] for rep, own in availability.by_rep.items()}


def minutes_until(moment: datetime, *, now: datetime) -> int:
    """Whole minutes, rounded up."""
    return -((now - moment) // timedelta(minutes=1))


def work_of(rep_ids: Collection[int], *, overdue: int, tasks: int, now: datetime) -> dict[int, int]:
    """Open leads, and with their weights contacts and tasks that are due by now or open."""
    work: Counter[int] = Counter(
        dict(Rep.objects.filter(pk__in=rep_ids).values_list("pk", "open_leads"))
    )
    late = Lead.objects.filter(owner__in=rep_ids, status__in=OWNED, next_contact_at__lt=now)
    for rep, count in late.order_by().values_list("owner").annotate(count=Count("pk")):
        work[rep] += overdue * count
    todo = Task.objects.filter(rep__in=rep_ids, done_at__isnull=True)
    for rep, count in todo.order_by().values_list("rep").annotate(count=Count("pk")):
        work[rep] += tasks * count
    return dict(work)
