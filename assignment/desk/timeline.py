"""The life of one lead, newest first: events with what was asked and what was done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from assignment.models import Pool
from leads.choices import EventKind
from leads.models import Activity, Channel, Event, Inquiry, Lead
from reps.models import Rep

LONGEST = 200
INQUIRED = (EventKind.CAPTURED, EventKind.INQUIRED_AGAIN)
NAMED_REPS = ("rep", "suggestion")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line: ``data`` holds codes and names; ``text`` is what somebody wrote."""

    at: datetime
    kind: str
    data: Mapping[str, Any]
    by: str = ""
    text: str = ""
    activity: Activity | None = None


@dataclass(frozen=True, slots=True)
class _Names:
    reps: Mapping[int, str]
    channels: Mapping[str, str]
    pools: Mapping[int, str]


def timeline_of(lead: Lead) -> list[Entry]:
    """The newest entries of a lead; six queries at most however many there are.

    What a message asked stands with the event that its arrival left, and what a follow-up
    noted with the event that it left.
    """
    rows = Event.objects.filter(lead=lead).select_related("actor__rep")
    events = list(rows.order_by("-at", "-pk")[:LONGEST])
    inquiries = _inquiries(lead, events)
    activities = Activity.objects.in_bulk(
        [one.data["activity"] for one in events if one.data.get("activity")]
    )
    names = _names(events)
    return [
        Entry(
            at=one.at,
            kind=one.kind,
            data=_named(one, names),
            by=_actor(one),
            text=_text(one, inquiries, activities),
            activity=activities.get(one.data.get("activity")),
        )
        for one in events
    ]


def _inquiries(lead: Lead, events: Sequence[Event]) -> dict[int, Inquiry]:
    """The inquiry of each event of arrival: both are written together, so their order agrees."""
    arrivals = sorted((one.pk for one in events if one.kind in INQUIRED), reverse=True)
    newest = Inquiry.objects.filter(lead=lead).order_by("-pk")[: len(arrivals)]
    return dict(zip(arrivals, newest, strict=False))


def _names(events: Sequence[Event]) -> _Names:
    reps = {one.data[key] for one in events for key in NAMED_REPS if one.data.get(key)}
    channels = {one.data["channel"] for one in events if "channel" in one.data}
    pools = {one.data["pool"] for one in events if one.data.get("pool")}
    return _Names(
        dict(Rep.objects.filter(pk__in=reps).values_list("pk", "name")),
        dict(Channel.objects.filter(slug__in=channels).values_list("slug", "name")),
        dict(Pool.objects.filter(pk__in=pools).values_list("pk", "name")) if pools else {},
    )


def _named(one: Event, names: _Names) -> dict[str, Any]:
    data = dict(one.data)
    for key in NAMED_REPS:
        if data.get(key):
            data[key] = names.reps.get(data[key], f"#{data[key]}")
    if data.get("pool"):
        data["pool"] = names.pools.get(data["pool"], f"#{data['pool']}")
    if "channel" in data:
        data["channel"] = names.channels.get(data["channel"], data["channel"])
    if "changes" in data:
        data["changes"] = _(", ").join(_changed(*change) for change in data["changes"].items())
    return data


def _changed(name: str, values: Sequence[Any]) -> str:
    """A change of one field; amounts, which are hundredths, only by name."""
    label = Lead._meta.get_field(name).verbose_name
    if name.endswith("_minor"):
        return str(label)
    before, after = values
    return f"{label} {before} → {after}" if before not in ("", None) else f"{label} {after}"


def _actor(one: Event) -> str:
    if one.actor is None:
        return ""
    rep = getattr(one.actor, "rep", None)
    return rep.name if rep else one.actor.get_full_name() or one.actor.get_username()


def _text(one: Event, inquiries: Mapping[int, Inquiry], activities: Mapping[int, Activity]) -> str:
    activity = activities.get(one.data.get("activity", 0))
    if activity is not None:
        return activity.note
    if one.pk in inquiries:
        return inquiries[one.pk].text
    return one.data.get("note", "")
