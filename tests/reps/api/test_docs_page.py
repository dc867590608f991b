import pytest
from playwright.sync_api import ConsoleMessage, Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_api_s_page_works_under_the_strict_policy(live_server, page: Page):
    said: list[ConsoleMessage] = []
    page.on("console", lambda one: said.append(one))

    page.goto(f"{live_server.url}/api/v1/docs/")

    expect(page.get_by_text("Send a lead").first).to_be_visible(timeout=20_000)
    page.get_by_text("Send a lead").first.click()
    expect(page.get_by_text("Muster GmbH").first).to_be_visible()
    assert [one.text for one in said if one.type == "error"] == []
