"""What a rep who leaves has in his hands, and where each kind of it may go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from assignment.choices import Destination, HandoverKind
from assignment.models import Collaborator, PoolMember, Review, Task
from leads.choices import CLOSED, OWNED, LeadStatus
from leads.models import Customer, Lead
from reps.models import Rep

RULES, POOL, REP = Destination.RULES, Destination.POOL, Destination.REP
OWNER, NOBODY = Destination.OWNER, Destination.NOBODY
# In the order in which they are handed over: what decides about the next comes first.
WAYS: Mapping[str, tuple[str, ...]] = {
    HandoverKind.CUSTOMERS: (NOBODY, POOL, REP),
    HandoverKind.TASKS: (OWNER, REP),
    HandoverKind.COLLABORATIONS: (NOBODY, REP),
    HandoverKind.LEADS: (RULES, POOL, REP),
    HandoverKind.NURTURING: (RULES, POOL, REP),
    HandoverKind.REVIEWS: (RULES, REP),
    HandoverKind.POOLS: (NOBODY, REP),
}


@dataclass(frozen=True, slots=True)
class Belongings:
    """Everything that a rep holds now, as queries."""

    rep: Rep

    @property
    def customers(self) -> QuerySet[Customer]:
        return Customer.objects.filter(owner=self.rep).order_by("pk")

    @property
    def tasks(self) -> QuerySet[Task]:
        """What is to be done for open leads; with a closed lead its tasks are over."""
        tasks = Task.objects.filter(rep=self.rep, done_at__isnull=True)
        return tasks.exclude(lead__status__in=CLOSED).order_by("due_at", "pk")

    @property
    def collaborations(self) -> QuerySet[Collaborator]:
        return Collaborator.objects.filter(rep=self.rep, ended_at__isnull=True).order_by("pk")

    @property
    def leads(self) -> QuerySet[Lead]:
        leads = Lead.objects.filter(owner=self.rep, status__in=OWNED)
        return leads.order_by("-is_key", "opened_at", "pk")

    @property
    def nurturing(self) -> QuerySet[Lead]:
        leads = Lead.objects.filter(owner=self.rep, status=LeadStatus.NURTURING)
        return leads.order_by("opened_at", "pk")

    @property
    def reviews(self) -> QuerySet[Review]:
        return Review.objects.open().filter(suggestion=self.rep).order_by("pk")

    @property
    def pools(self) -> QuerySet[PoolMember]:
        return PoolMember.objects.filter(rep=self.rep, is_active=True).order_by("pool", "pk")

    def of(self, kind: str) -> QuerySet:
        return getattr(self, kind)

    def counts(self) -> dict[str, int]:
        """How many of each kind; one query a kind."""
        return {kind: self.of(kind).count() for kind in WAYS}


def usual_ways() -> dict[str, str]:
    """What a handover does where nothing else is said: the first way of each kind."""
    return {kind: str(ways[0]) for kind, ways in WAYS.items()}
