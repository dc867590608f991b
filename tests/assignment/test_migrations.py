"""What was stored by an earlier release is there after the upgrade."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

BEFORE = [("assignment", "0002_labels"), ("leads", "0004_labels"), ("reps", "0003_labels")]


@pytest.fixture
def earlier():
    """The models of the first release, on a database as it left it; the newest again afterwards."""
    newest = MigrationExecutor(connection).loader.graph.leaf_nodes()
    executor = MigrationExecutor(connection)
    yield executor.migrate(BEFORE).apps
    executor = MigrationExecutor(connection)
    executor.migrate(newest)


def upgrade():
    executor = MigrationExecutor(connection)
    return executor.migrate(executor.loader.graph.leaf_nodes()).apps


@pytest.mark.django_db(transaction=True)
def test_a_rule_that_named_one_rep_names_him_in_its_list(earlier):
    ana = earlier.get_model("reps", "Rep").objects.create(name="Ana")
    rule_set = earlier.get_model("assignment", "RuleSet").objects.create(name="Rules")
    draft = earlier.get_model("assignment", "RuleSetVersion").objects.create(
        rule_set=rule_set, number=1
    )
    rule = earlier.get_model("assignment", "Rule").objects.create(
        version=draft, key="k", name="Big ones", target="reps", rep=ana
    )

    now = upgrade()

    kept = now.get_model("assignment", "Rule").objects.get(pk=rule.pk)
    assert kept.purpose == "route"
    assert list(kept.reps.values_list("name", flat=True)) == ["Ana"]
