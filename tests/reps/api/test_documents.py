import json
import re
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client

PAGE = "/api/v1/docs/"


def test_the_openapi_document_is_valid_and_complete():
    warnings = StringIO()

    call_command(
        "spectacular", validate=True, fail_on_warn=True, stdout=StringIO(), stderr=warnings
    )

    assert warnings.getvalue() == ""


@pytest.mark.django_db
def test_the_document_shows_how_to_send_a_lead():
    response = Client().get("/api/v1/schema/", headers={"accept": "application/json"})

    sending = json.loads(response.content)["paths"]["/api/v1/leads/"]["post"]
    assert sending["requestBody"]["content"]["application/json"]["examples"]
    assert {"200", "201", "202", "400", "401", "409", "413", "429"} <= set(sending["responses"])


@pytest.mark.django_db
def test_the_page_has_no_script_or_style_of_its_own():
    page = Client().get(PAGE).content.decode()

    assert re.findall(r"<style|style=|<script(?![^>]* src=)", page) == []


@pytest.mark.django_db
def test_the_script_of_the_page_is_a_file():
    page = Client().get(PAGE).content.decode()

    script = re.search(r'src="([^"]*script[^"]*)"', page.replace("&amp;", "&"))[1]

    assert Client().get(script).headers["Content-Type"].startswith("application/javascript")
