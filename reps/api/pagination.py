"""Pages that begin behind the last row seen: as quick at the end of a table as at its start."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

from django.core.exceptions import ValidationError as BadValue
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

LARGEST = 200


class BehindCursor(BasePagination):
    """Pages in the view's ``ordering``: fields that are never null, all in one direction.

    The last field must be unique. DRF's own cursor counts rows that share the first field,
    and gives up at a thousand of them, as an import leaves behind.
    """

    page_size = 50

    def paginate_queryset(self, queryset, request, view=None) -> list:
        self.ordering = tuple(view.ordering)
        self.url = request.build_absolute_uri()
        size = _size(request.query_params.get("page_size"), self.page_size)
        cursor = request.query_params.get("cursor")
        if cursor:
            queryset = queryset.filter(_behind(_decoded(cursor, queryset, self.ordering)))
        rows = list(queryset.order_by(*self.ordering)[: size + 1])
        self.last = rows[size - 1] if len(rows) > size else None
        return rows[:size]

    def get_paginated_response(self, data) -> Response:
        return Response({"next": self._next(), "results": data})

    def _next(self) -> str | None:
        if self.last is None:
            return None
        return replace_query_param(self.url, "cursor", _encoded(self.last, self.ordering))

    def get_paginated_response_schema(self, schema) -> dict[str, Any]:
        return {
            "type": "object",
            "required": ["next", "results"],
            "properties": {
                "next": {
                    "type": "string",
                    "format": "uri",
                    "nullable": True,
                    "description": "The next page; null on the last one.",
                },
                "results": schema,
            },
        }

    def get_schema_operation_parameters(self, view) -> list[dict[str, Any]]:
        return [
            _parameter("cursor", {"type": "string"}, "Taken from `next` of the page before."),
            _parameter(
                "page_size",
                {"type": "integer", "minimum": 1, "maximum": LARGEST, "default": self.page_size},
                "How many rows a page holds at most.",
            ),
        ]


def _parameter(name: str, schema: dict, description: str) -> dict[str, Any]:
    return {
        "name": name,
        "in": "query",
        "required": False,
        "schema": schema,
        "description": description,
    }


def _size(asked: str | None, default: int) -> int:
    if not asked:
        return default
    if not (asked.isascii() and asked.isdigit() and 1 <= int(asked[:6]) <= LARGEST):
        said = _("Give a number from 1 to %(largest)d.") % {"largest": LARGEST}
        raise ValidationError({"page_size": [said]})
    return int(asked)


def _encoded(row: Model, ordering: tuple[str, ...]) -> str:
    values = [_text(getattr(row, name.removeprefix("-"))) for name in ordering]
    return urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


def _text(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _decoded(cursor: str, queryset: QuerySet, ordering: tuple[str, ...]) -> list[tuple[str, Any]]:
    """The ordering's fields with the values of the last row seen."""
    fields = [queryset.model._meta.get_field(name.removeprefix("-")) for name in ordering]
    try:
        texts = json.loads(urlsafe_b64decode(cursor.encode() + b"=="))
        values = [field.to_python(text) for field, text in zip(fields, texts, strict=True)]
    except (BadValue, ValueError, TypeError, RecursionError) as error:
        raise ValidationError({"cursor": [_("This is no cursor of this list.")]}) from error
    return list(zip(ordering, values, strict=True))


def _behind(seen: list[tuple[str, Any]]) -> Q:
    """Rows that follow: the first field bounds the index, the others break its ties."""
    condition = Q()
    for ordered, value in reversed(seen):
        name, word = ordered.removeprefix("-"), "lt" if ordered.startswith("-") else "gt"
        if not condition:
            condition = Q(**{f"{name}__{word}": value})
            continue
        condition = Q(**{f"{name}__{word}e": value}) & (Q(**{f"{name}__{word}": value}) | condition)
    return condition
