"""Pools and reps in a real browser: only the settings that matter are shown, words are chips."""

import pytest
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import Page, expect

from assignment.models import Cap, Pool
from reps.models import Rep
from tests.builders import make_operations, make_pool, make_rep

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def open_page(page: Page, server, path: str) -> None:
    make_operations("chen")
    page.goto(f"{server.url}{reverse('admin:login')}?next={path}")
    page.fill("[name=username]", "chen")
    page.fill("[name=password]", "a long password")
    page.click("[type=submit]")
    page.wait_for_url(f"**{path}")


def save(page: Page) -> None:
    page.get_by_role("button", name="Save and continue editing").click()
    expect(page.locator("body")).to_contain_text("changed successfully")


def test_the_options_of_the_chosen_strategy_come_into_view_and_are_kept(page, live_server):
    other = make_pool(name="Other")
    pool = make_pool(make_rep("Ana"), name="Germany")
    open_page(page, live_server, reverse("admin:assignment_pool_change", args=[pool.pk]))
    share = page.locator("#id_option_best_result_explore_percent")
    expect(share).to_be_hidden()

    page.locator("#id_strategy").select_option("best_result")
    share.fill("25")
    page.locator("#id_option_best_result_segment + .select2").click()
    page.keyboard.type("industry")
    page.keyboard.press("Enter")
    page.locator("#id_when_nobody").select_option("overflow")
    page.locator("#id_overflow").select_option(label="Other")
    page.get_by_role("link", name="Add another Cap").click()
    page.locator("#id_caps-0-limit").fill("4")
    page.locator("#id_caps-0-period").select_option("hour")
    save(page)

    pool = Pool.objects.get(pk=pool.pk)
    assert (pool.strategy, pool.overflow) == ("best_result", other)
    assert (pool.options["explore_percent"], pool.options["segment"]) == (25, ["industry"])
    assert [(cap.period, cap.limit) for cap in Cap.objects.filter(pool=pool)] == [("hour", 4)]


def test_what_a_rep_knows_is_typed_as_chips(page, live_server):
    cache.clear()  # of what others have typed
    make_rep("Bo", skills=["tenders"])
    ana = make_rep("Ana", languages=["zh"])
    open_page(page, live_server, reverse("admin:reps_rep_change", args=[ana.pk]))

    languages = page.get_by_role("combobox", name="Languages")
    languages.fill("German")
    languages.press("Enter")
    page.get_by_role("button", name="Remove Chinese").click()
    skills = page.get_by_role("combobox", name="Skills")
    skills.fill("ten")
    page.get_by_role("option", name="tenders").wait_for()
    skills.press("ArrowDown")
    skills.press("Enter")
    skills.fill("hydraulics, welding")
    save(page)

    ana = Rep.objects.get(pk=ana.pk)
    assert (ana.languages, ana.skills) == (["de"], ["tenders", "hydraulics", "welding"])
