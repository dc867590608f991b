import pytest
from django.test import Client
from django.urls import reverse

from assignment.models import Policy, PoolMember
from tests.builders import (
    make_lead,
    make_operations,
    make_policy,
    make_pool,
    make_rep,
    make_rules,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def chen() -> Client:
    client = Client()
    client.force_login(make_operations("chen"))
    return client


def policy_form(**fields: object) -> dict[str, object]:
    return {
        "normal_hours": 24,
        "key_hours": 12,
        "reminders": "50, 80",
        "key_value": "1000000",
        "reviews_key_leads": "on",
        "review_hours": 4,
        "recycles_at_most": 3,
        "retry_minutes": 5,
        "archive_days": 90,
    } | fields


def policy_url(policy: Policy) -> str:
    return reverse("admin:assignment_policy_change", args=[policy.pk])


def test_changing_the_policy_puts_a_new_version_in_force(chen):
    old = make_policy()

    chen.post(policy_url(old), policy_form(key_value="250000.50", reminders="80，30"))

    old.refresh_from_db()
    new = Policy.objects.get(is_current=True)
    assert (old.is_current, old.key_value_minor) == (False, 100_000_000)
    assert (new.version, new.key_value_minor, new.reminders) == (2, 25_000_050, [30, 80])


def test_the_threshold_is_shown_in_major_units(chen):
    form = chen.get(policy_url(make_policy())).context["adminform"].form

    assert form["key_value"].value() == 1_000_000


def test_an_earlier_policy_is_only_read(chen):
    old = make_policy()
    make_policy(normal_hours=48)

    shown, posted = chen.get(policy_url(old)), chen.post(policy_url(old), policy_form())

    assert "1,000,000.00 CNY" in shown.content.decode()
    assert posted.status_code == 403


@pytest.mark.parametrize("reminders", ["0", "120", "half", "-5"])
def test_reminders_are_percentages(chen, reminders):
    policy = make_policy()

    answer = chen.post(policy_url(policy), policy_form(reminders=reminders))

    assert "Reminders are whole numbers between 1 and 99." in answer.content.decode()
    assert Policy.objects.count() == 1


def test_the_first_policy_is_added_once(chen):
    add = reverse("admin:assignment_policy_add")

    first = chen.post(add, policy_form())
    second = chen.post(add, policy_form())

    assert (first.status_code, second.status_code) == (302, 403)


def test_a_pool_is_saved_with_its_members_and_weights(chen):
    ana = make_rep("Ana")
    data = {
        "name": "DACH",
        "strategy": "weighted",
        "members-TOTAL_FORMS": 1,
        "members-INITIAL_FORMS": 0,
        "members-0-rep": ana.pk,
        "members-0-weight": "1.5",
        "members-0-is_active": "on",
        "caps-TOTAL_FORMS": 0,
        "caps-INITIAL_FORMS": 0,
    }

    chen.post(reverse("admin:assignment_pool_add"), data)

    member = PoolMember.objects.get()
    assert (member.pool.name, member.rep, str(member.weight)) == ("DACH", ana, "1.50")


def test_a_pool_shows_its_ledger_in_leads(chen):
    pool = make_pool(make_rep("Ana"), make_rep("Bo"))
    make_rules(catch_all=pool)
    make_lead()

    text = chen.get(reverse("admin:assignment_pool_change", args=[pool.pk])).content.decode()

    assert "0.50" in text
    assert "-0.50" in text


def test_the_page_of_a_pool_asks_the_same_questions_of_many_members(
    chen, django_assert_max_num_queries
):
    small, large = make_pool(make_rep()), make_pool(*[make_rep() for _ in range(5)])
    with django_assert_max_num_queries(40) as few:
        chen.get(reverse("admin:assignment_pool_change", args=[small.pk]))

    with django_assert_max_num_queries(len(few)):
        chen.get(reverse("admin:assignment_pool_change", args=[large.pk]))
