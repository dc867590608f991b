"""What routing goes by is asked anew for every lead, in one query."""

import pytest

from assignment.policies import NoPolicy, replace_policy
from assignment.versions.in_force import in_force
from tests.builders import MONDAY, make_policy, make_pool, make_rep, make_rules

pytestmark = pytest.mark.django_db


def test_rules_and_policy_that_others_publish_hold_from_the_next_look_on():
    make_policy()
    pool = make_pool(make_rep("Ana"))
    make_rules(catch_all=pool)
    before = in_force()

    replace_policy({"normal_hours": 8}, now=MONDAY)
    published = make_rules((pool, ("industry", "is", "Energy")), catch_all=pool)

    after = in_force()
    assert (before.policy.normal_hours, len(before.rules.rules)) == (24, 1)
    assert (after.policy.normal_hours, len(after.rules.rules)) == (8, 2)
    assert after.rules.version == published.pk


def test_one_query_is_enough_once_the_rules_are_compiled(django_assert_num_queries):
    make_policy()
    make_rules(catch_all=make_pool(make_rep("Ana")))
    in_force()

    with django_assert_num_queries(1):
        in_force()


def test_without_published_rules_there_are_none_and_without_a_policy_an_error():
    with pytest.raises(NoPolicy):
        in_force()

    make_policy()

    assert in_force().rules.rules == ()
