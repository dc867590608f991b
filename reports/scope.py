"""Whose figures may be seen: one's own, those of the teams below, all, or a key's channel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Q

from leads.access import visible_leads
from leads.models import ApiKey
from leads.querysets import LeadQuerySet
from reports.metrics.period import Period
from reps.models import Rep


@dataclass(frozen=True, slots=True)
class Scope:
    user: User | AnonymousUser
    sees_all: bool
    key: ApiKey | None = None

    def leads(self) -> LeadQuerySet:
        return visible_leads(user=self.user, key=self.key)

    def arrived(self, period: Period) -> LeadQuerySet:
        """Leads received in the period, those moved in from elsewhere included."""
        return self.leads().filter(**within("received_at", period))

    def of_clocks(self, *, rep: str) -> Q:
        """Clocks of a key's channel, or of the reps that one may see; ``rep`` leads to whose."""
        if self.key is not None:
            return Q(lead__channel=self.key.channel_id)
        return Q() if self.sees_all else Q(**{f"{rep}__in": self.reps()})

    def reps(self):
        if self.sees_all or self.key is not None:
            return Rep.objects.all()
        return Rep.objects.filter(user=self.user) | Rep.objects.under(self.user)


def scope_of(user: User | AnonymousUser, key: ApiKey | None = None) -> Scope:
    return Scope(user, sees_all=user.has_perm("leads.see_all_leads"), key=key)


def within(field: str, period: Period) -> dict[str, Any]:
    """A filter for the moments of a period."""
    return {f"{field}__gte": period.since, f"{field}__lt": period.until}
