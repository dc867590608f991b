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

    def currency_unknown(self) -> LeadQuerySet:
        """With a value that could not be told in the base currency."""
        return self.filter(value_minor__isnull=False, base_value_minor__isnull=True)

    def decided_by(self, user) -> LeadQuerySet:
        """Whose fate one user decides: his own leads, his teams' below him, or all."""
        return self if user.has_perm("leads.see_all_leads") else self.filter(_owned_under(user))

    def visible_to(self, user) -> LeadQuerySet:
        """What one user may see: what he decides about, and what he works on for a colleague."""
        if user.has_perm("leads.see_all_leads"):
            return self
        # By name, since collaborators belong to an app above; few rows, read by their own index.
        shared = self.model._default_manager.filter(
            collaborators__rep__user=user, collaborators__ended_at__isnull=True
        )
        return self.filter(_owned_under(user) | Q(pk__in=shared.values("pk")))


def _owned_under(user) -> Q:
    return (
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
