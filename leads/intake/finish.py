"""T2: kept messages become leads or join them, are routed, and get their outcome.

One path for a single submission and for a chunk of a spreadsheet: every step takes a
batch and asks the same number of questions whatever its size.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, OperationalError, transaction
from django.db.models import F
from django.db.models.functions import Least

from leads.choices import MessageReason, Outcome
from leads.identity.lookup import Known, find_known, lead_of
from leads.intake import attach, create
from leads.intake.answers import answer
from leads.intake.batch import Incoming, Settled, rounds
from leads.lifecycle import LostRace
from leads.models import InboxMessage
from leads.money import rates_at
from reps.sql import update_each

logger = logging.getLogger(__name__)
ATTEMPTS = 6
MOST_ATTEMPTS_COUNTED = 30_000  # the column ends at 32,767, a hopeless message never does
LOST_RACES = (IntegrityError, LostRace, OperationalError)


def finish(batch: Sequence[Incoming], *, now: datetime) -> list[Settled]:
    """Bring kept messages to their outcome; returns those that got one, in no set order.

    A lost race or a deadlock is tried again. A batch that fails for another reason is
    done again one by one, and a message that fails alone stays open for the sweep.
    Messages that have an outcome by then are left alone, so it may be repeated.
    """
    settled: list[Settled] = []
    for part in rounds(batch):
        settled += _finish_part(part, now=now)
    return settled


def _finish_part(part: list[Incoming], *, now: datetime) -> list[Settled]:
    try:
        return _with_retries(part, now=now)
    except Exception:  # whatever it is, the message is kept and must not take others along
        logger.exception("Could not finish messages %s", [i.message.pk for i in part][:20])
    if len(part) == 1:
        note_failure(part[0].message)
        return []
    return [settled for incoming in part for settled in _finish_part([incoming], now=now)]


def _with_retries(part: list[Incoming], *, now: datetime) -> list[Settled]:
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with transaction.atomic(durable=True):
                return _finish_once(part, now=now)
        except LOST_RACES:
            if attempt == ATTEMPTS:
                raise
        part = _still_open(part)
    return []


def _still_open(part: list[Incoming]) -> list[Incoming]:
    ids = [incoming.message.pk for incoming in part]
    waiting = InboxMessage.objects.unfinished().filter(pk__in=ids)
    still = set(waiting.values_list("pk", flat=True))
    return [incoming for incoming in part if incoming.message.pk in still]


def _finish_once(part: list[Incoming], *, now: datetime) -> list[Settled]:
    settled, usable = _sort_out(part)
    known = find_known([incoming.points for incoming in usable])
    rates = rates_at((incoming.draft.currency for incoming in usable), now=now)
    fresh, familiar = _split(usable, known)
    settled += create.create_leads(fresh, known=known, rates=rates, now=now)
    settled += attach.attach(familiar, known=known, rates=rates, now=now)
    _write_outcomes(settled, now=now)
    return settled


def _sort_out(part: list[Incoming]) -> tuple[list[Settled], list[Incoming]]:
    """Put aside what cannot become a lead: spam, and messages nobody could answer."""
    aside, usable = [], []
    for incoming in part:
        if incoming.spam:
            aside.append(_aside(incoming, Outcome.IGNORED, incoming.spam))
        elif incoming.draft.has_contact() or _stands_without_contact(incoming):
            usable.append(incoming)
        else:
            aside.append(_aside(incoming, Outcome.QUARANTINED, MessageReason.NO_CONTACT))
    return aside, usable


def _stands_without_contact(incoming: Incoming) -> bool:
    return incoming.accept_without_contact or (
        incoming.updates and bool(incoming.draft.external_id)
    )


def _aside(incoming: Incoming, outcome: Outcome, reason: str) -> Settled:
    told = answer(incoming.message, outcome, reasons=[reason], problems=incoming.draft.problems)
    return Settled(message=incoming.message, outcome=outcome, answer=told, reasons=[reason])


def _split(usable: list[Incoming], known: Known) -> tuple[list[Incoming], list[attach.Familiar]]:
    fresh, familiar = [], []
    for incoming in usable:
        lead = lead_of(incoming.points, known)
        if lead is None:
            fresh.append(incoming)
        else:
            familiar.append(attach.Familiar(incoming, lead))
    return fresh, familiar


def _write_outcomes(settled: Sequence[Settled], *, now: datetime) -> None:
    rows = [
        (
            done.message.pk,
            done.outcome,
            [str(reason) for reason in done.reasons],
            done.answer,
            done.lead.pk if done.lead else None,
            now,
        )
        for done in settled
    ]
    changed = update_each(
        InboxMessage,
        rows,
        key="id",
        columns=["outcome", "reasons", "answer", "lead", "finished_at"],
        only_where={"outcome": Outcome.OPEN},
    )
    if changed != len(rows):
        raise LostRace


def note_failure(message: InboxMessage) -> None:
    """Leave a message open, and say so where its channel's page and the alarm look."""
    unfinished = InboxMessage.objects.unfinished().filter(pk=message.pk)
    tries = Least(F("attempts") + 1, MOST_ATTEMPTS_COUNTED)
    unfinished.update(attempts=tries, reasons=[MessageReason.ERROR])
