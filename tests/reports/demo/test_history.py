"""A small demo, lived through once for all tests that only look at it."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db.models import Count, Q
from django.test import override_settings

from assignment.choices import (
    STRATEGIES,
    AssignmentKind,
    ClockState,
    RequestState,
    RoutingEvent,
    VersionState,
)
from assignment.models import (
    Assignment,
    Clock,
    Collaborator,
    Credit,
    Decision,
    Objection,
    Pool,
    ResultFigure,
    Review,
    RuleSetVersion,
)
from assignment.pools.claims import lying_in, pools_open_to
from assignment.pools.offers import open_offers
from assignment.together.worklist import open_tasks_of
from leads.choices import OWNED, KeyScope, LeadStatus, Outcome, WaitingFor
from leads.keys import find_key
from leads.models import InboxMessage, Lead, SpreadsheetImport
from reports.demo import rulebook
from reports.demo.cast import SELLERS
from reports.demo.making import ensure_keys
from reports.demo.welcome import plain_key, welcome
from reps.models import Notice, Rep
from tests.reports.demo.small import THURSDAY, make_small

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker, tmp_path_factory):
    """Thirty people in three days, in tables that are emptied again afterwards."""
    folder = tmp_path_factory.mktemp("media")
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=folder):
        make_small()
        yield
        call_command("flush", interactive=False, verbosity=0)


def test_the_load_of_every_rep_is_what_he_owns(demo):
    owned = Count("leads", filter=Q(leads__status__in=OWNED))

    loads = Rep.objects.annotate(owned=owned).values_list("open_leads", "owned")

    assert [load for load in loads if load[0] != load[1]] == []


def test_the_books_of_every_pool_agree(demo, capsys):
    call_command("verify_ledger")

    said = capsys.readouterr().out.splitlines()
    assert len(said) == Pool.objects.count() == len(rulebook.POOLS)
    assert all(line.endswith("all agrees.") for line in said)


def test_nothing_that_was_due_is_left_undone(demo):
    running = Clock.objects.filter(state=ClockState.RUNNING)
    by_then = THURSDAY - timedelta(minutes=1)

    assert not running.filter(Q(expires_at__lt=by_then) | Q(remind_at__lt=by_then)).exists()
    assert not Lead.objects.waiting().filter(try_at__lt=by_then).exists()
    assert not Review.objects.filter(closed_at__isnull=True, due_at__lt=by_then).exists()


def test_every_message_has_its_outcome(demo):
    assert not InboxMessage.objects.filter(outcome=Outcome.OPEN).exists()


def test_the_manager_finds_reviews_waiting_leads_and_unread_notices(demo):
    statuses = set(Lead.objects.values_list("status", flat=True))

    assert {LeadStatus.WAITING, LeadStatus.REVIEW, LeadStatus.ASSIGNED} <= statuses
    assert Notice.objects.unread().filter(user__username="lintao").exists()


def test_every_strategy_has_its_pool(demo):
    strategies = set(Pool.objects.values_list("strategy", flat=True))

    assert strategies == {code for code, _label in STRATEGIES}


def test_what_waits_says_for_what_and_is_tried_again(demo):
    waiting = Lead.objects.waiting()

    waits_for = set(waiting.values_list("waiting_for", flat=True))

    assert waits_for == {WaitingFor.CAPACITY, WaitingFor.OFFER, WaitingFor.CLAIM}
    assert not waiting.filter(try_at=None).exists()


def test_leads_lie_in_the_public_pool_to_be_claimed(demo):
    rep = Rep.objects.get(user__username=SELLERS[0].login)

    lying = lying_in(pools_open_to(rep))

    assert lying.count() >= 4


def test_the_rep_whose_login_is_shown_first_has_an_offer(demo):
    open_to_her = open_offers(now=THURSDAY).filter(rep__user__username=SELLERS[0].login)

    assert open_to_her.exists()


def test_both_arms_of_the_trial_have_leads_and_the_next_rules_are_planned(demo):
    trial = RuleSetVersion.objects.get(state=VersionState.PARTIAL)
    since_then = Decision.objects.filter(at__gte=trial.partial_from, event=RoutingEvent.ARRIVED)

    states = set(since_then.values_list("version__state", flat=True))

    assert states == {VersionState.PUBLISHED, VersionState.PARTIAL}
    assert RuleSetVersion.objects.get(publish_at__gt=THURSDAY).state == VersionState.DRAFT


def test_one_objection_is_open_and_one_is_answered(demo):
    states = sorted(Objection.objects.values_list("state", flat=True))

    assert states == [RequestState.GRANTED, RequestState.OPEN]


def test_a_credit_is_asked_and_a_lead_was_transferred(demo):
    assert Credit.objects.filter(state=RequestState.OPEN).exists()
    assert Assignment.objects.filter(kind=AssignmentKind.TRANSFER).exists()


def test_people_work_together_with_a_task_overdue(demo):
    hers = open_tasks_of(User.objects.get(username=SELLERS[0].login))

    assert Collaborator.objects.filter(ended_at=None).exists()
    assert hers.filter(due_at__lt=THURSDAY, reminded_at__lt=THURSDAY).exists()
    assert hers.filter(due_at__gt=THURSDAY).exists()


def test_what_reps_made_of_their_leads_is_counted(demo):
    counted = ResultFigure.objects.filter(counted_at=THURSDAY, segment="country=cn")

    assert counted.exists()


def test_deadlines_come_up_within_the_hour(demo):
    soon = Lead.objects.filter(due_at__range=(THURSDAY, THURSDAY + timedelta(hours=1)))

    assert soon.count() >= 2


def test_the_old_system_came_along_with_its_owners_and_outcomes(demo):
    brought = Lead.objects.filter(is_history=True)

    statuses = set(brought.values_list("status", flat=True))

    assert SpreadsheetImport.objects.get().counts["created"] == brought.count() > 30
    assert {LeadStatus.CONVERTED, LeadStatus.LOST, LeadStatus.NURTURING} <= statuses
    assert not brought.filter(owner=None).exists()


def test_nothing_happened_after_the_end(demo):
    assert not Assignment.objects.filter(starts_at__gt=THURSDAY).exists()
    assert not Lead.objects.filter(received_at__gte=THURSDAY).exists()


def test_making_it_again_leaves_a_complete_demo_alone(demo, capsys):
    before = (Rep.objects.count(), InboxMessage.objects.count())

    call_command("make_demo")

    assert (Rep.objects.count(), InboxMessage.objects.count()) == before
    assert "is there already" in capsys.readouterr().out


def test_the_printed_key_reads_from_the_rest_channel(demo, settings):
    plain = plain_key("read", secret=settings.SECRET_KEY)

    key = find_key(plain, now=THURSDAY)

    assert (key.channel.kind, key.scope) == ("api", KeyScope.READ)
    assert f"\nAPI key: {plain}\n" in welcome(url="http://x/", secret=settings.SECRET_KEY)


def test_another_secret_gets_keys_of_its_own(demo, settings):
    settings.SECRET_KEY = "another secret, as on another machine"

    ensure_keys(now=THURSDAY)

    assert find_key(plain_key("read", secret=settings.SECRET_KEY), now=THURSDAY)
