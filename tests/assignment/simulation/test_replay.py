import json
from pathlib import Path

import pytest

from assignment.engine import rules as engine
from assignment.engine.rules import CompiledRuleSet
from assignment.models import Decision, PoolMember, Rule
from assignment.simulation.replay import RosterNotKept, Stored, recomputed, replay
from assignment.versions.rule_sets import draft_of, publish
from reps.models import Rep
from tests.builders import MONDAY, make_lead, make_policy, make_pool, make_rep, make_rules

GOLDEN = json.loads((Path(__file__).parent / "golden.json").read_text("utf-8"))


@pytest.fixture
def decision(db) -> Decision:
    """Ana got it by weight from a pool of three, one of whom may take no more."""
    reps = [make_rep("Ana"), make_rep("Bo"), make_rep("Cai", capacity=0)]
    pool = make_pool(*zip(reps, ["3", "2", "1"], strict=True), strategy="weighted")
    make_policy()
    make_rules((pool, ("area", "within", ["CN-EAST"])), catch_all=make_pool(reps[1]))
    lead = make_lead(email="a@b.cn", country="CN", region="Shanghai")
    return Decision.objects.get(lead=lead)


def test_a_decision_is_equal_when_it_is_computed_again(decision):
    answer = replay(decision)

    assert answer.is_equal
    assert answer.outcome.rep == decision.rep_id


def test_changed_rules_weights_people_and_pools_do_not_matter(decision):
    PoolMember.objects.update(weight=9)
    Rep.objects.update(is_active=False, open_leads=99)
    draft = draft_of(decision.version.rule_set)
    Rule.objects.filter(version=draft, is_catch_all=False).delete()
    publish(draft, by=None, now=MONDAY)
    PoolMember.objects.filter(rep__name="Ana").delete()

    assert replay(Decision.objects.get(pk=decision.pk)).is_equal


def test_what_comes_out_otherwise_is_named(decision):
    decision.record["rosters"][0]["balance"] = [0, 10**9, 0]

    answer = replay(decision)

    bo = Rep.objects.get(name="Bo").pk
    found = {one.what: (one.stored, one.computed) for one in answer.differences}
    assert found["rep"] == (decision.rep_id, bo)
    assert set(found) == {"rep", "ranked"}


def test_decisions_of_earlier_releases_say_that_they_kept_no_roster(decision):
    del decision.record["rosters"]

    with pytest.raises(RosterNotKept):
        replay(decision)


def test_a_replay_asks_two_questions_at_most(decision, django_assert_max_num_queries):
    decision = Decision.objects.select_related("version").get(pk=decision.pk)

    with django_assert_max_num_queries(2):
        replay(decision)


@pytest.mark.parametrize(
    "golden", GOLDEN["decisions"], ids=[one["name"] for one in GOLDEN["decisions"]]
)
def test_the_engine_decides_as_it_always_has(golden):
    """A change that breaks one of these would decide old leads otherwise: that needs a reason."""
    rules = CompiledRuleSet(engine.from_content(GOLDEN["rules"]))
    stored = Stored(**golden["stored"] | {"reasons": tuple(golden["stored"]["reasons"])})

    assert recomputed(stored, rules).differences == ()
