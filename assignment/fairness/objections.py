"""A rep's "this should not have gone so", the manager's answer, and how often a rule is doubted."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db import transaction
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from assignment.choices import RequestState
from assignment.models import Decision, Objection
from leads.choices import EventKind
from leads.lifecycle import LostRace
from leads.models import Lead
from leads.timeline import event, record
from reps.choices import NoticeKind
from reps.models import Rep
from reps.notices import managers_above, notice, send

ANSWERS = (RequestState.GRANTED, RequestState.REFUSED)


@transaction.atomic
def object_to(*, decision: Decision, rep: Rep, text: str, by: int, now: datetime) -> Objection:
    """Note a rep's objection to a decision, and tell those who may answer it.

    A rep objects to a decision once: the second time returns the first objection unchanged.
    """
    objection, is_new = Objection.objects.get_or_create(
        decision=decision, rep=rep, defaults={"text": text, "opened_at": now}
    )
    if is_new:
        record([event(decision.lead_id, EventKind.OBJECTED, at=now, by=by, rep=rep.pk)])
        send(
            notice(
                user_id,
                NoticeKind.OBJECTION_OPENED,
                key=f"objection:{objection.pk}",
                at=now,
                lead=decision.lead_id,
                who=_name(decision.lead, rep),
                rep=rep.name,
                objection=objection.pk,
            )
            for user_id in sorted(_answerers(rep) - {by})
        )
    return objection


@transaction.atomic
def answer(*, objection: Objection, state: str, text: str, by: int, now: datetime) -> None:
    """Grant or refuse an objection in words, and tell the rep.

    Granting changes nothing by itself: the manager gives the lead, or a credit, if he means to.
    Raises LostRace when it is answered already, ValueError for no answer.
    """
    if state not in ANSWERS or not text.strip():
        raise ValueError(state)
    still_open = Objection.objects.filter(pk=objection.pk, state=RequestState.OPEN)
    closed = {"state": state, "answer": text.strip(), "closed_at": now, "closed_by": by}
    if not still_open.update(**closed):
        raise LostRace
    lead, rep = objection.decision.lead, objection.rep
    line = event(lead.pk, EventKind.OBJECTION_ANSWERED, at=now, by=by, rep=rep.pk, how=str(state))
    record([line])
    if rep.user_id:
        told = notice(
            rep.user_id,
            NoticeKind.OBJECTION_ANSWERED,
            key=f"objection-answer:{objection.pk}",
            at=now,
            lead=lead.pk,
            who=_name(lead, rep),
            decision=objection.decision_id,
        )
        send([told])


def per_rule(*, since: datetime, until: datetime) -> dict[str, dict[str, int]]:
    """How often each rule was objected to in a period, by the rule's key: in all, and granted."""
    opened = Objection.objects.filter(opened_at__gte=since, opened_at__lt=until)
    counted = opened.values("decision__rule_key").annotate(
        opened=Count("pk"), granted=Count("pk", filter=Q(state=RequestState.GRANTED))
    )
    return {
        row["decision__rule_key"]: {"opened": row["opened"], "granted": row["granted"]}
        for row in counted.order_by("decision__rule_key")
    }


def count_of_rule(key: OuterRef) -> Coalesce:
    """How often a rule was objected to, in whichever version, as part of a query over rules."""
    doubted = Objection.objects.filter(decision__rule_key=key).order_by()
    counted: Any = doubted.values("decision__rule_key").annotate(n=Count("pk"))
    return Coalesce(Subquery(counted.values("n")), 0)


def _answerers(rep: Rep) -> set[int]:
    """The managers above a rep, and those of sales operations: who may change objections."""
    may = Permission.objects.filter(
        codename="change_objection", content_type__app_label="assignment"
    )
    sees_all = Permission.objects.filter(codename="see_all_leads", content_type__app_label="leads")
    users = get_user_model().objects.filter(is_active=True)
    everywhere = users.filter(_has(may)).filter(_has(sees_all)).values_list("pk", flat=True)
    return set(everywhere) | managers_above([rep.pk]).get(rep.pk, set())


def _name(lead: Lead, rep: Rep) -> str:
    """What a notice calls the customer: nothing, if the lead is not the rep's."""
    return (lead.company or lead.name) if lead.owner_id == rep.pk else ""


def _has(right: Any) -> Q:
    return Q(is_superuser=True) | Q(user_permissions__in=right) | Q(groups__permissions__in=right)
