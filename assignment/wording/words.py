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

from assignment.choices import STRATEGIES
from assignment.engine.codes import Exclusion, Note, Problem, Reason, Unassigned
from assignment.engine.fields import ATTRIBUTE_PREFIX, FieldType, Operator
from leads.choices import WaitingFor

Labels = Mapping[str, Any]

FIELD_LABELS: Final[Labels] = MappingProxyType(
    {
        "name": pgettext_lazy("person", "name"),
        "company": _("company"),
        "email_domain": _("e-mail domain"),
        "has_email": _("has an e-mail address"),
        "has_phone": _("has a phone number"),
        "has_whatsapp": _("has a WhatsApp number"),
        "has_wechat": _("has a WeChat ID"),
        "phone_country": _("country of the phone number"),
        "country": _("country"),
        "area": _("region"),
        "region": _("state or province"),
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
        "grade": _("grade"),
        "score": _("score"),
        "arrived_weekday": _("weekday of arrival"),
        "arrived_hour": _("hour of arrival"),
        "arrived_time": _("time of arrival"),
        "arrived_on": _("day of arrival"),
    }
)

REP_FIELD_LABELS: Final[Labels] = MappingProxyType(
    {
        "rep.languages": _("languages of the rep"),
        "rep.areas": _("territory of the rep"),
        "rep.skills": _("skills of the rep"),
        "rep.products": _("products of the rep"),
        "rep.industries": _("industries of the rep"),
        "rep.level": _("level of the rep"),
        "rep.team": _("team of the rep"),
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
        Operator.CONTAINS_ALL: _("contains all of"),
        Operator.CONTAINS_WORD: _("contains the word"),
        Operator.STARTS_WITH: _("starts with"),
        Operator.ENDS_WITH: _("ends with"),
        Operator.AT_LEAST: _("is at least"),
        Operator.AT_MOST: _("is at most"),
        Operator.ABOVE: _("is above"),
        Operator.BELOW: _("is below"),
        Operator.BETWEEN: _("is between"),
        Operator.WITHIN: _("is within"),
        Operator.NOT_WITHIN: _("is not within"),
        Operator.CONTAINS_FACT: _("include the lead's"),
        Operator.IS_EMPTY: _("is empty"),
        Operator.IS_NOT_EMPTY: _("is not empty"),
    }
)

# Where an operator goes by another name: days are before and after, not below and above.
_OPERATORS_OF_TYPE: Final[Mapping[FieldType, Labels]] = MappingProxyType(
    {
        FieldType.DATE: {
            Operator.IS: _("is on"),
            Operator.IS_NOT: _("is not on"),
            Operator.AT_LEAST: _("is on or after"),
            Operator.AT_MOST: _("is on or before"),
            Operator.ABOVE: _("is after"),
            Operator.BELOW: _("is before"),
        },
        FieldType.TIME: {
            Operator.AT_LEAST: _("is at or after"),
            Operator.AT_MOST: _("is at or before"),
            Operator.ABOVE: _("is after"),
            Operator.BELOW: _("is before"),
        },
        FieldType.REP_LIST: {Operator.CONTAINS: _("include")},
    }
)

EXCLUSION_LABELS: Final[Labels] = MappingProxyType(
    {
        Exclusion.INACTIVE: _("not active"),
        Exclusion.PAUSED: _("paused"),
        Exclusion.NO_PERMISSION: _("not permitted"),
        Exclusion.LOST_IN_CYCLE: _("missed the deadline of this lead"),
        Exclusion.PREVIOUS_OWNER: _("was its owner before"),
        Exclusion.COOLING_OFF: _("had it too recently"),
        Exclusion.DECLINED: _("let the offer pass"),
        Exclusion.TOO_OLD: _("the lead is too old for the pool"),
        Exclusion.LANGUAGE_MISSING: _("does not speak the language"),
        Exclusion.SKILL_MISSING: _("lacks a skill that the rule asks for"),
        Exclusion.OUTSIDE_TERRITORY: _("outside the territory"),
        Exclusion.LEVEL_TOO_LOW: _("of too low a level"),
        Exclusion.WRONG_TEAM: _("of another team"),
        Exclusion.OFF_HOURS: _("outside working hours"),
        Exclusion.ON_LEAVE: _("on leave"),
        Exclusion.HOLIDAY: _("on holiday"),
        Exclusion.AT_CAPACITY: _("at capacity"),
        Exclusion.HOURLY_CAP: _("hourly cap reached"),
        Exclusion.DAILY_CAP: _("daily cap reached"),
        Exclusion.WEEKLY_CAP: _("weekly cap reached"),
        Exclusion.MONTHLY_CAP: _("monthly cap reached"),
    }
)

UNASSIGNED_LABELS: Final[Labels] = MappingProxyType(
    {
        Unassigned.NO_RULE: _("No rule matched"),
        Unassigned.NO_CANDIDATE: _("The pool has nobody to give it to"),
        Unassigned.ALL_UNAVAILABLE: _("Everybody is unavailable now"),
        Unassigned.EXHAUSTED: _("Everybody has had it already"),
        Unassigned.NOBODY_SUITABLE: _("Nobody in the pool meets what the rule asks of a rep"),
        Unassigned.TOO_OLD: _("The lead is too old for the pool"),
        Unassigned.NOT_ACCEPTED: _("Everybody who could take it let the offer pass"),
        Unassigned.NOT_CLAIMED: _("Nobody claimed it in time"),
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
        Unassigned.NOBODY_SUITABLE: _(
            "Add members who meet the rule's conditions on reps, or complete the profiles of "
            "those who do."
        ),
        Unassigned.TOO_OLD: _("Raise the age limit of the pool, or give these leads by hand."),
        Unassigned.NOT_ACCEPTED: _(
            "The pool gives it to whoever is due next. Ask the members why they let it pass."
        ),
        Unassigned.NOT_CLAIMED: _(
            "Give these leads by hand, or let the pool give them to somebody sooner."
        ),
        Unassigned.ERROR: _(
            "Check that an SLA policy is in force; the log names the fault. It is tried again."
        ),
    }
)

# The same for leads that somebody may take: offered to one rep, or lying in a public pool.
UNOWNED_LABELS: Final[Labels] = MappingProxyType(
    {
        **UNASSIGNED_LABELS,
        WaitingFor.OFFER: _("Offered to a rep who has not answered yet"),
        WaitingFor.CLAIM: _("In a public pool, to be claimed"),
    }
)

UNOWNED_REMEDIES: Final[Labels] = MappingProxyType(
    {
        **UNASSIGNED_REMEDIES,
        WaitingFor.OFFER: _("When the time is up, the next rep is asked."),
        WaitingFor.CLAIM: _(
            "Remind the members, or let the pool give leads to somebody that nobody claims."
        ),
    }
)

NOTE_LABELS: Final[Labels] = MappingProxyType(
    {
        Note.STICKY_OWNER: _("The customer's owner takes it"),
        Note.STICKY_INACTIVE: _("The customer's owner is not available, so the rules decided"),
        Note.STICKY_AWAY: _("The customer's owner is away past the deadline, so the rules decided"),
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
        Reason.OFFERED: _("Offered to whoever is due next"),
        Reason.POOLED: _("Anybody in the public pool may claim it"),
        Reason.PUSHED: _("Nobody took it of his own accord, so the pool gave it"),
        Reason.OVERFLOWED: _("The pool had nobody, so another pool took over"),
        Reason.STARTS_LATER: _("Nobody is on duty; the time runs from the next working hour"),
        Reason.EXPLORED: _("One of the leads that are given in turn, whatever the results"),
        **NOTE_LABELS,
        **UNASSIGNED_LABELS,
    }
)

STRATEGY_LABELS: Final[Labels] = MappingProxyType(dict(STRATEGIES))

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
        Problem.VALUE_NOT_A_TIME: _("The value must be a time, written like 08:30."),
        Problem.VALUE_NOT_A_DATE: _("The value must be a day, written like 2026-03-02."),
        Problem.VALUE_NOT_A_RANGE: _("This comparison takes two values, the smaller one first."),
        Problem.VALUE_NOT_A_FIELD: _("The value must be a field of the lead that holds text."),
        Problem.VALUE_NOT_A_LEVEL: _("There is no such level."),
        Problem.NOT_IN_KEY_RULE: _("A rule that marks key leads can ask nothing of a rep."),
        Problem.TOO_LONG: _("The value is too long."),
        Problem.TOO_MANY: _("There are too many values."),
        Problem.TARGET_INCOMPLETE: _("The rule does not say to whom."),
        Problem.FACT_OF_WRONG_TYPE: _("The lead's own value cannot be read."),
        Problem.UNKNOWN_OPTION: _("This way of assigning has no such option."),
        Problem.OUT_OF_RANGE: _("The number is too small or too large."),
        Problem.NOT_A_CHOICE: _("This is not one of the choices."),
    }
)


def field_label(name: str) -> Any:
    """What people call a field; a custom attribute goes by its own name."""
    label = FIELD_LABELS.get(name) or REP_FIELD_LABELS.get(name)
    return label or name.removeprefix(ATTRIBUTE_PREFIX)


def operator_label(operator: str, field_type: FieldType | None) -> Any:
    """What people call a comparison of values of that type."""
    special = _OPERATORS_OF_TYPE.get(field_type, {}) if field_type else {}
    return special.get(operator) or OPERATOR_LABELS.get(operator, operator)
