import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from assignment.models import Simulation
from assignment.versions.rule_sets import draft_of
from tests.builders import make_lead, make_policy, make_pool, make_rep, make_rules

pytestmark = pytest.mark.django_db


def told(*words: str) -> str:
    out = StringIO()
    call_command("route_dry_run", *words, stdout=out)
    return out.getvalue()


@pytest.fixture
def versions():
    ana, bo = make_rep("Ana"), make_rep("Bo")
    old = make_rules(catch_all=make_pool(ana, name="first"))
    new = make_rules(catch_all=make_pool(bo, name="second"))
    make_lead(now=timezone.now(), email="a@b.de", company="Mill")
    return old, new


def test_the_published_rules_are_tried_unless_told_otherwise(versions):
    text = told()

    assert "Rules 2 (Published)" in text
    assert "second" in text
    assert Simulation.objects.count() == 0


def test_a_version_is_tried_by_its_number(versions):
    assert "Ana" in told("--version", "1")


def test_the_draft_is_tried(versions):
    draft_of(versions[1].rule_set).rules.update(name="from the draft")

    assert "from the draft" in told("--draft", "--days", "2")


def test_two_versions_are_compared(versions):
    text = told("--compare", "1")

    assert "Leads that would move: 1" in text
    assert "Mill: Ana → Bo" in text


def test_the_figures_are_written_as_json(versions, tmp_path):
    told("--compare", "1", "--json", str(tmp_path / "figures.json"))

    figures = json.loads((tmp_path / "figures.json").read_text("utf-8"))
    assert [arm["leads"] for arm in figures["arms"]] == [1, 1]
    assert figures["moves"]["count"] == 1


@pytest.mark.parametrize("words", [("--version", "99"), ("--days", "0"), ("--compare", "99")])
def test_what_cannot_be_tried_is_refused(versions, words):
    with pytest.raises(CommandError):
        told(*words)


def test_without_rules_it_says_that_there_are_none():
    make_policy()

    with pytest.raises(CommandError):
        told()
