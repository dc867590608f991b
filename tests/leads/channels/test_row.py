from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leads.channels import row
from leads.channels.row import RowOptions
from leads.tables.mapping import TARGETS

OPTIONS = RowOptions(default_region="CN", date_order="DMY", currency="CNY")


def test_parse_reads_a_whole_row():
    draft = row.parse(
        {
            "external_id": 60610.0,
            "last_name": "Silva",
            "phone": 13800138000.0,
            "value": "1.2万",
            "owner": "Bo",
            "status": "Lost Lead",
            "received_at": "03/02/2026 10:30",
            "attributes": {"Floor": 3, "Colour": "Select"},
        },
        options=OPTIONS,
    )

    assert (draft.external_id, draft.name, draft.owner) == ("60610", "Silva", "Bo")
    assert [point.value for point in draft.points] == ["+8613800138000"]
    assert (draft.value, draft.currency) == (1_200_000, "CNY")
    assert draft.status == "lost"
    assert draft.received_at == datetime(2026, 2, 3, 10, 30, tzinfo=UTC)
    assert draft.attributes == {"status": "Lost Lead", "Floor": 3}
    assert draft.problems == ()


@pytest.mark.parametrize(
    ("given_row", "status"),
    [
        ({"converted": "Yes", "status": "Contacted"}, "converted"),
        ({"converted": "No", "status": "Contacted"}, "working"),
        ({"converted": "0"}, ""),
        ({"converted": 1}, "converted"),
        ({"converted_at": "03/02/2026"}, "converted"),
        ({"status": "0"}, ""),
        ({}, ""),
    ],
)
def test_status_of_a_row(given_row, status):
    assert row.parse(given_row, options=OPTIONS).status == status


@pytest.mark.parametrize(
    ("target", "cell", "code"),
    [
        ("received_at", "31/02/2026", "bad_date"),
        ("status", "purple", "unknown_status"),
        ("value", "-5", "negative"),
    ],
)
def test_a_cell_that_cannot_be_used_is_a_problem_and_stays_an_attribute(target, cell, code):
    draft = row.parse({target: cell}, options=OPTIONS)

    assert [(problem.field, problem.code) for problem in draft.problems] == [(target, code)]
    assert draft.attributes[target] == cell


def test_namibia_is_a_country_and_elsewhere_na_means_nothing():
    draft = row.parse({"country": "NA", "company": "NA"}, options=OPTIONS)

    assert (draft.country, draft.company) == ("NA", "")


CELLS = st.none() | st.text() | st.integers() | st.floats() | st.datetimes()


@given(st.dictionaries(st.sampled_from(sorted(TARGETS)), CELLS))
def test_parse_of_any_row_raises_nothing(cells):
    row.parse(cells, options=OPTIONS)


def test_a_row_has_grade_and_score():
    draft = row.parse({"grade": "B级", "score": 61.5}, options=OPTIONS)

    assert (draft.grade, draft.score, draft.problems) == ("B", 62, ())
