"""A rep's schedule and a manager's calendars in a real browser."""

import re
from datetime import date, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from assignment.tasks import route_waiting
from leads.models import Lead
from reps.models import Calendar, Leave, Rep, Team
from tests.builders import (
    make_lead,
    make_operations,
    make_policy,
    make_pool,
    make_rep,
    make_rules,
    reread,
)
from tests.journeys.test_desk import AXE, PHONE, complaints, log_in
from tests.journeys.test_taking import too_wide

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def calendar() -> Calendar:
    """Day and night, but for the public holidays of China."""
    return Calendar.objects.create(name="China", time_zone="Asia/Shanghai", country="CN")


@pytest.fixture
def ana(calendar) -> Rep:
    make_policy()
    return make_rep("Ana", team=Team.objects.create(name="East"))


@pytest.fixture
def chen(page: Page, live_server):
    """A browser with sales operations signed in to the admin."""
    make_operations("ana")  # the journeys' login
    log_in_to_admin(page, live_server)
    return page


def log_in_to_admin(page: Page, server) -> None:
    page.goto(f"{server.url}/accounts/login/?next=/admin/")
    page.fill("#id_username", "ana")
    page.fill("#id_password", "a long password")
    page.click("main button")
    page.wait_for_url(f"{server.url}/admin/")


def enter_leave(page: Page, first: date, last: date) -> None:
    page.fill("#id_first_day", first.isoformat())
    page.fill("#id_last_day", last.isoformat())
    page.fill("#id_reason", "Family")
    page.click("main button:has-text('Enter leave')")


def test_while_a_rep_is_on_leave_leads_go_to_the_colleague(page, live_server, ana):
    bo = make_rep("Bo", capacity=1)
    make_rules(catch_all=make_pool(ana, bo))
    log_in(page, live_server)
    page.click("a[title='My schedule']")
    today = timezone.localdate()
    enter_leave(page, today, today + timedelta(days=2))
    page.wait_for_selector("text=You are on leave")

    first = make_lead(email="a@acme.de", now=timezone.now())
    second = make_lead(email="b@muster.de", now=timezone.now())
    assert (first.owner, second.owner) == (bo, None)

    page.click("text=End now")
    page.wait_for_selector("text=Your leave is cancelled.")
    route_waiting()
    assert reread(second).owner == ana


def test_two_leaves_at_a_time_are_refused_where_they_are_entered(page, live_server, ana):
    log_in(page, live_server)
    page.goto(f"{live_server.url}/schedule/")
    day = timezone.localdate() + timedelta(days=9)
    enter_leave(page, day, day)
    page.wait_for_selector("text=Your leave is entered")
    enter_leave(page, day, day)

    page.wait_for_selector("text=There is leave at that time already")
    assert page.input_value("#id_first_day") == day.isoformat()
    assert Leave.objects.count() == 1


def test_a_rep_pauses_by_keyboard_and_is_told_at_his_queue(page, live_server, ana):
    log_in(page, live_server)
    page.goto(f"{live_server.url}/schedule/")
    page.focus("button:has-text('Receive no leads')")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=You receive no leads until you resume.")
    page.goto(f"{live_server.url}/")
    page.click("text=You have paused >> a")
    page.click("text=Receive leads again")

    page.wait_for_selector("text=You receive leads again.")
    assert not reread(ana).is_paused


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_my_schedule_is_accessible_and_fits_a_phone(page, live_server, ana, calendar, scheme):
    now = timezone.now()
    Rep.objects.update(calendar=calendar)
    for days, reason in ((-9, "Over"), (-1, "Running " + "w" * 60), (20, "")):
        starts = now + timedelta(days=days)
        Leave.objects.create(
            rep=ana, starts_at=starts, ends_at=starts + timedelta(days=3), reason=reason
        )
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size(PHONE)
    log_in(page, live_server)
    found, wide = {}, {}
    for path in ("/schedule/", f"/schedule/leave/{Leave.objects.last().pk}/", "/settings/"):
        page.goto(live_server.url + path)
        found[path], wide[path] = complaints(page), too_wide(page)

    assert {path: what for path, what in found.items() if what} == {}
    assert set(wide.values()) == {0}


def test_a_calendar_is_made_and_shows_the_coming_days(chen, live_server):
    page = chen
    page.goto(f"{live_server.url}/admin/reps/calendar/add/")
    page.fill("#id_name", "Bavaria")
    page.select_option("#id_time_zone", "Europe/Berlin", force=True)
    page.select_option("#id_country", "DE-BY", force=True)
    page.fill("#id_day_0", "8-12, 13-17")
    page.fill("#id_day_5", "9-1")
    page.click("button[name='_continue']")

    page.wait_for_selector("table.calendar-days")
    assert page.input_value("#id_day_4") == "08:00-12:00, 13:00-17:00"
    assert (page.input_value("#id_day_5"), page.input_value("#id_day_6")) == (
        "09:00-24:00",
        "00:00-01:00",
    )
    assert Calendar.objects.get().country == "DE-BY"


def test_leave_of_a_team_is_looked_at_before_it_is_entered(page, live_server, ana):
    make_pool(ana, name="Alone")
    Rep.objects.filter(pk=ana.pk).update(user=None)
    ana.user.delete()
    make_operations("ana")
    log_in_to_admin(page, live_server)
    page.goto(f"{live_server.url}/admin/reps/leave/")
    page.click("text=Enter leave for several")
    page.select_option("#id_team", label="East")
    day = timezone.localdate() + timedelta(days=3)
    page.fill("#id_first_day", day.isoformat())
    page.fill("#id_last_day", day.isoformat())
    page.click("text=Show who is affected")
    page.wait_for_selector("text=Pools that would have nobody")
    assert re.search(r"Alone\s*</a>:", page.content())
    page.click("text=Enter the leave")

    page.wait_for_selector("text=Leave is entered for 1 rep.")
    assert Leave.objects.get().rep == ana
    assert not Lead.objects.exists()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_calendar_and_leave_pages_are_accessible_and_fit_a_phone(chen, live_server, scheme):
    page = chen
    calendar = Calendar.objects.create(name="C", time_zone="Asia/Shanghai", country="CN")
    calendar.overrides.create(day=timezone.localdate() + timedelta(days=3), is_working=False)
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size(PHONE)
    found, wide = {}, {}
    pages = {
        f"calendar/{calendar.pk}/change/": ".calendar-preview",
        "leave/several/": ".leave-of-several",
    }
    for path, ours in pages.items():
        page.goto(f"{live_server.url}/admin/reps/{path}")
        page.wait_for_selector(ours)
        page.evaluate(AXE.read_text("utf-8"))
        answer = page.evaluate(f"axe.run('{ours}', {{resultTypes: ['violations']}})")
        found[path] = [(one["id"], one["nodes"][0]["html"]) for one in answer["violations"]]
        wide[path] = too_wide(page)

    assert {path: what for path, what in found.items() if what} == {}
    assert set(wide.values()) == {0}
