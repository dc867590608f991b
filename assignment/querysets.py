from __future__ import annotations

from django.db import models
from django.db.models import Q

from reps.models import Rep


class ReviewQuerySet(models.QuerySet):
    def open(self) -> ReviewQuerySet:
        """Not yet decided."""
        return self.filter(closed_at__isnull=True)

    def visible_to(self, user) -> ReviewQuerySet:
        """Those a user may see: all, or of his teams: suggested to them, or owned by them.

        What has neither a suggestion nor an owner is everybody's who decides reviews.
        """
        if user.has_perm("leads.see_all_leads"):
            return self
        own = Rep.objects.under(user).values("pk")
        nobody = Q(suggestion__isnull=True, lead__owner__isnull=True)
        return self.filter(Q(suggestion__in=own) | Q(lead__owner__in=own) | nobody)


class ObjectionQuerySet(models.QuerySet):
    def visible_to(self, user) -> ObjectionQuerySet:
        """Those a user may answer: of all reps, or of his teams'."""
        if user.has_perm("leads.see_all_leads"):
            return self
        return self.filter(rep__in=Rep.objects.under(user).values("pk"))


class CreditQuerySet(models.QuerySet):
    def visible_to(self, user) -> CreditQuerySet:
        """Those a user may decide: asked for by all reps, or by his teams'."""
        if user.has_perm("leads.see_all_leads"):
            return self
        return self.filter(assignment__rep__in=Rep.objects.under(user).values("pk"))
