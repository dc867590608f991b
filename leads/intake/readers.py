"""From a kept message to what T2 works on; also how the sweep reads a message anew."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl

from leads.channels import api, form, row
from leads.choices import ChannelKind, MessageReason
from leads.draft import LeadDraft
from leads.identity.normalize import external_point
from leads.intake.batch import Incoming
from leads.models import Channel, InboxMessage, SpreadsheetImport
from leads.tables.mapping import map_row

MOST_FORM_FIELDS = 200


def incoming_of(message: InboxMessage) -> Incoming:
    """Read a message by the kind of its channel. Raises Unreadable, or whatever a reader does."""
    return _READERS[message.channel.kind](message)


def as_incoming(
    message: InboxMessage, draft: LeadDraft, *, channel: Channel, **how: Any
) -> Incoming:
    """A message with its draft; the draft's external id becomes a point of the channel's."""
    points = draft.points
    own = external_point(draft.external_id, scope=channel.slug) if draft.external_id else None
    if own is not None:
        points = tuple(sorted({*points, own}))
    return Incoming(message=message, draft=draft, channel=channel, points=points, **how)


def form_fields(body: bytes) -> dict[str, str]:
    """The fields of a form as they were posted; of a repeated field the last one.

    Raises Unreadable when there are too many to be a form.
    """
    text = body.decode("utf-8", errors="replace")
    try:
        return dict(parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FORM_FIELDS))
    except ValueError:
        raise api.Unreadable("too_many_fields") from None


def row_options(batch: SpreadsheetImport, *, channel: Channel, zone: str) -> row.RowOptions:
    return row.RowOptions(
        default_region=channel.default_country,
        date_order=batch.date_order or None,  # type: ignore[arg-type]
        zone=zone,
    )


def row_draft(
    kept: Mapping[str, Any], *, batch: SpreadsheetImport, options: row.RowOptions
) -> LeadDraft:
    """One row as it is kept, header to cell, its columns mapped as the import says."""
    cells = map_row(tuple(kept), tuple(kept.values()), mapping=batch.mapping)
    return row.parse(cells, options=options)


def row_incoming(
    message: InboxMessage, draft: LeadDraft, *, batch: SpreadsheetImport, is_update: bool
) -> Incoming:
    """One row of a file, to be treated as the import says."""
    return as_incoming(
        message,
        draft,
        channel=batch.channel,
        mode=batch.mode,
        accept_without_contact=batch.accept_without_contact,
        updates=is_update,
    )


def _read_api(message: InboxMessage) -> Incoming:
    channel = message.channel
    draft = api.parse(bytes(message.body), default_region=channel.default_country)
    return as_incoming(message, draft, channel=channel)


def _read_form(message: InboxMessage) -> Incoming:
    channel = message.channel
    fields = form_fields(bytes(message.body))
    draft = form.parse(fields, default_region=channel.default_country)
    spam = MessageReason.SPAM if form.is_spam(fields) else ""
    return as_incoming(message, draft, channel=channel, spam=spam)


def _read_row(message: InboxMessage) -> Incoming:
    batch = SpreadsheetImport.objects.select_related("channel").get(pk=message.headers["import"])
    kept = json.loads(bytes(message.body))
    options = row_options(batch, channel=batch.channel, zone=message.headers["zone"])
    draft = row_draft(kept, batch=batch, options=options)
    return row_incoming(message, draft, batch=batch, is_update=message.headers["is_update"])


_READERS: dict[str, Callable[[InboxMessage], Incoming]] = {
    ChannelKind.API: _read_api,
    ChannelKind.FORM: _read_form,
    ChannelKind.SPREADSHEET: _read_row,
}
