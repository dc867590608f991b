"""Versions: for everybody, at a moment, for some leads, and back again."""

from datetime import timedelta

import pytest

from assignment.choices import PartialKind, RulePurpose, TargetKind, VersionState
from assignment.desk.sentences import notice_sentence
from assignment.models import Condition, Decision, Rule, RuleSetVersion
from assignment.tasks import publish_due
from assignment.versions.faults import FaultCode, faults_of
from assignment.versions.in_force import in_force
from assignment.versions.partial import NotPartial, Share, end_partial, promote, publish_in_part
from assignment.versions.planning import NotInFuture, call_off, plan_publication
from assignment.versions.rule_sets import (
    NotADraft,
    NotPublishable,
    draft_of,
    publish,
    roll_back,
    to_engine,
)
from assignment.versions.trial import is_drawn, load_reach
from leads.lifecycle import Arrival
from leads.models import Lead
from reps.choices import NoticeKind
from reps.models import Notice, Team
from tests.builders import (
    MONDAY,
    make_channel,
    make_lead,
    make_policy,
    make_pool,
    make_rep,
    make_rules,
    make_user,
    reread,
)

pytestmark = pytest.mark.django_db
SOON = MONDAY + timedelta(hours=2)
LATER = SOON + timedelta(minutes=1)


@pytest.fixture
def pool():
    make_policy()
    return make_pool(make_rep("Ana"), name="published")


@pytest.fixture
def trial_pool():
    return make_pool(make_rep("Bo"), name="tried")


@pytest.fixture
def draft(pool, trial_pool):
    """A draft that gives everything to another pool than the published rules do."""
    published = make_rules(catch_all=pool)
    draft = draft_of(published.rule_set)
    draft.rules.update(pool=trial_pool)
    return draft


def in_part(draft, **share):
    return publish_in_part(draft, Share(**share), by=None, now=MONDAY)


def versions_of(*leads):
    return [Decision.objects.filter(lead=lead).latest("pk").version for lead in leads]


# What the engine reads


def add_rule(draft, **fields):
    rule = Rule.objects.create(version=draft, name="Extra", **fields)
    return rule


def test_teams_reps_and_marks_of_key_leads_reach_the_engine(draft):
    team = Team.objects.create(name="East")
    ana, bo = make_rep("Wu", team=team), make_rep("Xu")
    to_team = add_rule(draft, target=TargetKind.TEAM, team=team, position=1)
    to_reps = add_rule(draft, target=TargetKind.REPS, position=2)
    to_reps.reps.set([bo, ana])
    marks = add_rule(draft, purpose=RulePurpose.KEY, target="", position=3)
    for rule in (to_team, to_reps, marks):
        Condition.objects.create(rule=rule, field="city", operator="is", value="Bonn")
    Condition.objects.create(
        rule=to_team, field="rep.languages", operator="contains_fact", value="language"
    )

    rules = to_engine(draft)

    assert [rule.target.team for rule in rules.rules[:2]] == [team.pk, None]
    assert rules.rules[1].target.reps == (ana.pk, bo.pk)
    assert [row.field for row in rules.rules[0].groups[0]] == ["city", "rep.languages"]
    assert [rule.key for rule in rules.key_rules] == [marks.key]


def code_of(draft, rule=None, **condition):
    if rule is not None:
        row = condition or {"field": "city", "operator": "is", "value": "Bonn"}
        Condition.objects.create(rule=rule, **row)
    return [fault.code for fault in faults_of(draft)]


def test_a_sound_draft_has_no_faults(draft):
    assert faults_of(draft) == []


def test_a_rule_for_reps_without_reps_is_a_fault(draft):
    assert code_of(draft, add_rule(draft, target=TargetKind.REPS)) == [FaultCode.NO_REPS]


def test_a_rule_for_reps_who_all_left_is_a_fault(draft):
    rule = add_rule(draft, target=TargetKind.REPS)
    rule.reps.set([make_rep("Gone", is_active=False)])

    assert code_of(draft, rule) == [FaultCode.REPS_ARE_INACTIVE]


def test_the_next_draft_names_the_reps_that_its_rules_named(draft):
    ana, bo = make_rep("Wu"), make_rep("Xu")
    rule = add_rule(draft, target=TargetKind.REPS)
    rule.reps.set([ana, bo])
    Condition.objects.create(rule=rule, field="country", operator="is", value="DE")

    published = publish(draft, by=None, now=MONDAY)

    copied = draft_of(published.rule_set).rules.get(name="Extra")
    assert set(copied.reps.all()) == {ana, bo}
    assert set(published.rules.get(name="Extra").reps.all()) == {ana, bo}


def test_a_team_counts_with_the_reps_of_teams_below(draft):
    above = Team.objects.create(name="East")
    below = Team.objects.create(name="Shanghai", parent=above)
    rule = add_rule(draft, target=TargetKind.TEAM, team=above)
    without = code_of(draft, rule)
    make_rep("Wu", team=below)

    assert (without, code_of(draft)) == ([FaultCode.TEAM_IS_EMPTY], [])


def test_a_mark_of_key_leads_asks_nothing_of_reps(draft):
    rule = add_rule(draft, purpose=RulePurpose.KEY, target="")
    row = {"field": "rep.skills", "operator": "contains", "value": ["pumps"]}

    assert code_of(draft, rule, **row) == [FaultCode.CONDITION]


def test_a_mark_of_key_leads_is_no_catch_all(draft):
    draft.rules.all().delete()
    rule = add_rule(draft, purpose=RulePurpose.KEY, target="")

    assert code_of(draft, rule) == [FaultCode.NO_CATCH_ALL]


def test_many_rules_are_examined_with_as_many_queries_as_one(draft, django_assert_max_num_queries):
    with django_assert_max_num_queries(10) as one:
        faults_of(draft)
    for number in range(5):
        rule = add_rule(draft, pool=make_pool(make_rep()), position=number)
        Condition.objects.create(rule=rule, field="city", operator="is", value="Bonn")

    with django_assert_max_num_queries(len(one)):
        faults_of(draft)


# At a moment


def test_a_planned_draft_is_published_when_its_moment_comes(draft):
    chen = make_user("chen")
    plan_publication(draft, at=SOON, by=chen.pk, now=MONDAY)

    before, after = publish_due(SOON - timedelta(seconds=1)), publish_due(SOON)

    published = reread(draft)
    assert (before.done, after.done) == (0, 1)
    assert (published.state, published.published_by) == (VersionState.PUBLISHED, chen)
    assert (published.publish_at, published.publish_by) == (None, None)
    assert [one.kind for one in Notice.objects.filter(user=chen)] == [NoticeKind.RULES_PUBLISHED]


def test_a_planned_draft_with_faults_is_not_published_and_the_planner_learns_why(draft, trial_pool):
    chen = make_user("chen")
    plan_publication(draft, at=SOON, by=chen.pk, now=MONDAY)
    trial_pool.members.update(is_active=False)

    tally = publish_due(SOON)

    kept = reread(draft)
    (notice,) = Notice.objects.filter(user=chen)
    said = notice_sentence(notice.kind, notice.data, lead=None)
    assert (tally.done, tally.failed) == (0, 0)
    assert (kept.state, kept.publish_at) == (VersionState.DRAFT, None)
    assert "the pool “tried” has no active members" in said


def test_a_planned_draft_is_published_once(draft):
    plan_publication(draft, at=SOON, by=make_user("chen").pk, now=MONDAY)

    tallies = [publish_due(SOON), publish_due(LATER)]

    assert [tally.done for tally in tallies] == [1, 0]
    assert Notice.objects.count() == 1


def test_a_publication_is_planned_for_later_only(draft):
    with pytest.raises(NotInFuture):
        plan_publication(draft, at=MONDAY, by=make_user("chen").pk, now=MONDAY)


def test_a_plan_that_was_called_off_does_nothing(draft):
    plan_publication(draft, at=SOON, by=make_user("chen").pk, now=MONDAY)
    call_off(draft)

    assert publish_due(LATER).done == 0
    assert reread(draft).state == VersionState.DRAFT


def test_what_is_published_cannot_be_planned(draft):
    published = RuleSetVersion.objects.get(state=VersionState.PUBLISHED)

    with pytest.raises(NotADraft):
        plan_publication(published, at=SOON, by=make_user("chen").pk, now=MONDAY)


# For some leads


def test_a_channel_goes_by_the_trial_and_others_by_what_is_published(draft):
    web, mail = make_channel("web"), make_channel("mail")
    published = RuleSetVersion.objects.get(state=VersionState.PUBLISHED)

    trial = in_part(draft, kind=PartialKind.CHANNEL, channel_id=web.pk)

    leads = make_lead(web), make_lead(mail)
    assert versions_of(*leads) == [trial, published]
    assert [lead.owner.name for lead in leads] == ["Bo", "Ana"]


def test_a_team_s_leads_are_those_that_the_published_rules_give_to_it(draft, pool, trial_pool):
    east = Team.objects.create(name="East")
    below = Team.objects.create(name="Shanghai", parent=east)
    mixed = make_pool(make_rep("Wu", team=below), make_rep("Xu"))
    rules = [
        (make_pool(make_rep("Li", team=east), make_rep("Lu", team=below)), ("city", "is", "Bonn")),
        (mixed, ("city", "is", "Ulm")),
    ]
    published = make_rules(*rules, catch_all=pool)
    draft = draft_of(published.rule_set)
    trial = in_part(draft, kind=PartialKind.TEAM, team_id=east.pk)

    leads = [make_lead(email=f"{city}@x.de", city=city) for city in ("Bonn", "Ulm", "Kiel")]

    assert versions_of(*leads) == [trial, published, published]


@pytest.mark.parametrize("kind", [TargetKind.TEAM, TargetKind.REPS])
def test_a_team_may_be_named_by_the_rules_as_such_or_by_its_reps(draft, kind):
    east = Team.objects.create(name="East")
    wu = make_rep("Wu", team=east)
    rule = add_rule(draft, target=kind, team=east if kind == TargetKind.TEAM else None)
    rule.reps.set([wu] if kind == TargetKind.REPS else [])
    (target,) = [one.target for one in to_engine(draft).rules if one.key == rule.key]

    assert load_reach(east.pk).holds(target)
    assert not load_reach(Team.objects.create(name="West").pk).holds(target)


def test_a_share_is_drawn_by_a_hash_and_is_about_as_large_as_it_says():
    drawn = [is_drawn(lead, version=7, percent=30) for lead in range(10_000)]

    assert sum(drawn) == pytest.approx(3000, abs=150)
    assert drawn == [is_drawn(lead, version=7, percent=30) for lead in range(10_000)]
    assert drawn != [is_drawn(lead, version=8, percent=30) for lead in range(10_000)]


def test_a_lead_stays_in_its_arm_however_often_it_is_routed(draft):
    in_part(draft, kind=PartialKind.PERCENT, percent=50)
    leads = [make_lead() for _ in range(12)]
    first = versions_of(*leads)

    again = [
        in_force().rules_for(Arrival(reread(lead), event="retried"), {}).version for lead in leads
    ]

    assert again == [version.pk for version in first]
    assert {version.state for version in first} == {VersionState.PUBLISHED, VersionState.PARTIAL}


def test_policy_and_both_versions_are_one_query(draft, django_assert_num_queries):
    in_part(draft, kind=PartialKind.PERCENT, percent=50)
    in_force()

    with django_assert_num_queries(1):
        found = in_force()
        found.rules_for(Arrival(Lead(pk=1, channel_id=1), event="arrived"), {})
    assert found.trial is not None


def test_a_trial_that_ends_leaves_all_leads_to_the_published_version(draft):
    web = make_channel("web")
    published = RuleSetVersion.objects.get(state=VersionState.PUBLISHED)
    trial = in_part(draft, kind=PartialKind.CHANNEL, channel_id=web.pk)

    end_partial(trial, now=SOON)

    assert versions_of(make_lead(web)) == [published]
    ended = reread(trial)
    assert (ended.state, ended.partial_until) == (VersionState.RETIRED, SOON)


def test_a_trial_that_proves_itself_is_published_for_all(draft):
    published = RuleSetVersion.objects.get(state=VersionState.PUBLISHED)
    trial = in_part(draft, kind=PartialKind.CHANNEL, channel_id=make_channel("web").pk)
    content = reread(trial).content

    promote(trial, by=None, now=SOON)

    assert versions_of(make_lead(make_channel("mail"))) == [trial]
    assert reread(published).state == VersionState.RETIRED
    assert reread(trial).content == content


@pytest.mark.parametrize("end", [end_partial, lambda one, now: promote(one, by=None, now=now)])
def test_what_is_no_trial_any_more_can_neither_end_nor_be_promoted(draft, end):
    trial = in_part(draft, kind=PartialKind.PERCENT, percent=5)
    end_partial(trial, now=SOON)

    with pytest.raises(NotPartial):
        end(trial, now=LATER)


def test_there_is_one_trial_at_a_time(draft):
    in_part(draft, kind=PartialKind.PERCENT, percent=5)

    with pytest.raises(NotPublishable):
        in_part(draft_of(draft.rule_set), kind=PartialKind.PERCENT, percent=5)


def test_a_trial_needs_a_published_version_beside_it(draft):
    RuleSetVersion.objects.filter(state=VersionState.PUBLISHED).update(state=VersionState.RETIRED)

    with pytest.raises(NotPublishable):
        in_part(draft, kind=PartialKind.PERCENT, percent=5)


@pytest.mark.parametrize("share", [{"kind": "team"}, {"kind": "percent", "percent": 100}])
def test_a_share_that_says_too_little_or_too_much_is_refused(draft, share):
    with pytest.raises(NotPublishable):
        in_part(draft, **share)
    assert reread(draft).state == VersionState.DRAFT


def test_publishing_another_version_leaves_the_trial_in_force(draft):
    trial = in_part(draft, kind=PartialKind.PERCENT, percent=5)

    publish(draft_of(draft.rule_set), by=None, now=SOON)

    assert reread(trial).state == VersionState.PARTIAL


def test_rolling_back_ends_the_trial(draft, pool):
    first = RuleSetVersion.objects.get(state=VersionState.PUBLISHED)
    make_rules(catch_all=pool)
    trial = in_part(draft_of(first.rule_set), kind=PartialKind.PERCENT, percent=5)

    roll_back(first, by=None, now=SOON)

    ended = reread(trial)
    assert (ended.state, ended.partial_until) == (VersionState.RETIRED, SOON)


def test_the_content_of_what_was_in_force_never_changes(draft, pool):
    first = RuleSetVersion.objects.get(state=VersionState.PUBLISHED)
    contents = {first.pk: first.content}
    trial = in_part(draft, kind=PartialKind.PERCENT, percent=5)
    contents[trial.pk] = reread(trial).content

    promote(trial, by=None, now=SOON)
    pool.members.update(is_active=True)
    roll_back(first, by=None, now=LATER)

    kept = RuleSetVersion.objects.filter(pk__in=contents)
    assert dict(kept.values_list("pk", "content")) == contents
    assert {content["format"] for content in contents.values()} == {1}
