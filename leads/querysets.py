from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q

from leads.choices import OPEN, OWNED, LeadStatus, Outcome


class LeadQuerySet(models.QuerySet):
    def waiting(self) -> LeadQuerySet:
        """Stored, and not yet given to anyone."""
        return self.filter(status=LeadStatus.WAITING)

    def open(self) -> LeadQuerySet:
        return self.filter(status__in=OPEN)

    def owned(self) -> LeadQuerySet:
        """With an owner whose capacity they count against."""
        return self.filter(status__in=OWNED)

    def overdue(self, *, now: datetime) -> LeadQuerySet:
        """Given to a rep who has let the deadline of the first follow-up pass."""
        return self.filter(status=LeadStatus.ASSIGNED, due_at__lte=now)

    def visible_to(self, user) -> LeadQuerySet:
        """What one user may see: his own leads, his teams' below him, or all."""
        if user.has_perm("leads.see_all_leads"):
            return self
        return self.filter(
            Q(owner__user=user)
            | Q(owner__team__manager=user)
            | Q(owner__team__parent__manager=user)
            | Q(owner__team__parent__parent__manager=user)
        )


class InboxMessageQuerySet(models.QuerySet):
    def unfinished(self) -> InboxMessageQuerySet:
        return self.filter(outcome=Outcome.OPEN)


class ApiKeyQuerySet(models.QuerySet):
    def usable(self) -> ApiKeyQuerySet:
        return self.filter(revoked_at__isnull=True, channel__is_active=True)
