"""What a channel makes of one submission, before anybody knows whose lead it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from leads.identity.normalize import EXTERNAL, Point

JSON: TypeAlias = "str | int | float | bool | Sequence[JSON] | Mapping[str, JSON] | None"

# The longest text each field keeps; the model's columns are as wide.
LIMITS: Mapping[str, int] = {
    "external_id": 200,
    "name": 200,
    "company": 200,
    "email": 254,
    "phone": 60,
    "mobile": 60,
    "whatsapp": 60,
    "country": 60,
    "region": 60,
    "city": 100,
    "industry": 100,
    "product": 200,
    "currency": 20,
    "company_size": 60,
    "language": 40,
    "grade": 40,
    "source": 100,
    "campaign": 100,
    "message": 20_000,
    "owner": 200,
    "status": 100,
}


class ProblemCode(StrEnum):
    """Why a field could not be used as it came."""

    NOT_TEXT = "not_text"
    NOT_AN_OBJECT = "not_an_object"
    TOO_LONG = "too_long"
    TOO_LARGE = "too_large"
    TOO_MANY_ATTRIBUTES = "too_many_attributes"
    NOT_A_NUMBER = "not_a_number"
    NEGATIVE = "negative"
    UNKNOWN_COUNTRY = "unknown_country"
    UNKNOWN_CURRENCY = "unknown_currency"
    UNKNOWN_LANGUAGE = "unknown_language"
    UNKNOWN_GRADE = "unknown_grade"
    UNKNOWN_STATUS = "unknown_status"
    BAD_EMAIL = "bad_email"
    BAD_PHONE = "bad_phone"
    BAD_WECHAT = "bad_wechat"
    BAD_DATE = "bad_date"


@dataclass(frozen=True, slots=True)
class Problem:
    field: str
    code: str
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadDraft:
    """One submission, read and cleaned. Empty means unknown, never "as before".

    ``value`` is in hundredths of ``currency``. ``points`` are sorted and hold no repeats;
    an external id is not among them, since only the caller knows whose id it is
    (``normalize.external_point``). ``problems`` name what could not be used; they never
    lose the lead. The last five fields come from spreadsheets only.
    """

    external_id: str = ""
    name: str = ""
    company: str = ""
    email: str = ""
    phone: str = ""
    country: str = ""
    region: str = ""
    city: str = ""
    industry: str = ""
    product: str = ""
    quantity: int | None = None
    value: int | None = None
    currency: str = ""
    company_size: str = ""
    language: str = ""
    source: str = ""
    campaign: str = ""
    grade: str = ""
    score: int | None = None
    message: str = ""
    attributes: Mapping[str, JSON] = field(default_factory=dict)
    points: tuple[Point, ...] = ()
    problems: tuple[Problem, ...] = ()
    owner: str = ""
    status: str = ""
    received_at: datetime | None = None
    converted_at: datetime | None = None
    last_follow_up_at: datetime | None = None

    def has_contact(self) -> bool:
        """Whether somebody could answer this person."""
        return any(point.namespace != EXTERNAL for point in self.points)
