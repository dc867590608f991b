from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from assignment.desk.ledgers import standings
from assignment.models import Pool, PoolMember
from reps.admin_pages import Rows, SettingsAdmin, choose_once
from reps.models import Rep


class PoolMemberInline(Rows):
    model = PoolMember
    fields = ["rep", "weight", "is_active"]
    ordering = ["rep__name", "pk"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[PoolMember]:
        return super().get_queryset(request).select_related("rep", "pool")

    def formfield_for_foreignkey(self, db_field, request: HttpRequest, **kwargs: Any):
        if db_field.name == "rep":
            kwargs["queryset"] = Rep.objects.order_by("name", "pk")
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        return choose_once(field) if field else field


@admin.register(Pool)
class PoolAdmin(SettingsAdmin):
    list_display = ["name", "strategy_label", "active_members", "respects_hours"]
    search_fields = ["name"]
    ordering = ["name", "pk"]
    inlines = [PoolMemberInline]
    fields = ["name", "strategy", "respects_hours", "ledger_table"]
    readonly_fields = ["ledger_table"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Pool]:
        active = Count("members", filter=Q(members__is_active=True))
        return super().get_queryset(request).annotate(member_count=active)

    @display(description=_("strategy"), ordering="strategy", label=True)
    def strategy_label(self, pool: Pool) -> str:
        return pool.get_strategy_display()

    @display(description=_("active members"), ordering="member_count")
    def active_members(self, pool: Any) -> int:
        return pool.member_count

    @admin.display(description=_("ledger"))
    def ledger_table(self, pool: Pool) -> str:
        """Fair share, received and balance of every member, in leads."""
        if pool.pk is None:
            return "–"
        entries = f"{reverse('admin:assignment_ledgerentry_changelist')}?pool__id__exact={pool.pk}"
        context = {"standings": standings(pool), "entries": entries}
        return render_to_string("admin/fairlead/ledger.html", context)
