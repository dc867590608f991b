import pytest
from django.test import Client
from django.urls import reverse

from assignment.choices import AssignmentKind, Resolution
from assignment.models import LedgerEntry, Review
from leads.choices import LeadStatus
from reps.models import Rep, Team
from tests.builders import (
    make_manager,
    make_operations,
    make_pool,
    make_rep,
    make_review,
    make_rules,
    make_user,
)

pytestmark = pytest.mark.django_db
LIST = "admin:assignment_review_changelist"


def logged_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def chen() -> Client:
    return logged_in(make_operations("chen"))


def url(verb: str, review: Review) -> str:
    return reverse(f"admin:assignment_review_{verb}", args=[review.pk])


def ana_with_review(**fields: object) -> tuple[Rep, Review]:
    ana = make_rep("Ana", **fields)
    make_rules(catch_all=make_pool(ana))
    return ana, make_review(company="Acme")


def test_the_queue_shows_lead_value_and_suggestion(chen):
    ana_with_review()

    text = chen.get(reverse(LIST)).content.decode()

    assert "Acme" in text
    assert "2,000,000.00 CNY" in text
    assert "Ana" in text


def test_approving_gives_the_lead_to_the_suggested_rep_and_books_the_deal(chen):
    ana, review = ana_with_review()

    chen.post(url("approve", review))

    review.refresh_from_db()
    assert (review.resolution, review.closed_by.username) == (Resolution.APPROVED, "chen")
    assert (review.lead.status, review.lead.owner) == (LeadStatus.ASSIGNED, ana)
    assert LedgerEntry.objects.count() == 1


def test_several_suggestions_are_approved_at_once(chen):
    ana, first = ana_with_review()
    chosen = [first.pk, make_review().pk]

    chen.post(reverse(LIST), {"action": "approve_chosen", "_selected_action": chosen})

    assert [review.lead.owner for review in Review.objects.all()] == [ana, ana]


def test_opening_the_address_of_a_button_approves_nothing(chen):
    _, review = ana_with_review()

    answer = chen.get(url("approve", review))

    review.refresh_from_db()
    assert (answer.status_code, review.closed_at) == (405, None)


def test_approving_twice_says_that_somebody_was_faster(chen):
    _, review = ana_with_review()
    chen.post(url("approve", review))

    answer = chen.post(url("approve", review), follow=True)

    assert "Somebody else has decided this already." in answer.content.decode()


def test_giving_to_somebody_else_makes_him_the_owner(chen):
    _, review = ana_with_review()
    bo = make_rep("Bo")

    chen.post(url("give", review), {"rep": bo.pk})

    review.refresh_from_db()
    assert (review.resolution, review.lead.owner) == (Resolution.GIVEN, bo)
    assert review.lead.assignments.get().kind == AssignmentKind.MANUAL


def test_a_decided_review_gives_nothing_to_anybody_any_more(chen):
    ana, review = ana_with_review()
    chen.post(url("approve", review))

    chen.post(url("give", review), {"rep": make_rep("Bo").pk})

    review.refresh_from_db()
    assert review.lead.owner == ana


def test_giving_asks_for_a_rep_with_his_load(chen):
    _, review = ana_with_review(capacity=10)

    text = chen.get(url("give", review)).content.decode()

    assert "Ana, 0 of 10 open" in text


def test_a_team_manager_sees_the_reviews_of_his_team_only():
    north, south = Team.objects.create(name="North"), Team.objects.create(name="South")
    mei, max_ = make_manager("mei", team=north), make_manager("max", team=south)
    ana_with_review(team=north)

    seen = [Review.objects.visible_to(user).count() for user in (mei, max_)]

    assert seen == [1, 0]


def test_a_review_of_another_team_answers_404():
    north, south = Team.objects.create(name="North"), Team.objects.create(name="South")
    _, review = ana_with_review(team=north)
    client = logged_in(make_manager("max", team=south))

    answer = client.post(url("approve", review))

    assert answer.status_code == 404


def test_a_rep_never_reaches_the_reviews():
    ana, review = ana_with_review()

    answer = logged_in(ana.user).post(url("approve", review))

    assert answer.url.startswith("/admin/login/")
    assert Review.objects.get().closed_at is None


def test_staff_without_the_right_may_not_decide():
    _, review = ana_with_review()
    client = logged_in(make_user("staff", is_staff=True, sees_all=True))

    assert client.post(url("approve", review)).status_code == 403


def test_the_queue_asks_the_same_questions_of_many_reviews(chen, django_assert_max_num_queries):
    ana_with_review()
    with django_assert_max_num_queries(40) as few:
        chen.get(reverse(LIST))
    for _ in range(4):
        make_review()

    with django_assert_max_num_queries(len(few)):
        chen.get(reverse(LIST))
