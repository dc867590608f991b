"""Words for the engine's codes: what managers and reps read instead of them.

The engine stores bare codes (``assignment.engine.codes``); every one has its words here,
which a test holds.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assignment.choices import Strategy
from assignment.engine.codes import Exclusion, Note, Problem, Reason, Unassigned
from assignment.engine.fields import ATTRIBUTE_PREFIX, Operator

Labels = Mapping[str, Any]

FIELD_LABELS: Final[Labels] = MappingProxyType(
    {
        "name": pgettext_lazy("person", "name"),
        "company": _("company"),
        "email_domain": _("e-mail domain"),
        "has_email": _("has an e-mail address"),
        "has_phone": _("has a phone number"),
        "phone_country": _("country of the phone number"),
        "country": _("country"),
        "region": _("region"),
        "city": _("city"),
        "industry": _("industry"),
        "product": _("product"),
        "quantity": _("quantity"),
        "value": _("value in base currency"),
        "currency": _("currency"),
        "company_size": _("company size"),
        "language": _("language"),
        "source": _("source"),
        "campaign": _("campaign"),
        "channel": _("channel"),
        "message": _("message"),
        "is_key": _("is a key lead"),
        "is_customer": _("is a customer already"),
        "arrived_weekday": _("day of arrival (0 is Monday)"),
        "arrived_hour": _("hour of arrival"),
    }
)

OPERATOR_LABELS: Final[Labels] = MappingProxyType(
    {
        Operator.IS: _("is"),
        Operator.IS_NOT: _("is not"),
        Operator.ONE_OF: _("is one of"),
        Operator.NONE_OF: _("is none of"),
        Operator.CONTAINS: _("contains"),
        Operator.NOT_CONTAINS: _("does not contain"),
        Operator.STARTS_WITH: _("starts with"),
        Operator.ENDS_WITH: _("ends with"),
        Operator.AT_LEAST: _("is at least"),
        Operator.AT_MOST: _("is at most"),
        Operator.ABOVE: _("is above"),
        Operator.BELOW: _("is below"),
        Operator.IS_EMPTY: _("is empty"),
        Operator.IS_NOT_EMPTY: _("is not empty"),
    }
)

EXCLUSION_LABELS: Final[Labels] = MappingProxyType(
    {
        Exclusion.INACTIVE: _("not active"),
        Exclusion.PAUSED: _("paused"),
        Exclusion.NO_PERMISSION: _("not permitted"),
        Exclusion.LOST_IN_CYCLE: _("missed the deadline of this lead"),
        Exclusion.PREVIOUS_OWNER: _("was its owner before"),
        Exclusion.OFF_HOURS: _("outside working hours"),
        Exclusion.ON_LEAVE: _("on leave"),
        Exclusion.HOLIDAY: _("on holiday"),
        Exclusion.AT_CAPACITY: _("at capacity"),
        Exclusion.DAILY_CAP: _("daily cap reached"),
    }
)

UNASSIGNED_LABELS: Final[Labels] = MappingProxyType(
    {
        Unassigned.NO_RULE: _("No rule matched"),
        Unassigned.NO_CANDIDATE: _("The pool has nobody to give it to"),
        Unassigned.ALL_UNAVAILABLE: _("Everybody is unavailable now"),
        Unassigned.EXHAUSTED: _("Everybody has had it already"),
        Unassigned.ERROR: _("Routing failed"),
    }
)

UNASSIGNED_REMEDIES: Final[Labels] = MappingProxyType(
    {
        Unassigned.NO_RULE: _("Publish rules whose last one is a catch-all."),
        Unassigned.NO_CANDIDATE: _("Add active members to the pool that the rule names."),
        Unassigned.ALL_UNAVAILABLE: _(
            "Wait for working hours, raise capacities or daily caps, or add members to the pool."
        ),
        Unassigned.EXHAUSTED: _("Give these leads to a rep by hand."),
        Unassigned.ERROR: _(
            "Check that an SLA policy is in force; the log names the fault. It is tried again."
        ),
    }
)

NOTE_LABELS: Final[Labels] = MappingProxyType(
    {
        Note.STICKY_OWNER: _("The customer's owner takes it"),
        Note.STICKY_INACTIVE: _("The customer's owner is not available, so the rules decided"),
        Note.STICKY_LOST_IN_CYCLE: _(
            "The customer's owner missed its deadline, so the rules decided"
        ),
        Note.STICKY_NO_PERMISSION: _(
            "The customer's owner may not take leads, so the rules decided"
        ),
        Note.KEY_VALUE: _("Key lead by value"),
        Note.KEY_QUANTITY: _("Key lead by quantity"),
        Note.KEY_CONDITION: _("Key lead by condition"),
        Note.RULE_FLAWED: _("A rule could not be judged and was passed over"),
    }
)

REASON_LABELS: Final[Labels] = MappingProxyType(
    {
        Reason.RULE: _("A rule matched"),
        Reason.REVIEW_TARGET: _("A rule asks for review"),
        **NOTE_LABELS,
        **UNASSIGNED_LABELS,
    }
)

STRATEGY_LABELS: Final[Labels] = MappingProxyType(dict(Strategy.choices))

PROBLEM_LABELS: Final[Labels] = MappingProxyType(
    {
        Problem.UNKNOWN_FIELD: _("There is no such field."),
        Problem.UNKNOWN_OPERATOR: _("There is no such comparison."),
        Problem.OPERATOR_NOT_FOR_TYPE: _("This comparison does not fit the field."),
        Problem.VALUE_MISSING: _("A value is missing."),
        Problem.VALUE_NOT_TEXT: _("The value must be text."),
        Problem.VALUE_NOT_A_NUMBER: _("The value must be a number, written like 1500 or 0.5."),
        Problem.VALUE_NOT_A_FLAG: _("The value must be yes or no."),
        Problem.VALUE_NOT_SINGLE: _("This comparison takes one value only."),
        Problem.TOO_LONG: _("The value is too long."),
        Problem.TOO_MANY: _("There are too many values."),
        Problem.TARGET_INCOMPLETE: _("The rule does not say to whom."),
        Problem.FACT_OF_WRONG_TYPE: _("The lead's own value cannot be read."),
    }
)


def field_label(name: str) -> Any:
    """What people call a field; a custom attribute goes by its own name."""
    return FIELD_LABELS.get(name) or name.removeprefix(ATTRIBUTE_PREFIX)
