"""What happens once at the demo company, so that there is something to see of everything.

Each scene acts on whatever the history has brought by then, through the services that people
use; where it finds nothing to act on, it does not happen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from assignment.choices import CollaboratorRole, PartialKind, ReleaseReason, RequestState
from assignment.fairness import objections
from assignment.fairness.parts import parts_of
from assignment.handling import return_lead, transfer
from assignment.models import Assignment, Condition, Decision, Objection, RuleSet, RuleSetVersion
from assignment.together.collaboration import add_collaborator
from assignment.together.worklist import add_task, mark_done
from assignment.versions.partial import Share, publish_in_part
from assignment.versions.planning import plan_publication
from assignment.versions.rule_sets import draft_of
from leads.choices import OWNED
from leads.models import Lead
from reports.demo import rulebook
from reports.demo.company import Company
from reports.demo.routing import add_rule

Scene = Callable[[Company, datetime], bool]
TRIED_FOR = 3  # a third of the history
SHANGHAI = ZoneInfo("Asia/Shanghai")
OBJECTIONS = {
    "liqiang": "这个客户我去年在展会上接待过，认识我，应该给我跟。",
    "chenjing": "我当时在岗，这类产品我也最熟，为什么没轮到我？",
}
ANSWER = "说得对，请和负责人一起跟进这个客户。You are right: please work on it together."


def scenes(*, starts_at: datetime, ends_at: datetime) -> Iterator[tuple[datetime, Scene]]:
    """Every scene with its moment."""
    yield ends_at - (ends_at - starts_at) / TRIED_FOR, partial(_try_rules, ends_at=ends_at)
    for hours, scene in (
        (31, partial(_object, login="liqiang")),
        (29, partial(_pass_on, ends_at=ends_at)),
        (28, partial(_bring_in_help, ends_at=ends_at)),
        (26, partial(_give_tasks, ends_at=ends_at)),
        (21, _answer_objection),
        (4.5, partial(_object, login="chenjing")),
        (3.4, _ask_back),
    ):
        yield ends_at - timedelta(hours=hours), scene


def _try_rules(company: Company, now: datetime, *, ends_at: datetime) -> bool:
    """Sales operations tries other rules on a share of the leads, and plans the next ones."""
    by, rule_set = company.manager.pk, RuleSet.objects.get()
    trial = draft_of(rule_set)
    larger = Condition.objects.filter(rule__version=trial, rule__name=rulebook.LARGE_RULE)
    larger.filter(field="value").update(value=rulebook.TRIED_VALUE)
    RuleSetVersion.objects.filter(pk=trial.pk).update(note=rulebook.TRIED_NOTE)
    share = Share(kind=PartialKind.PERCENT, percent=rulebook.TRIED_PERCENT)
    publish_in_part(trial, share, by=by, now=now)
    draft = draft_of(rule_set)
    before = draft.rules.get(name=rulebook.LARGE_RULE).position
    add_rule(draft, rulebook.NEXT_RULE, position=before)
    RuleSetVersion.objects.filter(pk=draft.pk).update(note=rulebook.NEXT_NOTE)
    day = (ends_at + timedelta(days=6)).astimezone(SHANGHAI).date()
    at = datetime.combine(day, time(8), tzinfo=SHANGHAI)
    plan_publication(draft, at=at, by=by, now=now)
    return False


def _object(company: Company, now: datetime, *, login: str) -> bool:
    """A rep objects to the newest lead that his pools gave to a colleague."""
    rep = company.reps[login]
    lost = (part for part in parts_of(rep).rows if not part.is_winner and part.objection is None)
    part = next(lost, None)
    if part is not None:
        decision = Decision.objects.select_related("lead").get(pk=part.decision_id)
        text = OBJECTIONS[login]
        objections.object_to(decision=decision, rep=rep, text=text, by=rep.user.pk, now=now)
    return False


def _answer_objection(company: Company, now: datetime) -> bool:
    asked = Objection.objects.select_related("decision__lead", "rep")
    objection = asked.filter(state=RequestState.OPEN).first()
    if objection is not None:
        by, state = company.manager.pk, RequestState.GRANTED
        objections.answer(objection=objection, state=state, text=ANSWER, by=by, now=now)
    return False


def _pass_on(company: Company, now: datetime, *, ends_at: datetime) -> bool:
    """A rep gives a lead of his to a colleague who knows the customer."""
    giver, taker = company.reps["liqiang"], company.reps["chenjing"]
    lead = _lead_of("liqiang", kept_until=ends_at)
    if lead is not None:
        reason, note = ReleaseReason.KNOWS_COLLEAGUE, "客户的采购是陈静的老同学。"
        transfer(lead=lead, rep=taker, reason=reason, note=note, by=giver.user.pk, now=now)
    return lead is not None


def _bring_in_help(company: Company, now: datetime, *, ends_at: datetime) -> bool:
    """An owner asks a colleague for technical support, with a task for him."""
    lead, helper = _lead_of("wangfang", kept_until=ends_at), company.reps["zhoumin"]
    if lead is None:
        return False
    by, role = company.reps["wangfang"].user.pk, CollaboratorRole.TECHNICAL
    add_collaborator(lead=lead, rep=helper, role=role, by=by, now=now)
    title, due_at = "核对安装尺寸和电源要求", now + timedelta(days=2)
    add_task(lead=lead, rep=helper, title=title, due_at=due_at, by=by, now=now)
    return False


def _give_tasks(company: Company, now: datetime, *, ends_at: datetime) -> bool:
    """An owner notes what she has to do: done, overdue and still to come; the manager adds some."""
    lead, owner = _lead_of("wangfang", kept_until=ends_at), company.reps["wangfang"]
    if lead is None:
        return False
    titles = (
        ("寄样品，附技术参数表", -6, owner.user.pk),
        ("确认交期后回访", 20, owner.user.pk),
        ("Send the price list in English", 44, company.manager.pk),
    )
    for title, hours, by in titles:
        due_at = ends_at + timedelta(hours=hours)
        add_task(lead=lead, rep=owner, title=title, due_at=due_at, by=by, now=now)
    due_at = now + timedelta(hours=1)
    done = add_task(
        lead=lead, rep=owner, title="加客户微信", due_at=due_at, by=owner.user.pk, now=now
    )
    mark_done(task=done, by=owner.user.pk, now=now)
    return False


def _ask_back(company: Company, now: datetime) -> bool:
    """A rep returns a lead that is not his, which asks for a credit in the pool's ledger."""
    dealt = Assignment.objects.filter(ended_at__isnull=True, lead__status__in=OWNED)
    dealt = dealt.filter(entry__isnull=False, lead__first_response_at__isnull=True)
    related = ("entry__pool", "rep__user", "lead__owner", "lead__customer__owner", "lead__channel")
    for period in dealt.select_related(*related).order_by("-pk")[:50]:
        reason = ReleaseReason.NOT_MY_AREA
        if reason in period.entry.pool.credit_reasons:
            note, by = "客户在我区域以外。", period.rep.user.pk
            return_lead(lead=period.lead, reason=reason, note=note, by=by, now=now)
            return True
    return False


def _lead_of(login: str, *, kept_until: datetime) -> Lead | None:
    """A lead that a rep works on, the newest; rather one that he has put off until then."""
    his = Lead.objects.filter(owner__user__username=login, status__in=OWNED, is_history=False)
    newest = his.select_related("owner", "customer__owner", "channel").order_by("-assigned_at")
    return newest.filter(next_contact_at__gte=kept_until).first() or newest.first()
