import pytest
from django.test import Client
from django.urls import reverse

from reps.models import Calendar, Leave, Rep, Team
from tests.builders import MONDAY, make_manager, make_operations, make_rep

pytestmark = pytest.mark.django_db


@pytest.fixture
def chen() -> Client:
    client = Client()
    client.force_login(make_operations("chen"))
    return client


def rep_form(rep: Rep, **fields: object) -> dict[str, object]:
    return {
        "name": rep.name,
        "user": rep.user_id,
        "level": rep.level,
        "is_active": "on",
        "languages": "",
        "regions": "",
    } | fields


def rep_url(rep: Rep) -> str:
    return reverse("admin:reps_rep_change", args=[rep.pk])


def test_languages_and_regions_are_typed_with_commas(chen):
    ana = make_rep("Ana")

    chen.post(rep_url(ana), rep_form(ana, languages="zh，en", regions="华东、Europe"))

    ana.refresh_from_db()
    assert (ana.languages, ana.regions) == (["zh", "en"], ["华东", "Europe"])


def test_what_is_no_language_is_refused(chen):
    ana = make_rep("Ana")

    answer = chen.post(rep_url(ana), rep_form(ana, languages="Chinese!"))

    assert "is not the code of a language" in answer.content.decode()


def test_saving_a_rep_leaves_his_load_alone(chen):
    ana = make_rep("Ana")
    form = rep_form(ana, capacity="7")
    Rep.objects.filter(pk=ana.pk).update(open_leads=5)

    chen.post(rep_url(ana), form)

    ana.refresh_from_db()
    assert (ana.capacity, ana.open_leads) == (7, 5)
    assert ana.history.count() == 2


def calendar_form(**fields: object) -> dict[str, object]:
    return {
        "name": "Berlin",
        "time_zone": "Europe/Berlin",
        "country": "de",
        "blocks-TOTAL_FORMS": 1,
        "blocks-INITIAL_FORMS": 0,
        "blocks-0-weekday": 0,
        "blocks-0-starts": "09:00",
        "blocks-0-ends": "17:00",
        "overrides-TOTAL_FORMS": 0,
        "overrides-INITIAL_FORMS": 0,
    } | fields


def test_a_calendar_is_saved_with_its_blocks(chen):
    chen.post(reverse("admin:reps_calendar_add"), calendar_form())

    calendar = Calendar.objects.get()
    assert (calendar.country, calendar.blocks.count()) == ("DE", 1)


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("time_zone", "Berlin", "is not a time zone"),
        ("country", "XX", "are not known"),
        ("blocks-0-ends", "08:00", "must end after it starts"),
    ],
)
def test_a_calendar_that_cannot_be_reckoned_with_is_refused(chen, field, value, said):
    answer = chen.post(reverse("admin:reps_calendar_add"), calendar_form(**{field: value}))

    assert said in answer.content.decode()
    assert not Calendar.objects.exists()


def test_a_team_manager_has_the_leave_of_his_own_reps():
    north = Team.objects.create(name="North")
    ana, bo = make_rep("Ana", team=north), make_rep("Bo")
    for rep in (ana, bo):
        Leave.objects.create(rep=rep, starts_at=MONDAY, ends_at=MONDAY.replace(day=9))
    client = Client()
    client.force_login(make_manager(team=north))

    answer = client.get(reverse("admin:reps_leave_changelist"))

    assert [leave.rep for leave in answer.context["cl"].queryset] == [ana]
