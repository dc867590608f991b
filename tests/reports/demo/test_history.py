"""A small demo, lived through once for all tests that only look at it."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db.models import Count, Q
from django.test import override_settings

from assignment.choices import ClockState
from assignment.ledger import differences
from assignment.models import Assignment, Clock, Pool, Review
from leads.choices import OWNED, KeyScope, LeadStatus, Outcome
from leads.keys import find_key
from leads.models import InboxMessage, Lead, SpreadsheetImport
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


def test_the_accounts_of_every_pool_follow_from_its_entries(demo):
    found = [differences(pool) for pool in Pool.objects.all()]

    assert found == [{}] * 5


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
