"""Contact points and text in the one form in which they can be compared.

Everything here is total: whatever a stranger typed gives a value or nothing, never an error.
"""

import math
import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from publicsuffixlist import PublicSuffixList  # type: ignore[import-untyped, unused-ignore]

from leads.identity.company import DATA, company_key

__all__ = [
    "DATA",
    "EMAIL",
    "EXTERNAL",
    "PHONE",
    "WECHAT",
    "Point",
    "clean_text",
    "company_key",
    "email_domain",
    "email_point",
    "external_point",
    "is_free_mail",
    "phone_country",
    "phone_points",
    "wechat_point",
]

EMAIL = "email"
PHONE = "phone"
WECHAT = "wechat"
EXTERNAL = "external"

LONGEST_INTEGER_BITS = 4096  # Python refuses to print much longer ones
PHONE_TEXT = 200
NUMBERS_IN_ONE_CELL = 5
FEWEST_DIGITS = 4

UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
LINE_ENDS = re.compile(r"\r\n?")

PLUS = frozenset((DATA / "plus_address_hosts.txt").read_text("utf-8").split())
DOTLESS = frozenset(["gmail.com"])
SAME_HOST = {"googlemail.com": "gmail.com"}
ATOM = r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+"
LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
PLAIN_EMAIL = re.compile(rf"{ATOM}(?:\.{ATOM})*@(?:{LABEL}\.)+[a-z][a-z0-9-]*[a-z0-9]")
BETWEEN_EMAILS = re.compile(r"[\s;,、|]+|/(?=\S*@)")
AROUND_AT = re.compile(r"\s*@\s*")
AROUND_EMAIL = "<>()[]\"'.:"

BETWEEN_NUMBERS = re.compile(r"[/;,、|\\\n\t]|\s(?:or|and|oder|ou)\s|[或和]")
EXTENSION = re.compile(
    r"\s*(?:转|轉|分机|分機|内线|內線|extension|extn?|доб|x|#)[\s.:：]*\d{1,7}\D*$", re.IGNORECASE
)
SPREADSHEET_FLOAT = re.compile(r"(\d+)(?:\.(\d+))?(?:e\+?(\d{1,2}))?", re.IGNORECASE)
DASHED_TAIL = re.compile(r"(?<=\d{7})-\d{1,5}$")  # 0755-88888888-8001
CHINESE_MOBILE = re.compile(r"0?86(1[3-9]\d{9})")


@dataclass(frozen=True, slots=True, order=True)
class Point:
    """One way to recognise a person: a namespace and a normalised value."""

    namespace: str
    value: str


def clean_text(value: object, *, limit: int) -> str:
    """Say any value as text that every database and every page can hold.

    Control characters except line feed and tab, and lone surrogates, are gone; letters are
    composed (NFC); ends are stripped; nothing is longer than ``limit``. Cleaning twice
    changes nothing.
    """
    text = LINE_ENDS.sub("\n", _as_text(value).strip()[: limit * 4])
    text = unicodedata.normalize("NFC", UNPRINTABLE.sub("", text))
    return text.strip()[:limit].rstrip()


def email_point(raw: object) -> Point | None:
    """Give the mailbox that an address reaches; None when it is not an address.

    The first address counts when a cell holds several. Sub-addresses and dots go where the
    host is known to ignore them.
    """
    return _first_mailbox(_folded(clean_text(raw, limit=1000)))


@lru_cache(maxsize=4096)  # a lead's address is read when it arrives and again when it is routed
def _first_mailbox(text: str) -> Point | None:
    text = AROUND_AT.sub("@", text)
    parts = (part for part in BETWEEN_EMAILS.split(text) if "@" in part)
    mailboxes = (_mailbox(part.strip(AROUND_EMAIL).removeprefix("mailto:")) for part in parts)
    return next(filter(None, mailboxes), None)


def phone_points(raw: object, *, region: str) -> tuple[Point, ...]:
    """Give every valid number in a cell, as E.164, in the order given and without repeats.

    ``region`` reads numbers that name no country. Extensions are left out, since the number
    before them is what two submissions have in common.
    """
    text = _unspreadsheet(_folded(clean_text(raw, limit=PHONE_TEXT)))
    region = region.upper()
    whole = _e164(text, region=region)  # first, since 030/901820 is one number
    parts = [part for part in BETWEEN_NUMBERS.split(text) if part][:NUMBERS_IN_ONE_CELL]
    found = [whole] if whole else [_e164(part, region=region) for part in parts]
    return tuple(dict.fromkeys(Point(PHONE, number) for number in found if number))


def wechat_point(raw: object) -> Point | None:
    """Give a WeChat id, which knows no upper case; None when it cannot be one."""
    value = _folded(clean_text(raw, limit=100))
    return Point(WECHAT, value) if re.fullmatch(r"[a-z0-9_-]{5,40}", value) else None


def external_point(external_id: str, *, scope: str) -> Point | None:
    """Give the point of an id that another system issued; ``scope`` names that system.

    Two systems number their records alike, so an id without its scope identifies nobody.
    """
    return Point(EXTERNAL, f"{scope}:{external_id}"[:254]) if external_id else None


@lru_cache(maxsize=4096)
def phone_country(point_value: str) -> str:
    """Name the country of an E.164 number; empty for satellites and what is no number."""
    try:
        region = phonenumbers.region_code_for_number(phonenumbers.parse(point_value))
    except phonenumbers.NumberParseException:
        return ""
    return region if region and region.isalpha() else ""


@lru_cache(maxsize=20_000)
def email_domain(point_value: str) -> str:
    """Name the domain that somebody registered: ``a@mail.acme.co.uk`` gives ``acme.co.uk``."""
    host = point_value.rpartition("@")[2]
    return str(_suffixes().privatesuffix(host) or host)


def is_free_mail(domain: str) -> bool:
    """Whether anybody may open a mailbox there, so that it says nothing about a company."""
    return domain in _free_mail_domains()


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()


@cache
def _free_mail_domains() -> frozenset[str]:
    path = DATA / "free_mail_domains.txt"
    return frozenset(path.read_text("utf-8").split()) if path.exists() else frozenset()


def _as_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, int) and value.bit_length() > LONGEST_INTEGER_BITS:
        return ""
    if isinstance(value, float) and math.isfinite(value) and value == int(value):
        return str(int(value))  # a spreadsheet says 60610.0 for 60610
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return str(value)


def _folded(text: str) -> str:
    return INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).casefold().strip()


def _mailbox(address: str) -> Point | None:
    if not (PLAIN_EMAIL.fullmatch(address) and "xn--" not in address and _is_short(address)):
        checked = _checked(address)
        if checked is None:
            return None
        address = checked
    local, _, host = address.rpartition("@")
    host = SAME_HOST.get(host, host)
    if host in PLUS:
        local = local.partition("+")[0] or local
    if host in DOTLESS:
        local = local.replace(".", "") or local
    return Point(EMAIL, f"{local}@{host}")


def _is_short(address: str) -> bool:
    return len(address) <= 254 and address.index("@") <= 64


def _checked(address: str) -> str | None:
    """Let the library judge what the quick pattern does not: unusual letters and domains."""
    try:
        found = validate_email(address, check_deliverability=False, test_environment=True)
    except (EmailNotValidError, ValueError):
        return None
    normal = f"{found.local_part}@{found.ascii_domain}".casefold()
    return normal if len(normal) <= 254 else None


def _unspreadsheet(text: str) -> str:
    """Undo what a spreadsheet did to a number; digits that it has rounded away are not guessed."""
    found = SPREADSHEET_FLOAT.fullmatch(text)
    if not found or not (found[2] or found[3]):
        return text
    decimals, exponent = found[2] or "", int(found[3] or 0)
    if len(decimals) < exponent:
        return ""
    return str(int(Decimal(text))) if len(decimals.rstrip("0")) <= exponent else text


def _e164(text: str, *, region: str) -> str:
    text = EXTENSION.sub("", text).strip()
    digits = re.sub(r"\D", "", text)
    if len(digits) < FEWEST_DIGITS:
        return ""
    readings = [text]
    if text.startswith("00") or CHINESE_MOBILE.fullmatch(digits):
        readings.append("+" + digits.lstrip("0"))  # wherever the channel is
    readings.append(DASHED_TAIL.sub("", text))
    return next((found for way in readings if (found := _valid(way, region=region))), "")


def _valid(text: str, *, region: str) -> str:
    return _valid_number(text, "" if text.startswith("+") else region)


@lru_cache(maxsize=4096)  # a lead's number is read when it arrives and again when it is routed
def _valid_number(text: str, region: str) -> str:
    try:
        number = phonenumbers.parse(text, region or None)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_valid_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
