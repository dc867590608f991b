"""Two who put rules in force at the same moment: one does, the other learns of it."""

from datetime import timedelta

import pytest

from assignment.choices import PartialKind, VersionState
from assignment.models import RuleSet, RuleSetVersion
from assignment.versions.partial import NotPartial, Share, end_partial, promote, publish_in_part
from assignment.versions.planning import plan_publication, publish_as_planned
from assignment.versions.rule_sets import NotPublishable, draft_of, publish
from reps.models import Notice
from tests.builders import MONDAY, make_pool, make_rep, make_rules, make_user
from tests.concurrency.together import twice_behind

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
SOON = MONDAY + timedelta(hours=1)
FIFTH = Share(kind=PartialKind.PERCENT, percent=20)


@pytest.fixture
def draft():
    return draft_of(make_rules(catch_all=make_pool(make_rep("Ana"))).rule_set)


def states():
    versions = RuleSetVersion.objects.order_by("number")
    return list(versions.values_list("state", flat=True))


def or_error(call, *errors):
    """The answer of a call, or the kind of error that it ended with."""

    def run():
        try:
            return call() and None
        except errors as error:
            return type(error)

    return run


def test_two_sweeps_publish_a_planned_draft_once(draft):
    plan_publication(draft, at=SOON, by=make_user("chen").pk, now=MONDAY)

    done = twice_behind(RuleSet.objects.all(), lambda: publish_as_planned(draft.pk, now=SOON))

    assert sorted(done) == [False, True]
    assert states() == [VersionState.RETIRED, VersionState.PUBLISHED, VersionState.DRAFT]
    assert Notice.objects.count() == 1


def test_a_plan_and_a_person_publish_a_draft_once(draft):
    plan_publication(draft, at=SOON, by=make_user("chen").pk, now=MONDAY)
    by_hand = or_error(lambda: publish(draft, by=None, now=SOON), NotPublishable)

    with_lock = RuleSet.objects.all()
    both = iter([lambda: publish_as_planned(draft.pk, now=SOON), by_hand])
    done = twice_behind(with_lock, lambda: next(both)())

    assert (True in done) != (None in done)
    assert states() == [VersionState.RETIRED, VersionState.PUBLISHED, VersionState.DRAFT]


def test_two_trials_of_one_draft_begin_once(draft):
    call = or_error(lambda: publish_in_part(draft, FIFTH, by=None, now=SOON), NotPublishable)

    done = twice_behind(RuleSet.objects.all(), call)

    assert sorted(done, key=str) == sorted([NotPublishable, None], key=str)
    assert states() == [VersionState.PUBLISHED, VersionState.PARTIAL, VersionState.DRAFT]


def test_a_trial_is_ended_or_promoted_but_not_both(draft):
    trial = publish_in_part(draft, FIFTH, by=None, now=MONDAY)
    ends = or_error(lambda: end_partial(trial, now=SOON), NotPartial)
    wins = or_error(lambda: promote(trial, by=None, now=SOON), NotPartial)
    both = iter([ends, wins])

    done = twice_behind(RuleSet.objects.all(), lambda: next(both)())

    assert sorted(done, key=str) == sorted([NotPartial, None], key=str)
    assert states().count(VersionState.PUBLISHED) == 1
