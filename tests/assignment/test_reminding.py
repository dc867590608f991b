import pytest

from assignment.models import Clock
from assignment.reminding import remind
from assignment.tasks import remind_due
from leads.models import Event
from reps.choices import NoticeKind
from reps.models import Notice, Team
from tests.builders import (
    after,
    follow_up,
    make_lead,
    make_policy,
    make_pool,
    make_rep,
    make_rules,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager():
    return make_user("mei")


@pytest.fixture
def ana(manager):
    ana = make_rep("Ana", team=Team.objects.create(name="A", manager=manager))
    make_rules(catch_all=make_pool(ana))
    return ana


def reminded() -> list[str]:
    notices = Notice.objects.filter(kind=NoticeKind.LEAD_REMINDER).order_by("created_at", "pk")
    return [notice.user.username for notice in notices]


@pytest.mark.usefixtures("ana")
def test_at_half_of_the_time_the_rep_is_reminded_once():
    make_lead(email="wei@acme.cn")

    remind_due(after(11.9))
    assert reminded() == []

    remind_due(after(12))
    remind_due(after(12.1))
    assert reminded() == ["ana"]


@pytest.mark.usefixtures("ana")
def test_at_eighty_per_cent_his_manager_hears_of_it_too():
    make_lead(email="wei@acme.cn")

    remind_due(after(12))
    remind_due(after(19.2))
    remind_due(after(23))

    assert reminded() == ["ana", "ana", "mei"]
    assert Event.objects.filter(kind="reminded").count() == 2


@pytest.mark.usefixtures("ana")
def test_reminders_that_were_slept_through_are_sent_as_one():
    make_lead(email="wei@acme.cn")

    remind_due(after(23))

    assert reminded() == ["ana", "mei"]
    assert Event.objects.filter(kind="reminded").count() == 1


@pytest.mark.usefixtures("ana")
def test_who_has_followed_up_is_not_reminded():
    lead = make_lead(email="wei@acme.cn")
    clock = Clock.objects.get()
    follow_up(lead, now=after(1))

    remind_due(after(23))

    assert reminded() == []
    assert not remind(clock_id=clock.pk, now=after(23))


def test_the_first_reminder_of_a_rep_without_a_login_is_not_his_managers(ana):
    type(ana).objects.filter(pk=ana.pk).update(user=None)
    make_lead(email="wei@acme.cn")

    remind_due(after(12))
    assert reminded() == []

    remind_due(after(20))
    assert reminded() == ["mei"]


@pytest.mark.usefixtures("ana")
def test_a_policy_without_reminders_sends_none():
    make_policy(reminders=[])
    make_lead(email="wei@acme.cn")

    assert remind_due(after(23)).done == 0
