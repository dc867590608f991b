"""The part of a pool's page that is about its ledger: what it books, credits, and leavers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminDecimalFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
)

from assignment.desk.ledgers import standings
from assignment.fairness.credits import REASONS
from assignment.fairness.ledger import NobodyToCarry, give_credit, settle_leavers
from assignment.fairness.outside import WAYS
from assignment.models import Pool, PoolMember
from reps.admin_pages import SettingsAdmin, ask
from reps.models import Rep

MOST = 100


class BooksForm(forms.ModelForm):
    """What the ledger of a pool books beside its deals."""

    books_outside = forms.MultipleChoiceField(
        label=_("Also debited"),
        choices=list(WAYS.items()),
        required=False,
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
        help_text=_("Leads that a member receives so are debited to him like a deal."),
    )
    credit_reasons = forms.MultipleChoiceField(
        label=_("Reasons for a credit"),
        choices=list(REASONS.items()),
        required=False,
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
        help_text=_(
            "Who returns a lead or marks it as invalid for one of these asks for a credit."
        ),
    )


class CreditForm(forms.Form):
    rep = forms.ModelChoiceField(
        queryset=Rep.objects.none(),
        label=_("Rep"),
        empty_label=_("Select value"),
        widget=UnfoldAdminSelectWidget,
    )
    amount = forms.DecimalField(
        label=_("Leads"),
        min_value=-MOST,
        max_value=MOST,
        max_digits=5,
        decimal_places=2,
        widget=UnfoldAdminDecimalFieldWidget,
        help_text=_("1 means that the pool owes the rep one lead more; −1, one less."),
    )
    note = forms.CharField(
        label=_("Reason"),
        max_length=200,
        widget=UnfoldAdminTextInputWidget,
        help_text=_("The rep reads this in his statement."),
    )

    def __init__(self, *args: Any, pool: Pool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members = Rep.objects.filter(memberships__pool=pool, memberships__is_active=True)
        self.fields["rep"].queryset = members.order_by("name", "pk")  # type: ignore[attr-defined]

    def clean_amount(self) -> Any:
        amount = self.cleaned_data["amount"]
        if not amount:
            raise forms.ValidationError(_("Say how many leads."))
        return amount


class BookedPoolAdmin(SettingsAdmin):
    """A page of a pool that keeps its ledger in step with its members."""

    form = BooksForm
    actions_detail = ["give_credit"]

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Whoever is no member any more leaves with a balance of nought; the others carry it."""
        if formset.model is not PoolMember:
            super().save_formset(request, form, formset, change)
            return
        pool = form.instance
        before = _members(pool)
        super().save_formset(request, form, formset, change)
        gone = before - _members(pool)
        settle_leavers(pool=pool, rep_ids=gone, by=request.user.pk, now=timezone.now())

    def has_give_credit_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        return request.user.has_perm("assignment.change_pool")

    @action(
        description=_("Give a credit"),
        permissions=["give_credit"],
        url_path="credit",
        icon="exposure_plus_1",
    )
    def give_credit(self, request: HttpRequest, object_id: str) -> HttpResponse:
        pool = get_object_or_404(Pool, pk=object_id)
        back = reverse("admin:assignment_pool_change", args=[pool.pk])
        form = CreditForm(request.POST if request.method == "POST" else None, pool=pool)
        if not form.is_valid():
            return self._ask_credit(request, pool, form, back)
        given = form.cleaned_data
        try:
            give_credit(pool=pool, by=request.user.pk, now=timezone.now(), **given)
        except NobodyToCarry:
            messages.warning(request, _("There is no other active member to carry it."))
            return redirect(back)
        said = _("%(rep)s: %(amount)s leads, carried by the other members.")
        messages.success(request, said % {"rep": given["rep"], "amount": f"{given['amount']:+}"})
        return redirect(back)

    def _ask_credit(self, request: HttpRequest, pool: Pool, form: Any, back: str) -> HttpResponse:
        return ask(
            self,
            request,
            title=_("A credit in the ledger of %(pool)s") % {"pool": pool},
            text=_("The other active members carry it by their weights. It cannot be deleted."),
            form=form,
            button=_("Give the credit"),
            back=back,
            obj=pool,
        )

    @admin.display(description=_("ledger"))
    def ledger_table(self, pool: Pool) -> str:
        """Fair share, received and balance of every member, in leads."""
        if pool.pk is None:
            return "–"
        entries = f"{reverse('admin:assignment_ledgerentry_changelist')}?pool__id__exact={pool.pk}"
        period = reverse("desk:pool_ledger", args=[pool.pk])
        context = {"standings": standings(pool), "entries": entries, "period": period}
        return render_to_string("admin/fairlead/ledger.html", context)


def _members(pool: Pool) -> set[int]:
    active = PoolMember.objects.filter(pool=pool, is_active=True)
    return set(active.values_list("rep", flat=True))
