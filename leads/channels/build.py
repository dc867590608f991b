"""The one way from what was given, under our names, to a LeadDraft.

A field that cannot be used becomes a problem and stays among the attributes as it came;
it never loses the lead.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from leads.channels import codes
from leads.channels.notes import Notes
from leads.draft import LIMITS, LeadDraft, ProblemCode
from leads.identity.normalize import (
    Point,
    clean_text,
    email_point,
    phone_country,
    phone_points,
    wechat_point,
)
from leads.tables.numbers import (
    LARGEST_QUANTITY,
    parse_amount,
    parse_number,
    parse_quantity,
    parse_score,
)
from leads.tables.values import parse_grade

PLAIN_FIELDS = (
    "external_id",
    "company",
    "email",
    "phone",
    "region",
    "city",
    "industry",
    "product",
    "company_size",
)
# Everything that build_draft reads; other fields are further facts.
KNOWN = frozenset(
    [
        *PLAIN_FIELDS,
        "name",
        "first_name",
        "last_name",
        "mobile",
        "whatsapp",
        "wechat",
        "country",
        "quantity",
        "value",
        "currency",
        "language",
        "source",
        "campaign",
        "grade",
        "score",
        "message",
        "utm_source",
        "utm_campaign",
    ]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What the channel knows and the sender need not say."""

    default_region: str
    default_country: str = ""
    currency: str = ""


def build_draft(
    given: Mapping[str, object],
    *,
    extra: Mapping[str, object],
    context: Context,
    notes: Notes | None = None,
) -> LeadDraft:
    """Read every field of KNOWN out of ``given``; ``extra`` becomes attributes. Never raises."""
    notes = notes or Notes()
    texts: dict[str, Any] = {name: read_text(given, name, notes=notes) for name in PLAIN_FIELDS}
    points = _points(given, texts=texts, region=context.default_region, notes=notes)
    value = _value(given, notes=notes)
    return LeadDraft(
        **texts,
        name=_name(given, notes=notes),
        country=_country(given, points=points, context=context, notes=notes),
        quantity=_quantity(given, notes=notes),
        value=value,
        currency=_currency(given, has_value=value is not None, context=context, notes=notes),
        language=_language(given, notes=notes),
        source=_either(given, "source", "utm_source", notes=notes),
        campaign=_either(given, "campaign", "utm_campaign", notes=notes),
        grade=_grade(given, notes=notes),
        score=_score(given, notes=notes),
        message=read_text(given, "message", notes=notes, is_long=True),
        points=tuple(sorted(set(points))),
        attributes=notes.attributes(extra),
        problems=tuple(notes.problems),
    )


def read_text(
    given: Mapping[str, object],
    name: str,
    *,
    notes: Notes,
    is_long: bool = False,
) -> str:
    """Read a field as text within its limit; only ``is_long`` texts keep their lines."""
    raw = given.get(name)
    if raw is None or raw == "":
        return ""
    if not _is_textual(raw):
        notes.refuse(name, ProblemCode.NOT_TEXT, raw)
        return ""
    limit = LIMITS.get(name.removeprefix("utm_"), 200)  # utm_source ends in the source
    text = clean_text(raw, limit=limit + 1)
    if not is_long:
        text = " ".join(text.split())
    if len(text) > limit:
        notes.complain(name, ProblemCode.TOO_LONG, limit)
        text = text[:limit].rstrip()
    return text


def _is_textual(raw: object) -> bool:
    if isinstance(raw, float):
        return math.isfinite(raw)
    return isinstance(raw, str | int) and not isinstance(raw, bool)


def _name(given: Mapping[str, object], *, notes: Notes) -> str:
    name = read_text(given, "name", notes=notes)
    first = read_text(given, "first_name", notes=notes)
    last = read_text(given, "last_name", notes=notes)
    if name:
        return name
    if first and last and not first.isascii() and "\u4e00" <= first[0] <= "\u9fff":
        return (last + first)[: LIMITS["name"]]  # Chinese puts the family first
    return f"{first} {last}".strip()[: LIMITS["name"]]


def _either(given: Mapping[str, object], *names: str, notes: Notes) -> str:
    """Read the first of several fields that says anything."""
    return next((text for name in names if (text := read_text(given, name, notes=notes))), "")


def _points(
    given: Mapping[str, object], *, texts: dict[str, str], region: str, notes: Notes
) -> list[Point]:
    """Find every contact point. Another number fills in for a phone number that is missing."""
    mobile = read_text(given, "mobile", notes=notes)
    whatsapp = read_text(given, "whatsapp", notes=notes)
    points = [
        *_email_points(texts["email"], notes=notes),
        *_phone_points("phone", texts["phone"], region=region, notes=notes),
        *_phone_points("mobile", mobile, region=region, notes=notes),
        *_phone_points("whatsapp", whatsapp, region=region, notes=notes),
        *_wechat_points(given, notes=notes),
    ]
    if mobile and texts["phone"]:
        notes.kept.setdefault("mobile", mobile)
    if whatsapp:
        notes.kept.setdefault("whatsapp", whatsapp)
    texts["phone"] = texts["phone"] or mobile or whatsapp
    return points


def _phone_points(name: str, text: str, *, region: str, notes: Notes) -> tuple[Point, ...]:
    found = phone_points(text, region=region) if text else ()
    if text and not found:
        notes.complain(name, ProblemCode.BAD_PHONE, text)
    return found


def _email_points(text: str, *, notes: Notes) -> list[Point]:
    point = email_point(text)
    if text and point is None:
        notes.complain("email", ProblemCode.BAD_EMAIL, text)
    return [point] if point else []


def _wechat_points(given: Mapping[str, object], *, notes: Notes) -> list[Point]:
    text = read_text(given, "wechat", notes=notes)
    if not text:
        return []
    point = wechat_point(text)
    notes.kept["wechat"] = text
    if point is None:
        notes.complain("wechat", ProblemCode.BAD_WECHAT, text)
    return [point] if point else []


def _country(
    given: Mapping[str, object], *, points: list[Point], context: Context, notes: Notes
) -> str:
    """Read the country, or infer it: from the phone, then from the channel."""
    text = read_text(given, "country", notes=notes)
    code = codes.country_code(text) if text else ""
    if text and not code:
        notes.refuse("country", ProblemCode.UNKNOWN_COUNTRY, text)
    phones = (phone_country(point.value) for point in points if point.namespace == "phone")
    return code or next(filter(None, phones), "") or context.default_country


def _value(given: Mapping[str, object], *, notes: Notes) -> int | None:
    raw = given.get("value")
    return _not_negative("value", raw, read=parse_amount, notes=notes)


def _quantity(given: Mapping[str, object], *, notes: Notes) -> int | None:
    raw = given.get("quantity")
    return _not_negative("quantity", raw, read=parse_quantity, notes=notes)


def _not_negative(
    name: str, raw: object, *, read: Callable[[object], int | None], notes: Notes
) -> int | None:
    if raw is None or raw == "":
        return None
    number = read(raw)
    if number is None:
        size = parse_number(raw)
        is_large = size is not None and abs(size) > LARGEST_QUANTITY
        code = ProblemCode.TOO_LARGE if is_large else ProblemCode.NOT_A_NUMBER
        notes.refuse(name, code, raw)
    elif number < 0:
        notes.refuse(name, ProblemCode.NEGATIVE, raw)
        return None
    return number


def _currency(
    given: Mapping[str, object], *, has_value: bool, context: Context, notes: Notes
) -> str:
    """Read the currency, or take it from the amount ("€ 500"), or from the context.

    An amount in a currency that nobody knows must not pass for one in the base currency.
    """
    text = read_text(given, "currency", notes=notes)
    code = codes.currency_code(text) if text else ""
    if text and not code:
        notes.refuse("currency", ProblemCode.UNKNOWN_CURRENCY, text)
        return codes.NO_CURRENCY if has_value else ""
    raw = given.get("value")
    if not code and has_value and isinstance(raw, str):
        code = codes.currency_within(raw)
    return code or (context.currency if has_value else "")


def _language(given: Mapping[str, object], *, notes: Notes) -> str:
    text = read_text(given, "language", notes=notes)
    code = codes.language_code(text) if text else ""
    if text and not code:
        notes.refuse("language", ProblemCode.UNKNOWN_LANGUAGE, text)
    return code


def _grade(given: Mapping[str, object], *, notes: Notes) -> str:
    text = read_text(given, "grade", notes=notes)
    grade = parse_grade(text) if text else ""
    if text and not grade:
        notes.refuse("grade", ProblemCode.UNKNOWN_GRADE, text)
    return grade


def _score(given: Mapping[str, object], *, notes: Notes) -> int | None:
    raw = given.get("score")
    if raw is None or raw == "":
        return None
    score = parse_score(raw)
    if score is None:
        notes.refuse("score", ProblemCode.NOT_A_NUMBER, raw)
    return score
