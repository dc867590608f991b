"""Whatever people, sweeps and customers do in whatever order, the books agree."""

from __future__ import annotations

import itertools
from contextlib import suppress
from datetime import datetime, timedelta

import pytest
from django.db.models import Min, Q
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assignment import tasks
from assignment.choices import ClockKind, ClockState
from assignment.fairness.ledger import differences, reverse
from assignment.handling import approve, close_lead, give_by_hand, return_lead, take_back
from assignment.models import Assignment, Clock, LedgerEntry, Pool, Review
from leads.choices import LeadStatus
from leads.lifecycle import LostRace
from leads.models import Channel, Lead
from reps.models import Rep
from tests.builders import (
    MONDAY,
    follow_up,
    make_channel,
    make_policy,
    make_pool,
    make_rep,
    make_rules,
    make_user,
    send,
)

pytestmark = pytest.mark.django_db
_numbers = itertools.count(1)
HURRIED = settings(
    max_examples=30,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


class World:
    """A company of four reps in two pools that share two of them, and what happens to it."""

    def __init__(self) -> None:
        self.number = next(_numbers)
        names = [f"{letter}{self.number}" for letter in "abcd"]
        self.reps = [
            make_rep(name, capacity=capacity, daily_cap=cap)
            for name, capacity, cap in zip(names, [2, 3, None, 4], [None, 2, 3, None], strict=True)
        ]
        first, second, third, fourth = self.reps
        self.pools = [
            make_pool((first, "3"), (second, "1.5"), (third, "1"), strategy="weighted"),
            make_pool(second, third, fourth, strategy="load_balance"),
        ]
        make_rules((self.pools[0], ("industry", "is", "Machinery")), catch_all=self.pools[1])
        self.channel: Channel = make_channel(f"c{self.number}")
        self.boss = make_user(f"boss{self.number}")
        self.now: datetime = MONDAY
        make_policy()

    def leads(self):
        return Lead.objects.filter(channel=self.channel).select_related(
            "owner", "channel", "customer__owner"
        )

    def lead(self, place: int) -> Lead | None:
        found = list(self.leads().order_by("pk"))
        return found[place % len(found)] if found else None

    def act(self, what: str, place: int, hours: int) -> None:
        self.now += timedelta(hours=hours)
        with suppress(LostRace):  # then nothing may have happened; the caller looks at that
            getattr(self, what)(place)

    def arrive(self, place: int) -> None:
        industry = "Machinery" if place % 2 else "Textiles"
        value = 2_000_000 if place % 5 == 0 else 10
        mail = f"p{place % 7}@w{self.number}.cn"
        send(self.channel, now=self.now, email=mail, industry=industry, value=value)

    def follow_up(self, place: int) -> None:
        lead = self.lead(place)
        if lead and lead.owner:
            follow_up(lead, now=self.now, kind="note" if place % 3 == 0 else "call")

    def give_back(self, place: int) -> None:
        lead = self.lead(place)
        if lead:
            return_lead(lead=lead, reason="no_time", note="", by=self.boss.pk, now=self.now)

    def take(self, place: int) -> None:
        lead = self.lead(place)
        if lead:
            take_back(lead=lead, note="", by=self.boss.pk, now=self.now)

    def hand(self, place: int) -> None:
        lead = self.lead(place)
        if lead:
            rep = self.reps[place % 4]
            give_by_hand(lead=lead, rep=rep, by=self.boss.pk, now=self.now)

    def close(self, place: int) -> None:
        lead = self.lead(place)
        status = ["converted", "lost", "invalid", "archived"][place % 4]
        if lead:
            close_lead(lead=lead, status=status, reason="no_demand", by=None, now=self.now)

    def decide(self, place: int) -> None:
        review = Review.objects.filter(lead__channel=self.channel, closed_at__isnull=True).first()
        if review:
            approve(review=review, by=self.boss.pk, now=self.now)

    def sweep(self, place: int) -> None:
        jobs = (tasks.route_due, tasks.remind_due, tasks.recycle_due, tasks.settle_due)
        assert [job(self.now).failed for job in jobs] == [0, 0, 0, 0]

    def pause(self, place: int) -> None:
        rep = Rep.objects.get(pk=self.reps[place % 4].pk)
        Rep.objects.filter(pk=rep.pk).update(is_paused=not rep.is_paused)

    def leave(self, place: int) -> None:
        rep = Rep.objects.get(pk=self.reps[place % 4].pk)
        Rep.objects.filter(pk=rep.pk).update(is_active=not rep.is_active)

    def reverse(self, place: int) -> None:
        deals = LedgerEntry.objects.filter(
            pool__in=self.pools, kind="deal", ledgerentry__isnull=True
        )
        if deals:
            reverse(deals[place % len(deals)], now=self.now)


ACTIONS = ["arrive", "arrive", "arrive", "follow_up", "give_back", "take", "hand", "close"]
ACTIONS += ["decide", "sweep", "sweep", "pause", "leave", "reverse"]
STEPS = st.lists(
    st.tuples(st.sampled_from(ACTIONS), st.integers(0, 20), st.integers(0, 30)),
    min_size=5,
    max_size=25,
)


@HURRIED
@given(STEPS)
def test_loads_ledgers_deadlines_and_periods_always_agree(steps):
    world = World()
    for step in steps:
        world.act(*step)

    assert wrong_loads(world) == {}
    assert [differences(pool) for pool in world.pools] == [{}, {}]
    assert [
        e for e in LedgerEntry.objects.filter(pool__in=world.pools) if sum(e.lines.values())
    ] == []
    assert wrong_deadlines(world) == []
    assert wrong_periods(world) == []
    assert wrong_reviews(world) == []


def wrong_loads(world: World) -> dict[str, tuple[int, int]]:
    counted = dict(
        Rep.objects.filter(pk__in=[r.pk for r in world.reps]).values_list("pk", "open_leads")
    )
    owned = {pk: Lead.objects.owned().filter(owner=pk).count() for pk in counted}
    return {pk: (counted[pk], owned[pk]) for pk in counted if counted[pk] != owned[pk]}


def wrong_deadlines(world: World) -> list[tuple]:
    """Leads whose deadline is not their earliest running clock, or whose clock should not run."""
    running = Q(clocks__state=ClockState.RUNNING)
    leads = world.leads().annotate(earliest=Min("clocks__due_at", filter=running))
    wrong = [(lead.pk, lead.status, lead.due_at) for lead in leads if lead.due_at != lead.earliest]
    first = Clock.objects.filter(kind=ClockKind.FIRST_FOLLOW_UP, state=ClockState.RUNNING)
    with_clock = set(first.filter(lead__channel=world.channel).values_list("lead", flat=True))
    assigned = set(world.leads().filter(status=LeadStatus.ASSIGNED).values_list("pk", flat=True))
    return wrong + sorted(with_clock ^ assigned)


def wrong_periods(world: World) -> list[int]:
    """Leads whose running period of ownership is not that of the owner who works them."""
    running = Assignment.objects.filter(ended_at__isnull=True, lead__channel=world.channel)
    periods = set(running.values_list("lead", "rep"))
    owned = set(world.leads().owned().values_list("pk", "owner"))
    return sorted(periods ^ owned)


def wrong_reviews(world: World) -> list[int]:
    opened = Review.objects.filter(closed_at__isnull=True, lead__channel=world.channel)
    held = set(world.leads().filter(status=LeadStatus.REVIEW).values_list("pk", flat=True))
    return sorted(held ^ set(opened.values_list("lead", flat=True)))


@HURRIED
@given(st.lists(st.tuples(st.integers(0, 2), st.booleans()), min_size=1, max_size=25))
def test_accounts_equal_the_ones_rebuilt_after_any_deals_and_reversals(steps):
    number = next(_numbers)
    reps = [make_rep(f"r{number}-{n}") for n in range(3)]
    pool: Pool = make_pool(*zip(reps, ["3", "1.5", "1"], strict=True), strategy="weighted")
    make_rules(catch_all=pool)
    make_policy()
    channel = make_channel(f"ledger{number}")
    for place, deals in steps:
        open_deals = pool.entries.filter(kind="deal", ledgerentry__isnull=True)
        if deals or not open_deals:
            Rep.objects.filter(pk=reps[place].pk).update(is_paused=not deals)
            send(channel)
        else:
            reverse(open_deals[place % len(open_deals)], now=MONDAY)

    assert differences(pool) == {}
    assert {sum(entry.lines.values()) for entry in pool.entries.all()} <= {0}
    assert list(pool.entries.order_by("number").values_list("number", flat=True)) == list(
        range(1, pool.entries.count() + 1)
    )
