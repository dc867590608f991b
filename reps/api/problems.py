"""Every error of the REST API as one problem document (RFC 9457), in the client's language."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import UnreadablePostError
from django.utils.translation import gettext as _
from rest_framework.exceptions import APIException, ErrorDetail, ParseError, ValidationError
from rest_framework.response import Response
from rest_framework.views import exception_handler

logger = logging.getLogger(__name__)
CONTENT_TYPE = "application/problem+json"
OF_THE_WHOLE = {NON_FIELD_ERRORS, "non_field_errors"}
SOON = 5  # seconds until a sender may try again after a fault of ours


class Unavailable(APIException):
    """The database does not answer or the disk is full; senders must try again."""

    status_code = 503
    default_code = "unavailable"
    wait = SOON


class TooLarge(APIException):
    status_code = 413
    default_code = "too_large"


def as_problem(error: Exception, context: dict[str, Any]) -> Response | None:
    """The response to an error; None for a fault of ours, which Django then reports."""
    error = _named(error)
    response = exception_handler(error, context)
    if response is None:
        return None
    response.data = _document(error, response)
    response.content_type = CONTENT_TYPE
    return response


def _named(error: Exception) -> Exception:
    """Errors that Django and the database raise on their own, as ones that name a status."""
    if isinstance(error, (OperationalError, InterfaceError)):
        logger.exception("The database refused a request")
        return Unavailable(_("Fairlead cannot store anything right now. Please try again."))
    if isinstance(error, RequestDataTooBig):
        return TooLarge(_("The body is too large."))
    if isinstance(error, UnreadablePostError):
        return ParseError(_("The body did not arrive completely."))
    return error


def _document(error: Exception, response: Response) -> dict[str, Any]:
    detail = getattr(error, "detail", None) or response.data["detail"]
    document: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(response.status_code).phrase,
        "status": response.status_code,
    }
    if isinstance(error, ValidationError):
        said = _("Some values cannot be used.")
        return document | {"code": "invalid", "detail": said, "errors": _flat(detail)}
    return document | {"code": getattr(detail, "code", "error"), "detail": str(detail)}


def _flat(detail: Any, field: str = "") -> list[dict[str, str]]:
    """What is wrong with which field; nested ones as ``outer.inner``, none for the whole."""
    if isinstance(detail, ErrorDetail):
        return [{"field": field, "code": str(detail.code), "detail": str(detail)}]
    if isinstance(detail, dict):
        parts = [(_path(field, str(name)), value) for name, value in detail.items()]
    else:
        parts = [(field, value) for value in detail]
    return [row for name, value in parts for row in _flat(value, name)]


def _path(outer: str, name: str) -> str:
    return outer if name in OF_THE_WHOLE else f"{outer}.{name}".strip(".")
