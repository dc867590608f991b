import pytest
from django.contrib.auth.models import Group

from assignment.roles import MANAGERS, SALES_OPERATIONS, ensure_roles
from tests.builders import make_user

pytestmark = pytest.mark.django_db


def member_of(group: str):
    user = make_user("mei")
    user.groups.add(Group.objects.get(name=group))
    return user


@pytest.mark.parametrize(
    ("group", "permission", "may"),
    [
        (MANAGERS, "assignment.change_review", True),
        (MANAGERS, "leads.see_all_leads", False),
        (MANAGERS, "assignment.change_rule", False),
        (SALES_OPERATIONS, "leads.see_all_leads", True),
        (SALES_OPERATIONS, "assignment.change_rule", True),
        (SALES_OPERATIONS, "auth.change_user", False),
    ],
)
def test_a_group_gives_its_members_what_they_need_and_no_more(group, permission, may):
    ensure_roles()

    assert member_of(group).has_perm(permission) is may


def test_ensure_roles_twice_keeps_rights_that_were_added_by_hand():
    ensure_roles()
    added = Group.objects.get(name=SALES_OPERATIONS).permissions.first()
    Group.objects.get(name=MANAGERS).permissions.add(added)

    ensure_roles()

    assert Group.objects.filter(name=MANAGERS, permissions=added).exists()
    assert Group.objects.count() == 2
