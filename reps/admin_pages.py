"""The kinds of pages that the admin of every app is made of."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import ShowFacets
from django.db.models import Model
from django.forms import Form, ModelChoiceField
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from simple_history.admin import SimpleHistoryAdmin
from unfold.admin import ModelAdmin, TabularInline
from unfold.paginator import InfinitePaginator


class SettingsAdmin(SimpleHistoryAdmin, ModelAdmin):
    """Something people set: its changes are kept, and only what was edited is written.

    Columns that the program counts in meanwhile keep what they have.
    """

    list_per_page = 50
    warn_unsaved_form = True
    show_full_result_count = False

    def save_model(self, request: HttpRequest, obj: Model, form: Form, change: bool) -> None:
        if not change:
            obj.save()
            return
        columns = {field.name for field in obj._meta.concrete_fields}
        edited = columns & (set(form.changed_data) | set(getattr(form, "implied", ())))
        if edited:
            obj.save(update_fields=sorted(edited))


class ReadOnlyAdmin(ModelAdmin):
    """Something the program writes: people look at it, page by page, without counting all."""

    list_per_page = 50
    paginator = InfinitePaginator
    show_full_result_count = False
    show_facets = ShowFacets.NEVER
    actions: Any = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class Rows(TabularInline):
    """Rows of a related table, one line each: their columns say all, so they need no title."""

    extra = 0
    if hasattr(TabularInline, "show_title"):
        show_title = False
    else:  # what the theme called it up to its last release for Python 3.11
        hide_title = True


def choose_once(field: ModelChoiceField) -> ModelChoiceField:
    """Read the choices of a field now, so that rows of an inline share them."""
    field.choices = list(iter(field.choices))  # type: ignore[arg-type]
    return field


def ask(
    admin: ModelAdmin,
    request: HttpRequest,
    *,
    title: Any,
    button: Any = "",
    obj: Model | None = None,
    **context: Any,
) -> HttpResponse:
    """A page between a button and its deed: what will happen, perhaps a form, yes or no."""
    page = {
        **admin.admin_site.each_context(request),
        "opts": admin.model._meta,
        "title": title,
        "button": button,
        "original": obj,
        **context,
    }
    return TemplateResponse(request, "admin/fairlead/ask.html", page)
