"""How the desk's templates say codes, amounts and times."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import template
from django.utils.timesince import timesince, timeuntil
from django.utils.translation import get_language, gettext, ngettext

from assignment.desk import part_words, selectors, sentences
from assignment.wording import words
from assignment.wording.sentences import condition_text
from leads.channels.codes import country_name as name_of_country
from leads.channels.codes import language_name as name_of_language
from leads.choices import EventKind, LeadStatus

register = template.Library()
_SOME_DAY = datetime(2026, 1, 1)

STATUS_TONES = {
    LeadStatus.WAITING: "warning",
    LeadStatus.REVIEW: "warning",
    LeadStatus.ASSIGNED: "primary",
    LeadStatus.WORKING: "info",
    LeadStatus.NURTURING: "info",
    LeadStatus.CONVERTED: "success",
}
EVENT_ICONS = {
    EventKind.CAPTURED: "bi-box-arrow-in-right",
    EventKind.INQUIRED_AGAIN: "bi-chat-left-text",
    EventKind.REOPENED: "bi-arrow-clockwise",
    EventKind.ASSIGNED: "bi-person-check",
    EventKind.REVIEW_OPENED: "bi-hourglass-split",
    EventKind.OFFERED: "bi-hand-index",
    EventKind.OFFER_PASSED: "bi-skip-forward",
    EventKind.POOLED: "bi-water",
    EventKind.HANDED_OVER: "bi-box-arrow-right",
    EventKind.COLLABORATOR_ADDED: "bi-person-plus",
    EventKind.COLLABORATOR_LEFT: "bi-person-dash",
    EventKind.TASK_ADDED: "bi-list-task",
    EventKind.TASK_DONE: "bi-check2-square",
    EventKind.OBJECTED: "bi-chat-left-quote",
    EventKind.OBJECTION_ANSWERED: "bi-chat-left-dots",
    EventKind.CREDITED: "bi-plus-slash-minus",
    EventKind.REVIEW_CLOSED: "bi-check2-square",
    EventKind.WAITS: "bi-pause-circle",
    EventKind.FOLLOWED_UP: "bi-telephone-outbound",
    EventKind.REMINDED: "bi-bell",
    EventKind.RELEASED: "bi-arrow-return-left",
    EventKind.RECYCLED: "bi-recycle",
    EventKind.TAKEN_BACK: "bi-arrow-counterclockwise",
    EventKind.CLOSED: "bi-flag",
    EventKind.UPDATED: "bi-pencil",
    EventKind.IMPORTED: "bi-upload",
}
CONTACT_ICONS = {
    "email": "bi-envelope",
    "phone": "bi-telephone",
    "whatsapp": "bi-whatsapp",
    "wechat": "bi-wechat",
}


@register.simple_tag
def event_sentence(entry: Any) -> str:
    return sentences.event_sentence(entry.kind, entry.data)


@register.simple_tag
def notice_sentence(notice: Any) -> str:
    return sentences.notice_sentence(notice.kind, notice.data, lead=notice.lead_number)


@register.simple_tag(takes_context=True)
def unread_notices(context: template.Context) -> int:
    return selectors.unread_of(context["request"].user)


@register.simple_tag(takes_context=True)
def is_rep(context: template.Context) -> bool:
    return selectors.rep_of(context["request"].user) is not None


@register.filter
def condition(check: Any) -> str:
    return condition_text(check.condition)


@register.filter
def fact(check: Any) -> str:
    return sentences.fact_text(check)


@register.filter
def exclusion(code: str) -> str:
    return words.EXCLUSION_LABELS.get(code, code)


@register.filter
def reason(code: str) -> str:
    return words.REASON_LABELS.get(code, code)


@register.filter
def problem(code: str) -> str:
    return words.PROBLEM_LABELS.get(code, code)


@register.filter
def strategy(code: str) -> str:
    return words.STRATEGY_LABELS.get(code, code)


@register.filter
def status_tone(status: str) -> str:
    return STATUS_TONES.get(LeadStatus(status), "secondary")


@register.filter
def event_icon(kind: str) -> str:
    return EVENT_ICONS[EventKind(kind)]


@register.filter
def contact_icon(kind: str) -> str:
    return CONTACT_ICONS.get(kind, "bi-person-lines-fill")


@register.filter
def country(code: str) -> str:
    return name_of_country(code, is_chinese=(get_language() or "").startswith("zh"))


@register.filter
def language(code: str) -> str:
    return name_of_language(code, is_chinese=(get_language() or "").startswith("zh"))


@register.filter
def minutes(count: int) -> str:
    """A number of minutes as people say it, such as 2 days, 4 hours."""
    return timesince(_SOME_DAY, _SOME_DAY + timedelta(minutes=count))


@register.filter
def money(minor: int | None, currency: str) -> str:
    """Hundredths as an amount; cents only where there are some."""
    if minor is None:
        return ""
    whole, cents = divmod(minor, 100)
    amount = f"{whole:,}.{cents:02}" if cents else f"{whole:,}"
    return f"{amount} {currency}".rstrip()


@register.filter
def left(moment: Any, now: Any) -> str:
    """What a countdown says where no script counts it down."""
    if moment <= now:
        return gettext("overdue by %(time)s") % {"time": timesince(moment, now)}
    return gettext("%(time)s left") % {"time": timeuntil(moment, now)}


@register.simple_tag
def rank_number(explanation: Any, candidate: Any) -> str:
    """The number by which a pool's strategy ranked a candidate."""
    return part_words.number_text(explanation.unit, candidate.number)


@register.filter
def points(candidate: Any) -> str:
    return part_words.points_text(candidate.points)


@register.filter
def part_sentence(part: Any) -> str:
    return part_words.part_sentence(part)


@register.simple_tag
def others_text(count: int) -> str:
    """How many beside the winner could have taken a lead; reps are not told who."""
    if not count:
        return gettext("Nobody else could have taken it.")
    return ngettext(
        "%(count)s other could have taken it.", "%(count)s others could have taken it.", count
    ) % {"count": count}
