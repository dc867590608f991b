"""The form of a pool: its strategy with that one's options, and whom it may hand leads on to."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from assignment.admin.pool_books import BooksForm
from assignment.admin.strategy_options import (
    field_name,
    initial_options,
    option_fields,
    shown_when,
    with_mode,
)
from assignment.choices import WhenNobody
from assignment.engine.strategies import STRATEGIES, Mode, clean_options, method_of
from assignment.models import Pool
from assignment.pools.overflows import circle_through
from assignment.wording.words import PROBLEM_LABELS

METHODS: Final = tuple(STRATEGIES.values())
OFFERS: Final = ("offer_minutes",)
CLAIMS: Final = (
    "claims_a_day",
    "holding_limit",
    "claim_interval",
    "cooling_off_days",
    "push_after",
    "hides_contacts",
    "open_to_team",
)
# Left empty, these stand at what they are for a new pool.
WITH_DEFAULT: Final = (
    "when_nobody",
    "starts_after",
    "stops_before",
    "offer_minutes",
    "claim_interval",
    "cooling_off_days",
)


def conditional_fields() -> dict[str, str]:
    """By field, the choice in the page that brings it into view."""

    def when(mode: Mode) -> str:
        return " || ".join(f"strategy == '{code}'" for code in with_mode(mode))

    return {
        **shown_when(METHODS),
        **dict.fromkeys(OFFERS, when(Mode.OFFER)),
        **dict.fromkeys(CLAIMS, when(Mode.POOL)),
        "overflow": f"when_nobody == '{WhenNobody.OVERFLOW}'",
    }


class PoolFormBase(BooksForm):
    """What belongs to another strategy than the chosen one is kept as it was, unasked."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stored = self.instance.options or {}
        self.initial.update(initial_options(self.stored, METHODS))
        self.implied: list[str] = []  # columns to be written beside those edited
        for name in WITH_DEFAULT:
            if name in self.fields:
                self.fields[name].required = False

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        self._keep_what_is_not_shown(given)
        for name in WITH_DEFAULT:
            if given.get(name) in (None, ""):
                given[name] = Pool._meta.get_field(name).get_default()
        self._clean_options(given)
        self._clean_overflow(given)
        return given

    def _keep_what_is_not_shown(self, given: dict[str, Any]) -> None:
        strategy = given.get("strategy", "")
        hidden = {name for name in option_fields(METHODS) if not _is_of(name, strategy)}
        mode = method_of(strategy).mode
        hidden |= set() if mode == Mode.OFFER else set(OFFERS)
        hidden |= set() if mode == Mode.POOL else set(CLAIMS)
        for name in hidden & set(self.fields):
            self.errors.pop(name, None)
            if name in (*OFFERS, *CLAIMS):
                given[name] = getattr(self.instance, name)

    def _clean_options(self, given: dict[str, Any]) -> None:
        method = method_of(given.get("strategy", ""))
        names = {option.name: field_name(method.code, option.name) for option in method.options}
        raw = {
            option: given[field]
            for option, field in names.items()
            if given.get(field) not in (None, "")
        }
        options, problems = clean_options(method.code, raw)
        for option, problem in problems.items():
            self.add_error(names[option], PROBLEM_LABELS[problem])
        if options != self.stored:
            self.instance.options = options
            self.implied.append("options")

    def _clean_overflow(self, given: dict[str, Any]) -> None:
        if given.get("when_nobody") != WhenNobody.OVERFLOW:
            given["overflow"] = None
            if self.instance.overflow_id is not None:
                self.implied.append("overflow")
            self.errors.pop("overflow", None)
            return
        overflow = given.get("overflow")
        if overflow is None:
            if "overflow" not in self.errors:
                self.add_error("overflow", _("Say to which pool."))
            return
        circle = circle_through(self.instance, overflow)
        if circle:
            said = _("Leads would go round in a circle: %(pools)s.")
            names = " → ".join(str(pool) for pool in circle)
            self.add_error("overflow", forms.ValidationError(said, params={"pools": names}))


def _is_of(name: str, strategy: str) -> bool:
    return name.startswith(field_name(strategy, ""))


# A form with a field for every option: strategies that are registered bring theirs along.
PoolForm: Any = type("PoolForm", (PoolFormBase,), option_fields(METHODS))
