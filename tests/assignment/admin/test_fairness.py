"""Managers answer objections, decide credits and give their own; who leaves a pool is settled."""

import pytest
from django.test import Client
from django.urls import reverse

from assignment.choices import EntryKind, RequestState
from assignment.fairness.ledger import give_credit
from assignment.fairness.objections import object_to
from assignment.handling import return_lead
from assignment.models import Credit, Decision, LedgerEntry, Objection, Pool, PoolMember
from reps.models import Team
from tests.builders import (
    MONDAY,
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
def pool(north):
    pool = make_pool(
        make_rep("Ana", team=north), make_rep("Bo", team=north), credit_reasons=["no_time"]
    )
    make_rules(catch_all=pool)
    return pool


@pytest.fixture
def chen() -> Client:
    client = Client()
    client.force_login(make_operations("chen"))
    return client


def objection_of(name: str) -> Objection:
    lead = make_lead(email=f"{name}@b.de")
    decision = Decision.objects.filter(lead=lead).get()
    rep = PoolMember.objects.get(rep__name=name).rep
    return object_to(
        decision=decision, rep=rep, text=f"{name} says no.", by=rep.user_id, now=MONDAY
    )


def credit() -> Credit:
    lead = make_lead()
    return_lead(lead=lead, reason="no_time", note="", by=lead.owner.user_id, now=MONDAY)
    return Credit.objects.latest("pk")


def test_an_objection_is_shown_with_the_whole_decision_and_answered(chen, pool):
    objection = objection_of("Bo")
    page = chen.get(reverse("admin:assignment_objection_change", args=[objection.pk]))
    url = reverse("admin:assignment_objection_answer", args=[objection.pk])

    chen.post(url, {"state": "refused", "text": "It was hers."})

    objection.refresh_from_db()
    text = page.content.decode()
    assert all(word in text for word in ("Bo says no.", "Ana", "everything else"))
    assert (objection.state, objection.answer) == (RequestState.REFUSED, "It was hers.")


def test_an_answer_needs_words(chen, pool):
    objection = objection_of("Bo")
    url = reverse("admin:assignment_objection_answer", args=[objection.pk])

    answer = chen.post(url, {"state": "refused", "text": " "})

    objection.refresh_from_db()
    assert (answer.status_code, objection.state) == (200, RequestState.OPEN)


def test_a_manager_of_another_team_finds_no_objection(pool):
    objection, client = objection_of("Bo"), Client()
    client.force_login(make_manager("mei", team=Team.objects.create(name="South")))

    listed = client.get(reverse("admin:assignment_objection_changelist")).content.decode()
    url = reverse("admin:assignment_objection_answer", args=[objection.pk])
    answered = client.post(url, {"state": "granted", "text": "Yes."})

    assert ("Bo says no." in listed, answered.status_code) == (False, 404)


def test_a_manager_of_the_team_answers(pool, north):
    objection, client = objection_of("Bo"), Client()
    client.force_login(make_manager("mei", team=north))
    url = reverse("admin:assignment_objection_answer", args=[objection.pk])

    client.post(url, {"state": "granted", "text": "Yes."})

    objection.refresh_from_db()
    assert objection.state == RequestState.GRANTED


@pytest.mark.parametrize(("verb", "state"), [("grant", "granted"), ("refuse", "refused")])
def test_a_credit_is_decided_from_the_list(chen, pool, verb, state):
    asked = credit()
    page = chen.get(reverse("admin:assignment_credit_changelist")).content.decode()

    chen.post(reverse(f"admin:assignment_credit_{verb}", args=[asked.pk]))
    chen.post(reverse(f"admin:assignment_credit_{verb}", args=[asked.pk]))

    asked.refresh_from_db()
    assert ("No time" in page, asked.state) == (True, state)


@pytest.mark.parametrize("name", ["objection", "credit"])
def test_a_list_costs_the_same_for_one_row_and_for_five(
    chen, pool, name, django_assert_max_num_queries
):
    costs = []
    for count in (1, 4):
        for place in range(count):
            credit() if name == "credit" else None
            if name == "objection":
                lead = make_lead(email=f"l{count}{place}@b.de")
                decision = Decision.objects.get(lead=lead)
                object_to(
                    decision=decision, rep=lead.owner, text="No", by=lead.owner.user_id, now=MONDAY
                )
        with django_assert_max_num_queries(20) as asked:
            chen.get(reverse(f"admin:assignment_{name}_changelist"))
        costs.append(len(asked))

    assert costs[0] == costs[1]


def test_a_manager_gives_a_credit_with_a_reason(chen, pool):
    ana = PoolMember.objects.get(rep__name="Ana").rep
    url = reverse("admin:assignment_pool_give_credit", args=[pool.pk])

    chen.post(url, {"rep": ana.pk, "amount": "1.5", "note": "Covered for Bo"})

    entry = LedgerEntry.objects.get()
    assert (entry.kind, entry.note, entry.by.username) == ("credit", "Covered for Bo", "chen")
    assert entry.lines[str(ana.pk)] == 1_500_000_000


def test_a_credit_of_nothing_is_not_given(chen, pool):
    ana = PoolMember.objects.get(rep__name="Ana").rep
    url = reverse("admin:assignment_pool_give_credit", args=[pool.pk])

    answer = chen.post(url, {"rep": ana.pk, "amount": "0", "note": "?"})

    assert (answer.status_code, LedgerEntry.objects.count()) == (200, 0)


def pool_form(client: Client, pool: Pool) -> dict[str, object]:
    """What the page of a pool would send if nothing were changed."""
    page = client.get(reverse("admin:assignment_pool_change", args=[pool.pk]))
    forms = [page.context["adminform"].form]
    for one in page.context["inline_admin_formsets"]:
        forms += [one.formset.management_form, *one.formset.forms]
    sent: dict[str, object] = {}
    for form in forms:
        for field in form:
            value = field.value()
            if value is not None and value is not False:
                sent[field.html_name] = value
    return sent


def test_whoever_is_switched_off_in_a_pool_leaves_with_a_balance_of_nought(chen, pool):
    ana = PoolMember.objects.get(rep__name="Ana").rep
    give_credit(pool=pool, rep=ana, amount=2, note="", by=None, now=MONDAY)
    sent = pool_form(chen, pool)
    place = next(name for name in sent if sent[name] == ana.pk and name.endswith("-rep"))
    del sent[place.replace("-rep", "-is_active")]

    answer = chen.post(reverse("admin:assignment_pool_change", args=[pool.pk]), sent)

    assert answer.status_code == 302
    assert LedgerEntry.objects.latest("number").kind == EntryKind.LEAVER
    assert {account[0] for account in Pool.objects.get().ledger.accounts.values()} == {0}


def test_what_a_pool_books_is_chosen_by_click(chen, pool):
    sent = pool_form(chen, pool) | {"books_outside": ["sticky"], "credit_reasons": ["spam"]}

    chen.post(reverse("admin:assignment_pool_change", args=[pool.pk]), sent)

    pool.refresh_from_db()
    assert (pool.books_outside, pool.credit_reasons) == (["sticky"], ["spam"])


def test_the_rules_of_a_version_show_how_often_they_were_doubted(chen, pool):
    objection_of("Bo")
    version = Decision.objects.get().version

    page = chen.get(reverse("admin:assignment_rulesetversion_change", args=[version.pk]))

    assert "?state=all&amp;q=everything+else" in page.content.decode()
