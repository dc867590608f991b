from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Field, URLField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from leads.choices import ChannelKind, KeyScope, Outcome
from leads.embed import snippet
from leads.intake.counts import outcomes_by_channel
from leads.keys import make_key, revoke
from leads.models import ApiKey, Channel
from reps.admin_pages import Rows, SettingsAdmin, ask

COUNTED_DAYS = 30


class KeyForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=80, widget=UnfoldAdminTextInputWidget)
    scope = forms.ChoiceField(
        label=_("Scope"), choices=KeyScope.choices, widget=UnfoldAdminSelectWidget
    )


class ApiKeyInline(Rows):
    """The keys of a channel; they are made and revoked by buttons, never edited."""

    model = ApiKey
    fields = ["name", "scope", "prefix", "created_at", "last_used_at", "state"]
    readonly_fields = fields
    can_delete = False
    ordering = ["revoked_at", "pk"]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=_("state"))
    def state(self, key: ApiKey) -> str:
        if key.revoked_at:
            return gettext("Revoked")
        url = reverse("admin:leads_channel_revoke_key", args=[key.channel_id, key.pk])
        link = '<a class="text-primary-600 dark:text-primary-500" href="{}">{}</a>'
        return format_html(link, url, _("Revoke"))


@admin.register(Channel)
class ChannelAdmin(SettingsAdmin):
    list_display = ["name", "slug", "kind_label", "is_active", "refused", "last_seen_at"]
    list_filter = ["kind", "is_active"]
    search_fields = ["name", "slug"]
    ordering = ["name", "pk"]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [ApiKeyInline]
    actions_detail = ["make_key"]
    list_before_template = "admin/fairlead/channel_counts.html"
    change_form_outer_after_template = "admin/fairlead/channel_snippet.html"
    readonly_fields = ["refused", "last_seen_at"]
    fieldsets = [
        (None, {"fields": ["name", "slug", "kind", "is_active"]}),
        (_("Reading submissions"), {"fields": ["default_country", "default_source"]}),
        (_("Website form"), {"fields": ["welcome", "consent_text", "thank_you_url"]}),
        (_("So far"), {"fields": [("refused", "last_seen_at")]}),
    ]

    def has_delete_permission(self, request: HttpRequest, obj: Channel | None = None) -> bool:
        """Channels are switched off; what came through them stays."""
        return False

    def formfield_for_dbfield(self, db_field: Field, request: HttpRequest, **kwargs: Any):
        if isinstance(db_field, URLField):
            kwargs["assume_scheme"] = "https"
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        since = timezone.now() - timedelta(days=COUNTED_DAYS)
        context = {"counts": counts_table(outcomes_by_channel(since=since)), "days": COUNTED_DAYS}
        return super().changelist_view(request, context | (extra_context or {}))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        forms_ = Channel.objects.filter(kind=ChannelKind.FORM, pk=unquote(object_id))
        channel = forms_.first()
        base_url = f"{request.scheme}://{request.get_host()}"
        context = {"snippet": snippet(channel, base_url)} if channel else {}
        return super().change_view(request, object_id, form_url, context | (extra_context or {}))

    def get_urls(self):
        revoke_path = path(
            "<int:channel_id>/keys/<int:key_id>/revoke/",
            self.admin_site.admin_view(self.revoke_key),
            name="leads_channel_revoke_key",
        )
        return [revoke_path, *super().get_urls()]

    @display(description=_("kind"), ordering="kind", label=True)
    def kind_label(self, channel: Channel) -> str:
        return channel.get_kind_display()

    def has_make_key_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        return request.user.has_perm("leads.add_apikey")

    @action(description=_("Make a key"), permissions=["make_key"], url_path="make-key", icon="key")
    def make_key(self, request: HttpRequest, object_id: str) -> HttpResponse:
        channel = get_object_or_404(Channel, pk=unquote(object_id))
        back = reverse("admin:leads_channel_change", args=[channel.pk])
        form = KeyForm(request.POST or None)
        if form.is_valid():
            plain = make_key(channel=channel, **form.cleaned_data, now=timezone.now())[1]
            text = _("Copy it now: it is shown this once, and only its digest is kept.")
            return ask(
                self,
                request,
                title=_("The new key"),
                text=text,
                shown=plain,
                back=back,
                obj=channel,
            )
        title = _("Make a key for %(channel)s") % {"channel": channel}
        return ask(
            self, request, title=title, form=form, button=_("Make a key"), back=back, obj=channel
        )

    def revoke_key(self, request: HttpRequest, channel_id: int, key_id: int) -> HttpResponse:
        if not request.user.has_perm("leads.change_apikey"):
            raise PermissionDenied
        key = get_object_or_404(ApiKey.objects.select_related("channel"), pk=key_id)
        back = reverse("admin:leads_channel_change", args=[channel_id])
        if request.method == "POST":
            revoke(key, now=timezone.now())
            messages.success(request, _("The key is revoked."))
            return redirect(back)
        title = _("Revoke %(key)s?") % {"key": key}
        text = _("Whoever uses it is refused from now on.")
        return ask(
            self, request, title=title, text=text, button=_("Revoke"), back=back, obj=key.channel
        )


def counts_table(counts: dict[int, dict[str, int]]) -> dict[str, Any]:
    """Messages by channel and outcome, as the theme's tables want them."""
    names = dict(Channel.objects.order_by("name", "pk").values_list("pk", "name"))
    outcomes = list(Outcome)
    return {
        "headers": [_("channel"), _("received"), *[outcome.label for outcome in outcomes]],
        "rows": [
            [
                name,
                sum(counts.get(pk, {}).values()),
                *[counts.get(pk, {}).get(outcome, 0) for outcome in outcomes],
            ]
            for pk, name in names.items()
        ],
    }
