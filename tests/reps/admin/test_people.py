import pytest
from django.test import Client
from django.urls import reverse

from reps.models import Leave, Rep, Team
from tests.builders import MONDAY, make_manager, make_operations, make_rep

pytestmark = pytest.mark.django_db


@pytest.fixture
def chen() -> Client:
    client = Client()
    client.force_login(make_operations("chen"))
    return client


REPS = "/admin/reps/rep/"


def rep_form(rep: Rep, **fields: object) -> dict[str, object]:
    return {
        "name": rep.name,
        "user": rep.user_id,
        "level": rep.level,
        "is_active": "on",
        "languages": "",
        "caps-TOTAL_FORMS": 0,
        "caps-INITIAL_FORMS": 0,
    } | fields


def rep_url(rep: Rep) -> str:
    return reverse("admin:reps_rep_change", args=[rep.pk])


def test_languages_are_typed_with_commas(chen):
    ana = make_rep("Ana")

    chen.post(rep_url(ana), rep_form(ana, languages="zh，en、de"))

    ana.refresh_from_db()
    assert ana.languages == ["zh", "en", "de"]


def test_skills_products_and_industries_are_typed_with_commas(chen):
    ana = make_rep("Ana")
    known = {"skills": "hydraulics, tenders", "products": "Pump", "industries": "Energy、Mining"}

    chen.post(rep_url(ana), rep_form(ana, **known))

    ana.refresh_from_db()
    assert ana.skills == ["hydraulics", "tenders"]
    assert (ana.products, ana.industries) == (["Pump"], ["Energy", "Mining"])


def test_what_is_no_language_is_refused(chen):
    ana = make_rep("Ana")

    answer = chen.post(rep_url(ana), rep_form(ana, languages="Klingon!"))

    assert "is not the code of a language" in answer.content.decode()


def test_saving_a_rep_leaves_his_load_alone(chen):
    ana = make_rep("Ana")
    form = rep_form(ana, capacity="7")
    Rep.objects.filter(pk=ana.pk).update(open_leads=5)

    chen.post(rep_url(ana), form)

    ana.refresh_from_db()
    assert (ana.capacity, ana.open_leads) == (7, 5)
    assert ana.history.count() == 2


def test_reps_are_paused_and_resumed_in_bulk_and_the_history_says_by_whom(chen):
    reps = [make_rep("Ana"), make_rep("Bo", is_paused=True), make_rep("Cai")]
    chosen = {"_selected_action": [rep.pk for rep in reps[:2]]}

    paused = chen.post(REPS, {"action": "pause_chosen"} | chosen, follow=True)
    states = list(Rep.objects.order_by("name").values_list("is_paused", flat=True))
    chen.post(REPS, {"action": "resume_chosen"} | chosen)

    assert "1 rep is paused now." in paused.content.decode()
    assert states == [True, True, False]
    assert not Rep.objects.filter(is_paused=True).exists()
    assert reps[0].history.first().history_user.username == "chen"


def test_a_team_manager_may_not_pause_reps():
    north = Team.objects.create(name="North")
    ana = make_rep("Ana", team=north)
    client = Client()
    client.force_login(make_manager(team=north))

    client.post(REPS, {"action": "pause_chosen", "_selected_action": [ana.pk]})

    ana.refresh_from_db()
    assert not ana.is_paused


def test_a_team_manager_has_the_leave_of_his_own_reps():
    north = Team.objects.create(name="North")
    ana, bo = make_rep("Ana", team=north), make_rep("Bo")
    for rep in (ana, bo):
        Leave.objects.create(rep=rep, starts_at=MONDAY, ends_at=MONDAY.replace(day=9))
    client = Client()
    client.force_login(make_manager(team=north))

    answer = client.get(reverse("admin:reps_leave_changelist"))

    assert [leave.rep for leave in answer.context["cl"].queryset] == [ana]
