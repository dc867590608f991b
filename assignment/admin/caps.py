"""Caps where people look for them: on the page of a pool, and on that of a rep."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms import BaseInlineFormSet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from assignment.models import Cap, Pool
from reps.admin_pages import Rows, choose_once
from reps.models import Rep

SAME = ("rep", "pool", "period", "is_rolling")


class CapFormSet(BaseInlineFormSet):
    """Two caps on the same thing would contradict each other."""

    def clean(self) -> None:
        super().clean()
        seen = set()
        for form in self.forms:
            given = getattr(form, "cleaned_data", {})
            if not given.get("period") or given.get("DELETE"):
                continue
            what = tuple(given.get(name) for name in SAME)
            if what in seen:
                form.add_error("period", ValidationError(_("There is such a cap already.")))
            seen.add(what)


class CapRows(Rows):
    model = Cap
    formset = CapFormSet
    ordering = ["period", "pk"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Cap]:
        return super().get_queryset(request).select_related("rep", "pool")

    def formfield_for_foreignkey(self, db_field, request: HttpRequest, **kwargs: Any):
        choices = {"rep": Rep.objects.active(), "pool": Pool.objects.all()}
        kwargs["queryset"] = choices[db_field.name].order_by("name", "pk")
        kwargs["empty_label"] = self.empty_label
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        return choose_once(field) if field else field


class PoolCapInline(CapRows):
    """What the pool may give: to each member, or to one of them."""

    fk_name = "pool"
    fields = ["rep", "limit", "period", "is_rolling"]
    empty_label: Any = _("every member")
    verbose_name_plural = _("limits: most leads of this pool for a member")


class RepCapInline(CapRows):
    """What a rep may receive: over all pools, or from one of them."""

    fk_name = "rep"
    fields = ["pool", "limit", "period", "is_rolling"]
    empty_label = _("all pools")
    verbose_name_plural = _("limits: most leads for this rep")
