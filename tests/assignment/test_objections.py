"""A rep says that a decision should have gone otherwise; the manager answers, once."""

import pytest

from assignment.choices import RequestState
from assignment.fairness.objections import answer, object_to, per_rule
from assignment.models import Decision, Objection
from leads.choices import EventKind
from leads.lifecycle import LostRace
from leads.models import Event
from reps.models import Notice, Team
from tests.builders import (
    MONDAY,
    after,
    make_lead,
    make_manager,
    make_operations,
    make_pool,
    make_rep,
    make_rules,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def north():
    return Team.objects.create(name="North")


@pytest.fixture
def bo(north):
    """Bo, whose colleague Ana got the lead of a known customer."""
    ana, bo = make_rep("Ana"), make_rep("Bo", team=north)
    make_rules(catch_all=make_pool(ana, bo))
    make_lead(name="Wei Secret", email="w@secret.cn")
    return bo


def objects(rep, text: str = "It was my turn."):
    decision = Decision.objects.get()
    return object_to(decision=decision, rep=rep, text=text, by=rep.user_id, now=MONDAY)


def test_an_objection_reaches_the_managers_without_the_customers_name(bo, north):
    mei, chen = make_manager("mei", team=north), make_operations("chen")
    dan = make_manager("dan", team=Team.objects.create(name="South"))

    objection = objects(bo)

    told = Notice.objects.filter(kind="objection_opened")
    assert set(told.values_list("user", flat=True)) == {mei.pk, chen.pk}
    assert dan.pk not in told.values_list("user", flat=True)
    assert [one.data["who"] for one in told] == ["", ""]
    assert Event.objects.get(kind=EventKind.OBJECTED).data == {"rep": bo.pk}
    assert (objection.state, objection.opened_at) == (RequestState.OPEN, MONDAY)


def test_a_rep_objects_to_a_decision_once(bo):
    first = objects(bo, "One")

    second = objects(bo, "Two")

    assert (second.pk, second.text) == (first.pk, "One")
    assert Event.objects.filter(kind=EventKind.OBJECTED).count() == 1


def test_an_answer_reaches_the_rep(bo):
    chen, objection = make_operations("chen"), objects(bo)

    answer(objection=objection, state="refused", text="It was hers.", by=chen.pk, now=after(1))

    objection.refresh_from_db()
    assert (objection.state, objection.answer) == (RequestState.REFUSED, "It was hers.")
    assert Notice.objects.get(user=bo.user, kind="objection_answered").data["who"] == ""
    assert Event.objects.get(kind=EventKind.OBJECTION_ANSWERED).data["how"] == "refused"


def test_an_objection_is_answered_once(bo):
    chen, objection = make_operations("chen"), objects(bo)
    answer(objection=objection, state="granted", text="Yes.", by=chen.pk, now=after(1))

    with pytest.raises(LostRace):
        answer(objection=objection, state="refused", text="No.", by=chen.pk, now=after(2))


@pytest.mark.parametrize(("state", "text"), [("open", "?"), ("granted", " "), ("", "Yes.")])
def test_an_answer_says_yes_or_no_and_why(bo, state, text):
    objection = objects(bo)

    with pytest.raises(ValueError, match=f"^{state}$"):
        answer(objection=objection, state=state, text=text, by=1, now=after(1))


def test_objections_are_counted_by_rule(bo):
    chen, objection = make_operations("chen"), objects(bo)
    answer(objection=objection, state="granted", text="Yes.", by=chen.pk, now=after(1))

    counted = per_rule(since=MONDAY, until=after(1))

    key = Decision.objects.get().rule_key
    assert counted == {key: {"opened": 1, "granted": 1}}
    assert per_rule(since=after(1), until=after(2)) == {}


def test_a_manager_sees_the_objections_of_his_reps_only(bo, north):
    mei = make_manager("mei", team=north)
    dan = make_manager("dan", team=Team.objects.create(name="South"))
    objects(bo)

    seen = [Objection.objects.visible_to(user).count() for user in (mei, dan)]

    assert seen == [1, 0]
