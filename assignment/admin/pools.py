from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from assignment.admin.caps import PoolCapInline
from assignment.admin.pool_books import BookedPoolAdmin
from assignment.admin.pool_form import CLAIMS, METHODS, OFFERS, PoolForm, conditional_fields
from assignment.admin.strategy_options import option_fields
from assignment.engine.strategies import method_of
from assignment.fairness.ledger import start_anew
from assignment.models import Pool, PoolMember
from assignment.waking import wake_pools
from reps.admin_pages import Rows, choose_once
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
class PoolAdmin(BookedPoolAdmin):
    form = PoolForm
    list_display = ["name", "strategy_label", "active_members", "respects_hours"]
    search_fields = ["name"]
    ordering = ["name", "pk"]
    list_filter = ["strategy", "when_nobody"]
    inlines = [PoolMemberInline, PoolCapInline]
    conditional_fields = conditional_fields()
    fieldsets = [
        (None, {"fields": ["name", "strategy", *option_fields(METHODS), *OFFERS, *CLAIMS]}),
        (_("When nobody is available"), {"fields": ["when_nobody", "overflow", "max_age_hours"]}),
        (_("Working time"), {"fields": ["respects_hours", "starts_after", "stops_before"]}),
        (_("Ledger"), {"fields": ["books_outside", "credit_reasons", "ledger_table"]}),
    ]
    readonly_fields = ["ledger_table"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Pool]:
        active = Count("members", filter=Q(members__is_active=True))
        return super().get_queryset(request).annotate(member_count=active)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Under a strategy that begins to follow the ledger all members begin anew."""
        super().save_model(request, obj, form, change)
        before = method_of(form.initial.get("strategy") or obj.strategy)
        if not before.follows_ledger and method_of(obj.strategy).follows_ledger:
            start_anew(pool=obj, by=request.user.pk, now=timezone.now())

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Whatever was loosened lets leads in that wait for somebody."""
        super().save_related(request, form, formsets, change)
        wake_pools([form.instance.pk], now=timezone.now())

    @display(description=_("strategy"), ordering="strategy", label=True)
    def strategy_label(self, pool: Pool) -> str:
        return pool.get_strategy_display()

    @display(description=_("active members"), ordering="member_count")
    def active_members(self, pool: Any) -> int:
        return pool.member_count
