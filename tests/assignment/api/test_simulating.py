import pytest
from django.utils import timezone
from django_q.models import OrmQ

from assignment.models import Decision, Simulation
from assignment.tasks import run_simulation
from assignment.versions.rule_sets import draft_of
from tests.builders import make_lead, make_operations, make_pool, make_rules, reread
from tests.rest import Company

TRY, DRY_RUNS = "/api/v1/routing/try/", "/api/v1/routing/dry-runs/"


@pytest.fixture
def ops(company: Company):
    make_operations("olga")
    return company.client("olga")


def post(client, url, data):
    return client.post(url, data, content_type="application/json")


def test_a_lead_typed_by_hand_is_tried_by_draft_and_published_rules(company, ops):
    draft = draft_of(
        Decision._meta.get_field("version").related_model.objects.get(state="published").rule_set
    )
    draft.rules.update(pool=make_pool(company.bo, name="Bo's"))

    told = post(ops, TRY, {"lead": {"email": "a@b.de", "country": "Germany"}}).json()

    by_state = {one["version"]["state"]: one for one in told["answers"]}
    assert by_state["published"]["rep"] == {"id": company.ana.pk, "name": "Ana"}
    assert by_state["draft"]["rep"]["name"] == "Bo"
    assert by_state["draft"]["pool"] == "Bo's"
    assert told["facts"]["country"] == "DE"
    assert (Simulation.objects.count(), Decision.objects.count()) == (0, 0)


def test_every_condition_and_every_candidate_is_told(company, ops):
    company.bo.is_paused = True
    company.bo.save(update_fields=["is_paused"])
    make_rules(
        (make_pool(company.bo, name="rare"), ("country", "is", "FR")),
        catch_all=make_pool(company.ana, company.bo, name="both"),
    )

    told = post(ops, TRY, {"lead": {"email": "a@b.de", "country": "DE"}, "versions": ["published"]})

    (answer,) = told.json()["answers"]
    assert [(rule["name"], rule["holds"]) for rule in answer["rules"]] == [
        ("rule 0", False),
        ("everything else", True),
    ]
    (check,) = answer["rules"][0]["groups"][0]
    assert (check["value"], check["fact"], check["holds"]) == ("FR", "DE", False)
    assert [(one["rep"]["name"], one["code"]) for one in answer["candidates"]] == [
        ("Ana", None),
        ("Bo", "paused"),
    ]
    assert answer["first_follow_up_due"] is not None


def test_an_existing_lead_is_tried(company, ops):
    lead = make_lead(company.channel)

    told = post(ops, TRY, {"lead_id": lead.pk, "versions": ["published"]}).json()

    assert told["answers"][0]["rep"]["name"] == "Ana"


@pytest.mark.parametrize(
    ("data", "status", "field"),
    [
        ({"lead_id": 999_999}, 404, None),
        ({"lead": {"email": "a@b.de"}, "versions": ["77"]}, 400, "versions"),
        ({"lead": {"email": "a@b.de"}, "channel": "nowhere"}, 400, "channel"),
        ({"lead_id": -1}, 400, "lead_id"),
    ],
)
def test_what_cannot_be_tried_is_refused(company, ops, data, status, field):
    answer = post(ops, TRY, data)

    assert answer.status_code == status
    if field:
        assert answer.json()["errors"][0]["field"] == field


@pytest.mark.parametrize("name", ["ana", "chen", "read"])
@pytest.mark.parametrize("url", [TRY, DRY_RUNS])
def test_others_than_sales_operations_find_nothing(company, name, url):
    assert post(company.client(name), url, {}).status_code in (403, 404)
    if name != "read":
        assert post(company.client(name), url, {}).status_code == 404


def test_a_dry_run_is_queued_watched_and_read(company, ops):
    make_lead(company.channel, now=timezone.now())

    asked = post(ops, DRY_RUNS, {"version": "published", "days": 3})

    assert asked.status_code == 202
    number = asked.json()["id"]
    assert ops.get(f"{DRY_RUNS}{number}/").json()["figures"] is None
    assert OrmQ.objects.count() == 1
    run_simulation(number)
    read = ops.get(f"{DRY_RUNS}{number}/").json()
    assert (read["state"], read["done"], read["total"]) == ("done", 1, 1)
    assert read["figures"]["shares"] == [
        {"pool": "everybody", "rep": "Ana", "received": [1], "fair": [1.0]}
    ]


def test_a_comparison_tells_which_leads_would_move(company, ops):
    lead = make_lead(company.channel, now=timezone.now())
    make_rules(catch_all=make_pool(company.bo, name="bo"))

    asked = post(ops, DRY_RUNS, {"version": "published", "compare_with": "1"}).json()
    run_simulation(asked["id"])

    (move,) = ops.get(f"{DRY_RUNS}{asked['id']}/").json()["figures"]["moves"]
    assert (move["lead"], move["before"]["who"], move["after"]["who"]) == (lead.pk, "Ana", "Bo")


def test_a_draft_is_no_baseline(company, ops):
    asked = post(ops, DRY_RUNS, {"version": "published", "compare_with": "draft"})

    assert asked.status_code == 400
    assert asked.json()["errors"][0]["code"] == "draft"


def test_the_list_costs_as_many_queries_with_five_as_with_one(
    company, ops, django_assert_num_queries
):
    post(ops, DRY_RUNS, {"version": "published"})
    with django_assert_num_queries(6):
        ops.get(DRY_RUNS)
    for _ in range(4):
        post(ops, DRY_RUNS, {"version": "published"})

    with django_assert_num_queries(6):
        rows = ops.get(DRY_RUNS).json()["results"]

    assert len(rows) == 5


def test_a_decision_is_computed_again(company, ops):
    decision = Decision.objects.get(lead=make_lead(company.channel))

    told = post(ops, f"/api/v1/decisions/{decision.pk}/replay/", {}).json()

    assert told == {"is_equal": True, "problem": None, "differences": []}


def test_a_decision_of_an_earlier_release_kept_no_roster(company, ops):
    decision = Decision.objects.get(lead=make_lead(company.channel))
    record = {name: value for name, value in decision.record.items() if name != "rosters"}
    Decision.objects.filter(pk=decision.pk).update(record=record)

    told = post(ops, f"/api/v1/decisions/{decision.pk}/replay/", {}).json()

    assert (told["is_equal"], told["problem"]) == (None, "roster_not_kept")


def test_what_came_out_otherwise_is_told(company, ops):
    decision = Decision.objects.get(lead=make_lead(company.channel))
    Decision.objects.filter(pk=decision.pk).update(rep=company.bo)

    told = post(ops, f"/api/v1/decisions/{decision.pk}/replay/", {}).json()

    assert told["is_equal"] is False
    assert told["differences"] == [
        {"what": "rep", "stored": company.bo.pk, "computed": company.ana.pk}
    ]
    assert reread(decision).rep == company.bo


def test_reps_do_not_replay_decisions(company):
    decision = Decision.objects.get(lead=make_lead(company.channel))

    answer = post(company.client("ana"), f"/api/v1/decisions/{decision.pk}/replay/", {})

    assert answer.status_code == 404
