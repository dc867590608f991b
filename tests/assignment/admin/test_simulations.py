import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assignment.choices import SimulationState
from assignment.models import Decision, Simulation
from assignment.tasks import run_simulation
from assignment.versions.rule_sets import draft_of
from reps.models import Team
from tests.builders import (
    make_lead,
    make_manager,
    make_operations,
    make_pool,
    make_rep,
    make_rules,
)

pytestmark = pytest.mark.django_db

TRY = reverse("admin:assignment_simulation_try")
ADD = reverse("admin:assignment_simulation_add")
LIST = reverse("admin:assignment_simulation_changelist")


@pytest.fixture
def olga() -> Client:
    client = Client()
    client.force_login(make_operations("olga"))
    return client


@pytest.fixture
def versions():
    """Ana gets everything by the published rules; by the draft, Germany is Bo's."""
    ana, bo = make_rep("Ana"), make_rep("Bo")
    pool = make_pool(ana, name="everybody")
    old = make_rules(catch_all=pool)
    new = make_rules((make_pool(bo, name="Germany"), ("country", "is", "DE")), catch_all=pool)
    draft_of(new.rule_set)
    return old, new


def page_of(simulation: Simulation) -> str:
    return reverse("admin:assignment_simulation_change", args=[simulation.pk])


def text(client: Client, url: str, **data) -> str:
    response = client.post(url, data) if data else client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def compared(olga: Client, versions) -> Simulation:
    old, new = versions
    make_lead(email="a@b.de", country="DE", company="Mill", now=timezone.now())
    olga.post(ADD, {"version": new.pk, "baseline": old.pk, "days": 3})
    simulation = Simulation.objects.get()
    run_simulation(simulation.pk)
    return simulation


def test_a_lead_typed_by_hand_is_tried_by_both_versions(olga, versions):
    channel = make_lead().channel

    page = text(olga, TRY, email="a@b.de", country="DE", channel=channel.pk)

    assert "It would go to Bo." in page
    assert "Rules 2 (Published)" in page
    assert "Rules 3 (Draft)" in page
    assert "The rule “rule 0” holds." in page


def test_a_lead_that_is_there_is_tried_from_a_link(olga, versions):
    lead = make_lead(email="a@b.fr", country="FR")

    page = text(olga, f"{TRY}?lead={lead.pk}")

    assert "It would go to Ana." in page
    assert "Rule by rule" in page


@pytest.mark.parametrize("data", [{"lead": "99999999"}, {"_try": "1"}])
def test_what_cannot_be_tried_is_said_in_the_form(olga, versions, data):
    make_lead()

    page = text(olga, TRY, **data)

    assert "There is no such lead." in page or "Name a lead" in page
    assert "It would go" not in page


def test_a_dry_run_is_asked_for_watched_and_read(olga, versions):
    make_lead(now=timezone.now())
    asked = olga.post(ADD, {"version": versions[1].pk, "baseline": "", "days": 3})
    simulation = Simulation.objects.get()

    assert asked.url == page_of(simulation)
    assert 'hx-trigger="every 2s"' in text(olga, page_of(simulation))
    run_simulation(simulation.pk)
    page = text(olga, page_of(simulation))
    assert "Received / fair share" in page
    assert "everybody" in page
    assert text(olga, LIST).count("Rules 2 (Published)") == 1


def test_the_progress_makes_way_for_the_report(olga, versions):
    simulation = compared(olga, versions)

    response = olga.get(page_of(simulation), headers={"HX-Request": "true"})

    assert response.headers["HX-Refresh"] == "true"


def test_a_comparison_links_to_the_leads_that_would_move(olga, versions):
    simulation = compared(olga, versions)

    page = text(olga, page_of(simulation))

    (move,) = simulation.__class__.objects.get().result["moves"]["first"]
    assert "1 lead would go to somebody else" in page
    assert reverse("desk:lead", args=[move[0]]) in page


def test_the_leads_that_would_move_are_downloaded(olga, versions):
    simulation = compared(olga, versions)

    response = olga.get(reverse("admin:assignment_simulation_moves", args=[simulation.pk]))

    lines = b"".join(response).decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert "Mill" in lines[1]
    assert "Ana" in lines[1]
    assert "Bo" in lines[1]


def test_a_failed_dry_run_says_why(olga, versions):
    simulation = compared(olga, versions)
    Simulation.objects.update(state=SimulationState.FAILED, problem="no_policy")

    assert "No SLA policy is in force." in text(olga, page_of(simulation))


def test_a_dry_run_without_leads_says_so(olga, versions):
    make_lead()  # long ago; it brings the policy
    olga.post(ADD, {"version": versions[1].pk, "baseline": "", "days": 1})
    simulation = Simulation.objects.get()
    run_simulation(simulation.pk)

    assert "No leads came in these days." in text(olga, page_of(simulation))


def test_the_draft_links_to_trying_it(olga, versions):
    draft = draft_of(versions[1].rule_set)

    page = text(olga, reverse("admin:assignment_rulesetversion_change", args=[draft.pk]))

    assert reverse("admin:assignment_rulesetversion_try_one_lead", args=[draft.pk]) in page
    assert reverse("admin:assignment_rulesetversion_dry_run", args=[draft.pk]) in page


def test_a_decision_is_computed_again(olga, versions):
    decision = Decision.objects.get(lead=make_lead())
    change = reverse("admin:assignment_decision_change", args=[decision.pk])
    recompute = reverse("admin:assignment_decision_recompute", args=[decision.pk])

    assert recompute in text(olga, change)
    assert "everything comes out the same" in text(olga, recompute)


def test_what_came_out_otherwise_is_said_in_words(olga, versions):
    decision = Decision.objects.get(lead=make_lead())
    bo = make_rep("Beatrix")
    Decision.objects.filter(pk=decision.pk).update(rep=bo)

    page = text(olga, reverse("admin:assignment_decision_recompute", args=[decision.pk]))

    assert "something comes out otherwise" in page
    assert "Beatrix" in page


def test_managers_of_a_team_find_none_of_it(versions):
    client = Client()
    client.force_login(make_manager("mei", team=Team.objects.create(name="East")))

    assert [client.get(url).status_code for url in (TRY, ADD)] == [404, 404]
    assert client.get(LIST).status_code in (403, 404)


def test_the_list_costs_as_many_queries_with_five_as_with_one(
    olga, versions, django_assert_num_queries
):
    asked = {"version": versions[1].pk, "baseline": versions[0].pk, "days": 3}
    olga.post(ADD, asked)
    with django_assert_num_queries(7):
        olga.get(LIST)
    for _ in range(4):
        olga.post(ADD, asked)

    with django_assert_num_queries(7):
        olga.get(LIST)
