"""Leads pushed as JSON by other programs."""

import hashlib
import json
from contextlib import suppress
from typing import NoReturn

from leads.channels.build import KNOWN, Context, build_draft
from leads.channels.notes import Notes
from leads.draft import LeadDraft, ProblemCode

LONGEST_INTEGER = 18  # digits; a longer one is an id and stays text


class Unreadable(Exception):
    """The body is not one JSON object. ``code``: wrong_encoding, malformed, not_an_object."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail


def parse(body: bytes, *, default_region: str) -> LeadDraft:
    """Read one lead. Fields that cannot be used become problems; unknown ones, attributes.

    Numbers may come as text and text as numbers. Raises Unreadable, and nothing else.
    """
    fields = _load(body)
    if not isinstance(fields, dict):
        raise Unreadable("not_an_object", type(fields).__name__)
    notes = Notes()
    extra: dict[str, object] = {}
    attributes = fields.pop("attributes", None)
    if isinstance(attributes, dict):
        extra.update(attributes)
    elif attributes is not None:
        notes.refuse("attributes", ProblemCode.NOT_AN_OBJECT, attributes)
    for name, value in fields.items():
        if name not in KNOWN or name.startswith("utm_"):
            extra.setdefault(name, value)
    return build_draft(
        fields, extra=extra, context=Context(default_region=default_region), notes=notes
    )


def canonical_hash(body: bytes) -> str:
    """Give the same digest to the same JSON, however it is spaced, escaped and ordered.

    What is not JSON is hashed as it is.
    """
    with suppress(Unreadable, RecursionError):
        body = json.dumps(_load(body), sort_keys=True, separators=(",", ":")).encode("ascii")
    return hashlib.sha256(body).hexdigest()


def _load(body: bytes) -> object:
    try:
        text = body.decode(json.detect_encoding(body))
    except UnicodeDecodeError as error:
        raise Unreadable("wrong_encoding", error.encoding) from error
    try:
        # NaN and Infinity become words here, since no database holds them as JSON.
        return json.loads(text, parse_int=_integer, parse_constant=str)
    except json.JSONDecodeError as error:
        _refuse(error.msg, at=error.pos)
    except RecursionError:
        _refuse("nested too deeply", at=0)


def _refuse(detail: str, *, at: int) -> NoReturn:
    raise Unreadable("malformed", f"{detail} (character {at})")


def _integer(digits: str) -> int | str:
    return int(digits) if len(digits) <= LONGEST_INTEGER else digits
