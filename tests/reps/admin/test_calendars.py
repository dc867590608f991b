"""A calendar's page: hours as text, countries with their parts, the coming days, make-up days."""

from datetime import UTC, date, datetime, time

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from leads.models import Lead
from reps.models import Calendar, Team
from tests.builders import (
    after,
    make_lead,
    make_manager,
    make_operations,
    make_pool,
    make_rep,
    make_rules,
)

pytestmark = pytest.mark.django_db
ADD = "/admin/reps/calendar/add/"


@pytest.fixture
def chen() -> Client:
    client = Client()
    client.force_login(make_operations("chen"))
    return client


def calendar_form(**fields: object) -> dict[str, object]:
    return {
        "name": "Berlin",
        "time_zone": "Europe/Berlin",
        "country": "DE-BY",
        "day_0": "9-12, 13:00 – 17:30",
        "day_1": "=",
        "day_4": "22-6",
        "overrides-TOTAL_FORMS": 0,
        "overrides-INITIAL_FORMS": 0,
    } | fields


def page_of(calendar: Calendar) -> str:
    return reverse("admin:reps_calendar_change", args=[calendar.pk])


def hours_of(calendar: Calendar) -> list[str]:
    return [
        f"{weekday} {starts:%H:%M} {ends:%H:%M}"
        for weekday, starts, ends in calendar.blocks.values_list("weekday", "starts", "ends")
    ]


def test_hours_are_typed_day_by_day_and_a_night_shift_is_divided(chen):
    chen.post(ADD, calendar_form())

    calendar = Calendar.objects.get()
    assert calendar.country == "DE-BY"
    assert hours_of(calendar) == [
        "0 09:00 12:00",
        "0 13:00 17:30",
        "1 09:00 12:00",
        "1 13:00 17:30",
        "4 22:00 23:59",
        "5 00:00 06:00",
    ]


def test_saving_what_the_page_shows_changes_nothing(chen):
    chen.post(ADD, calendar_form())
    calendar = Calendar.objects.get()
    blocks = list(calendar.blocks.values_list("pk", flat=True))
    form = chen.get(page_of(calendar)).context["adminform"].form

    chen.post(page_of(calendar), calendar_form(**{f"day_{n}": "" for n in range(7)} | form.initial))

    assert form.initial["day_4"] == "22:00-24:00"
    assert list(calendar.blocks.values_list("pk", flat=True)) == blocks


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("time_zone", "Berlin", "Select a valid choice"),
        ("country", "XX", "Select a valid choice"),
        ("day_0", "nine to five", "says no hours"),
        ("day_0", "9-25", "says no hours"),
        ("day_0", "9-9", "says no hours"),
        ("day_0", "=", "no day before it"),
        ("day_0", "9-12, 11-15", "These hours overlap."),
        ("day_5", "5-8", "These hours overlap."),  # with the night before
    ],
)
def test_a_calendar_that_cannot_be_reckoned_with_is_refused(chen, field, value, said):
    answer = chen.post(ADD, calendar_form(**{field: value}))

    assert said in answer.content.decode()
    assert not Calendar.objects.exists()


def test_countries_are_offered_by_name_with_their_parts(chen):
    html = chen.get(ADD).content.decode()

    assert "Germany (DE)" in html
    assert "Germany: Bayern (DE-BY)" in html


def test_a_new_calendar_starts_with_usual_hours(chen):
    form = chen.get(ADD).context["adminform"].form

    assert form["day_0"].value() == "09:00-12:00, 13:00-18:00"
    assert [form[f"day_{day}"].value() for day in range(1, 7)] == ["="] * 4 + [None] * 2


def china(**fields) -> Calendar:
    calendar = Calendar.objects.create(name="China", time_zone="Asia/Shanghai", country="CN")
    for weekday in range(5):
        calendar.blocks.create(weekday=weekday, starts=time(9), ends=time(18))
    return calendar


def test_the_page_shows_the_coming_days_with_what_is_unusual(chen):
    calendar = china()
    calendar.overrides.create(day=date(2026, 10, 12), is_working=False, reason="Moving house")

    with time_machine.travel(datetime(2026, 9, 1, tzinfo=UTC), tick=False):
        chen.force_login(make_operations("dana"))
        html = " ".join(chen.get(page_of(calendar)).content.decode().split())

    assert "National Day" in html
    assert "make-up day · 09:00–18:00" in html
    assert "free by exception (Moving house)" in html


@pytest.mark.parametrize(("month", "year"), [(3, "2027"), (11, "2027")])
def test_make_up_days_that_the_library_lacks_are_asked_for(chen, month, year):
    calendar = china()

    with time_machine.travel(datetime(2026, month, 1, tzinfo=UTC), tick=False):
        chen.force_login(make_operations("dana"))
        html = chen.get(page_of(calendar)).content.decode()

    assert f"The make-up days of {year} are not known yet" in html
    assert "The make-up days of 2026" not in html


def test_a_country_without_make_up_days_asks_for_none(chen):
    calendar = Calendar.objects.create(name="Berlin", time_zone="Europe/Berlin", country="DE")

    assert "make-up days of" not in chen.get(page_of(calendar)).content.decode()


def test_a_manager_reads_a_calendar_and_changes_nothing():
    calendar = china()
    client = Client()
    client.force_login(make_manager(team=Team.objects.create(name="North")))

    html = client.get(page_of(calendar)).content.decode()

    assert "Monday 09:00-18:00" in html
    assert client.post(page_of(calendar), calendar_form()).status_code == 403


def test_longer_hours_wake_leads_for_whoever_is_on_duty_now(chen):
    calendar = china()
    ana = make_rep("Ana", calendar=calendar)
    make_rules(catch_all=make_pool(ana, respects_hours=True))
    make_lead(now=after(10))  # 20:00

    with time_machine.travel(after(10.05), tick=False):
        chen.force_login(make_operations("dana"))
        longer = {f"day_{day}": "9-22" for day in range(7)}
        chen.post(page_of(calendar), calendar_form(name="China", country="CN", **longer))

    assert Lead.objects.get().try_at == after(10.05)
