"""Faults of ours: nothing is lost, nothing is done twice, and a repair is enough."""

import json

import pytest
from django.db import transaction

from assignment.choices import EndReason
from assignment.models import LedgerEntry, Policy, PoolLedger, PoolMember, RuleSetVersion
from assignment.ownership import Ending, end
from assignment.tasks import route_due
from assignment.versions.rule_sets import compiled
from leads.choices import LeadStatus, MessageReason, Outcome, WaitingFor
from leads.intake.messages import Submission, keep
from leads.models import InboxMessage, Inquiry, Lead
from leads.tasks import finish_open
from reps.models import Rep
from tests.builders import (
    MONDAY,
    after,
    make_channel,
    make_lead,
    make_policy,
    make_pool,
    make_rep,
    make_rules,
    reread,
    send,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana():
    return make_rep("Ana")


@pytest.fixture
def pool(ana):
    pool = make_pool(ana)
    make_rules(catch_all=pool)
    return pool


@pytest.fixture
def channel(pool):
    make_policy()
    return make_channel()


def kept_only(channel, *, body: bytes = b'{"email": "wei@acme.cn"}') -> InboxMessage:
    """What a process leaves behind that is killed between the two transactions."""
    message, _ = keep(Submission(channel=channel, body=body, content_hash="0"), now=MONDAY)
    return message


def test_a_process_killed_after_keeping_loses_nothing_and_the_sweep_finishes_once(channel, ana):
    message = kept_only(channel)

    assert finish_open(after(1)).done == 1
    assert finish_open(after(2)).done == 0

    message.refresh_from_db()
    assert (message.outcome, message.lead.owner) == (Outcome.CREATED, ana)
    assert Lead.objects.count() == Inquiry.objects.count() == LedgerEntry.objects.count() == 1


def test_a_message_that_a_request_may_still_be_finishing_is_left_alone(channel):
    kept_only(channel)

    assert finish_open(MONDAY).done == 0


def test_a_process_killed_after_taking_a_lead_back_leaves_it_to_the_next_routing(channel, pool):
    bo = make_rep("Bo")
    lead = make_lead(channel, email="wei@acme.cn")
    PoolMember.objects.create(pool=pool, rep=bo)
    with transaction.atomic():  # the first half of a recycling; the second never comes
        end([Ending(lead=lead, reason=EndReason.RECYCLED)], now=after(24))

    assert route_due(after(24)).done == 1

    assert reread(lead).owner == bo


def test_rules_whose_content_is_broken_let_leads_wait_and_a_repair_is_enough(channel, ana):
    version = RuleSetVersion.objects.get(state="published")
    whole = version.content
    RuleSetVersion.objects.filter(pk=version.pk).update(content={"nonsense": 1})
    compiled.cache_clear()

    lead = make_lead(channel, email="wei@acme.cn")
    assert (lead.status, lead.waiting_for) == (LeadStatus.WAITING, WaitingFor.ERROR)
    assert lead.waiting_reasons == ["error"]

    RuleSetVersion.objects.filter(pk=version.pk).update(content=whole)
    route_due(after(1))
    assert reread(lead).owner == ana


def test_a_broken_ledger_lets_leads_wait(channel, pool):
    PoolLedger.objects.create(pool=pool, accounts={str(Rep.objects.get().pk): "nonsense"})

    lead = make_lead(channel, email="wei@acme.cn")

    assert (lead.status, lead.waiting_for) == (LeadStatus.WAITING, WaitingFor.ERROR)


def test_without_a_policy_a_lead_is_kept_and_waits(channel, ana):
    Policy.objects.all().delete()

    receipt = send(channel, email="wei@acme.cn")
    lead = Lead.objects.get()
    assert (receipt.outcome, lead.waiting_for) == (Outcome.CREATED, WaitingFor.ERROR)

    make_policy()
    route_due(after(1))
    assert reread(lead).owner == ana


def test_without_a_policy_a_further_inquiry_stays_open_until_there_is_one(channel):
    make_lead(channel, email="wei@acme.cn")
    Policy.objects.update(is_current=False)

    receipt = send(channel, now=after(1), email="wei@acme.cn")
    assert receipt.outcome == Outcome.OPEN
    message = InboxMessage.objects.get(outcome=Outcome.OPEN)
    assert (message.reasons, message.attempts) == ([MessageReason.ERROR], 1)

    make_policy()
    finish_open(after(2))
    message.refresh_from_db()
    assert (message.outcome, message.reasons) == (Outcome.ATTACHED, [])


def test_hopeless_messages_never_keep_others_waiting(channel, monkeypatch):
    monkeypatch.setattr("leads.tasks.BATCH", 1)
    hopeless = kept_only(channel)
    channel.kind = "spreadsheet"  # which cannot be read without the import it belongs to
    channel.save()
    whole = kept_only(make_channel("other"), body=b'{"email": "b@acme.cn"}')

    finish_open(after(1))
    finish_open(after(2))

    hopeless.refresh_from_db()
    whole.refresh_from_db()
    assert (hopeless.outcome, hopeless.attempts) == (Outcome.OPEN, 1)
    assert whole.outcome == Outcome.CREATED


def test_attempts_are_counted_no_further_than_the_column_goes(channel):
    message = kept_only(channel)
    InboxMessage.objects.update(attempts=30_000)
    channel.kind = "spreadsheet"
    channel.save()

    assert finish_open(after(1)).failed == 0

    message.refresh_from_db()
    assert message.attempts == 30_000


def test_an_unreadable_message_found_by_the_sweep_is_quarantined(channel):
    message = kept_only(channel, body=b"{nonsense")

    finish_open(after(1))

    message.refresh_from_db()
    assert (message.outcome, message.reasons[0]) == (Outcome.QUARANTINED, "unreadable")


def test_a_rule_that_cannot_be_judged_fails_alone_and_is_flagged(channel, ana):
    bo = make_rep("Bo")
    version = make_rules(
        (make_pool(bo), ("quantity", "at_least", 5)),
        (make_pool(bo), ("industry", "is", "Machinery")),
        catch_all=make_pool(ana),
    )
    content = json.loads(json.dumps(version.content).replace('"at_least"', '"greater_or_so"'))
    RuleSetVersion.objects.filter(pk=version.pk).update(content=content)
    compiled.cache_clear()

    lead = make_lead(channel, email="wei@acme.cn", quantity=9, industry="Machinery")

    assert lead.owner == bo
    decision = lead.decisions.get()
    assert decision.rule_name == "rule 1"
    assert decision.record["notes"] == ["rule_flawed"]
    assert decision.record["flaws"] == [[version.rules.get(position=0).key, "unknown_operator"]]
