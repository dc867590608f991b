import json

import pytest

from reports.tables import TABLES
from tests.builders import (
    MONDAY,
    make_lead,
    make_policy,
    make_pool,
    make_rep,
    make_rules,
    make_user,
)
from tests.reports.cast import HOUR, follow_up, report_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def data():
    make_policy()
    make_rules(catch_all=make_pool(make_rep("Ana"), name="All"))
    follow_up(make_lead(email="a@a.de", source="fair"), now=MONDAY + HOUR)
    return report_of().as_data()


def test_as_data_is_json_of_every_table(data):
    assert json.loads(json.dumps(data, allow_nan=False)) == data
    assert set(data["tables"]) == set(TABLES)


def test_as_data_names_the_days_and_their_time_zone(data):
    said = (data["since"], data["until"], data["time_zone"])
    assert said == ("2026-03-01", "2026-03-08", "Asia/Shanghai")


def test_as_data_has_rows_with_ids_and_fractions(data):
    row = data["tables"]["sources"][0]

    assert (row["id"], row["leads"], row["converted"], row["rate"]) == ("fair", 1, 0, 0.0)
    assert data["tables"]["response_reps"][0]["median"] == 3600.0


def test_as_data_has_the_headline_figures_with_those_before(data):
    figures = {figure["code"]: figure for figure in data["figures"]}

    assert figures["leads"] == {"code": "leads", "value": 1, "previous": 0, "is_alert": False}
    assert figures["follow_up_leak"]["value"] == 0.0
    assert figures["balance"]["value"] is None


def test_what_a_user_may_not_see_is_not_in_the_data():
    data = report_of(make_user("eve")).as_data()

    assert "intake" not in data["tables"]
    assert "intake_leak" not in {figure["code"] for figure in data["figures"]}
