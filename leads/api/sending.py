"""The hot path: one submission through a key. No serializer; ``leads.channels.api`` reads it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from leads.api.refusals import BadIdempotencyKey, BodyTooLarge, UnreadableBody, UsedTwice
from leads.channels.api import Unreadable
from leads.choices import KeyScope, Outcome
from leads.identity.normalize import clean_text
from leads.intake.messages import KeyReused
from leads.intake.receive import Receipt, receive_json

LONGEST_KEY = 200
KEPT_HEADERS = ("User-Agent", "Content-Type")
NOTHING_YET = {"lead": None, "decision": None, "reasons": [], "errors": []}


def send(request: Request) -> Response:
    """Keep one submission and answer as far as its key may know. Raises a refusal."""
    try:
        receipt = receive_json(
            channel=request.auth.channel,
            body=_body(request),
            idempotency_key=_idempotency_key(request),
            headers=_headers(request),
            now=timezone.now(),
        )
    except Unreadable as error:
        raise UnreadableBody(error) from error
    except KeyReused as error:
        raise UsedTwice from error
    if request.auth.scope == KeyScope.SUBMIT:
        return Response({"message": receipt.message_id}, status=202)
    return Response(_answer(receipt), status=_status(receipt))


def _body(request: Request) -> bytes:
    try:
        body = request._request.body
    except RequestDataTooBig as error:
        raise BodyTooLarge from error
    if len(body) > settings.API_LARGEST_BODY:
        raise BodyTooLarge
    return body


def _idempotency_key(request: Request) -> str:
    key = request.headers.get("Idempotency-Key", "").strip()
    if len(key) > LONGEST_KEY or not key.isprintable():
        raise BadIdempotencyKey
    return key


def _headers(request: Request) -> dict[str, str]:
    kept = {name: request.headers.get(name, "") for name in KEPT_HEADERS}
    return {name: clean_text(text, limit=200) for name, text in kept.items() if text}


def _answer(receipt: Receipt) -> dict[str, Any]:
    known = {"outcome": str(receipt.outcome), "message": receipt.message_id}
    return known | NOTHING_YET | dict(receipt.answer)


def _status(receipt: Receipt) -> int:
    if receipt.outcome == Outcome.CREATED and not receipt.is_repeat:
        return 201
    if receipt.outcome in {Outcome.CREATED, Outcome.ATTACHED}:
        return 200
    return 202
