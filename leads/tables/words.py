"""Words for what tables are made of: the fields a column may hold, and why a file is refused."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from leads.choices import MessageReason, Outcome
from leads.draft import ProblemCode
from leads.tables.mapping import ATTRIBUTES, IGNORE, BadMapping

Labels = Mapping[str, Any]

TARGET_LABELS: Final[Labels] = MappingProxyType(
    {
        "external_id": _("id in the other system"),
        "name": pgettext_lazy("person", "name"),
        "first_name": _("first name"),
        "last_name": _("last name"),
        "company": _("company"),
        "email": _("e-mail"),
        "phone": _("phone"),
        "mobile": _("mobile phone"),
        "whatsapp": _("WhatsApp number"),
        "wechat": _("WeChat id"),
        "country": _("country"),
        "region": _("region"),
        "city": _("city"),
        "industry": _("industry"),
        "product": _("product"),
        "quantity": _("quantity"),
        "value": _("value"),
        "currency": _("currency"),
        "company_size": _("company size"),
        "language": _("language"),
        "source": _("source"),
        "campaign": _("campaign"),
        "grade": _("value grade"),
        "score": _("score"),
        "message": _("message"),
        "owner": _("owner"),
        "status": _("status"),
        "converted": _("converted (yes or no)"),
        "received_at": _("created on"),
        "converted_at": _("converted on"),
        "last_follow_up_at": _("last follow-up on"),
        ATTRIBUTES: _("a further attribute"),
        IGNORE: _("nothing: leave it out"),
    }
)

PROBLEM_LABELS: Final[Labels] = MappingProxyType(
    {
        ProblemCode.NOT_TEXT: _("not a text"),
        ProblemCode.NOT_AN_OBJECT: _("not a set of named values"),
        ProblemCode.TOO_LONG: _("too long; the end was cut off"),
        ProblemCode.TOO_LARGE: _("too large"),
        ProblemCode.TOO_MANY_ATTRIBUTES: _("too many attributes; the rest was left out"),
        ProblemCode.NOT_A_NUMBER: _("not a number"),
        ProblemCode.NEGATIVE: _("negative"),
        ProblemCode.UNKNOWN_COUNTRY: _("an unknown country"),
        ProblemCode.UNKNOWN_CURRENCY: _("an unknown currency"),
        ProblemCode.UNKNOWN_LANGUAGE: _("an unknown language"),
        ProblemCode.UNKNOWN_GRADE: _("a grade other than A, B and C"),
        ProblemCode.UNKNOWN_STATUS: _("an unknown status"),
        ProblemCode.BAD_EMAIL: _("not a valid e-mail address"),
        ProblemCode.BAD_PHONE: _("not a valid phone number"),
        ProblemCode.BAD_WECHAT: _("not a valid WeChat id"),
        ProblemCode.BAD_DATE: _("not a date"),
    }
)

REFUSAL_LABELS: Final[Labels] = MappingProxyType(
    {
        "empty": _("The file is empty."),
        "html": _("The file is a web page, not a spreadsheet."),
        "pdf": _("The file is a PDF, not a spreadsheet."),
        "lfs_pointer": _("The file is only a pointer to a file that was never fetched."),
        "legacy_xls": _("The file is an old Excel workbook (.xls); please save it as .xlsx."),
        "broken_xlsx": _("The workbook is damaged, protected by a password, or not from Excel."),
        "binary": _("The file is not a spreadsheet: it holds neither text nor a workbook."),
        "no_header": _("The file has no row that names its columns."),
        "too_large": _("The file is too large, or a quotation mark in it is never closed."),
    }
)
MAPPING_LABELS: Final[Labels] = MappingProxyType(
    {
        "no_target": _("“%(detail)s” names no field; write “Header=field”."),
        "unknown_target": _("There is no field “%(detail)s”."),
        "target_twice": _("Two columns are named “%(detail)s”."),
        "unknown_header": _("The file has no column “%(detail)s”."),
    }
)
REFUSED: Final = _("The file could not be read as a spreadsheet.")


def target_label(target: str) -> Any:
    return TARGET_LABELS.get(target, target)


def problem_label(code: str) -> Any:
    """Why a cell, or a whole row, could not be used."""
    if code in MessageReason.values:
        return MessageReason(code).label
    return PROBLEM_LABELS.get(code, code)


def outcome_label(code: str) -> Any:
    """Where rows ended; an update is a row that brought a known lead up to date."""
    return _("Updated") if code == "updated" else Outcome(code).label


def mapping_label(error: BadMapping) -> str:
    """What is wrong with the columns of an import, as a sentence."""
    return str(MAPPING_LABELS[error.code]) % {"detail": error.detail}


def refusal_label(code: str) -> Any:
    """Why a file is no spreadsheet, as a sentence."""
    return REFUSAL_LABELS.get(code, REFUSED)
