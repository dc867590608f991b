"""Reps of any team work on a colleague's lead: they see it, the owner stays."""

import pytest

from assignment.choices import CollaboratorRole
from assignment.handling import give_by_hand
from assignment.together.collaboration import (
    AlreadyOnLead,
    add_collaborator,
    collaborators_of,
    newcomers_for,
    remove_collaborator,
    workers_on,
)
from assignment.together.worklist import add_task
from leads.access import decides
from leads.choices import LeadStatus
from leads.followup import FollowUp, log_follow_up
from leads.lifecycle import LostRace
from leads.models import Event, Lead
from reps.choices import NoticeKind
from reps.models import Notice, Team
from tests.builders import (
    after,
    make_lead,
    make_pool,
    make_rep,
    make_rules,
    make_user,
    reread,
)

pytestmark = pytest.mark.django_db
SOON = after(1)


@pytest.fixture
def ana():
    return make_rep("Ana")


@pytest.fixture
def dan():
    """Of another team."""
    return make_rep("Dan", team=Team.objects.create(name="West"))


@pytest.fixture
def lead(ana):
    make_rules(catch_all=make_pool(ana))
    return make_lead(company="Acme", email="wei@acme.cn")


def add(lead, rep, *, by, role=CollaboratorRole.PRESALES, now=SOON):
    return add_collaborator(lead=lead, rep=rep, role=role, by=by, now=now)


def notices() -> list[tuple[str, dict]]:
    told = Notice.objects.filter(kind=NoticeKind.COLLABORATION).order_by("pk")
    return [(notice.user.username, notice.data) for notice in told]


def test_a_collaborator_sees_the_lead_but_does_not_decide_about_it(lead, ana, dan):
    add(lead, dan, by=ana.user_id)

    assert Lead.objects.visible_to(dan.user).get() == lead
    assert not decides(dan.user, lead)
    assert decides(ana.user, lead)


def test_a_lead_with_three_collaborators_is_seen_once(lead, ana, dan):
    for rep in (dan, make_rep("Eve"), make_rep("Fay")):
        add(lead, rep, by=ana.user_id)

    assert list(Lead.objects.visible_to(ana.user)) == [lead]
    assert list(Lead.objects.visible_to(dan.user)) == [lead]


def test_a_former_collaborator_sees_it_no_longer(lead, ana, dan):
    row = add(lead, dan, by=ana.user_id)

    remove_collaborator(collaborator=row, by=ana.user_id, now=after(2))

    assert not Lead.objects.visible_to(dan.user).exists()
    assert not collaborators_of(lead).exists()


def test_the_rep_is_told_and_the_owner_if_his_manager_did_it(lead, ana, dan):
    boss = make_user("boss")

    row = add(lead, dan, by=boss.pk)
    remove_collaborator(collaborator=row, by=ana.user_id, now=after(2))

    assert notices() == [
        ("dan", {"who": "Acme", "change": "added"}),
        ("ana", {"who": "Acme", "change": "added", "rep": "Dan"}),
        ("dan", {"who": "Acme", "change": "left"}),
    ]


def test_coming_and_going_stand_in_the_timeline(lead, ana, dan):
    row = add(lead, dan, by=ana.user_id)
    remove_collaborator(collaborator=row, by=ana.user_id, now=after(2))

    lines = Event.objects.filter(kind__startswith="collaborator").order_by("pk")
    assert list(lines.values_list("kind", "data", "actor")) == [
        ("collaborator_added", {"rep": dan.pk, "role": "presales"}, ana.user_id),
        ("collaborator_left", {"rep": dan.pk}, ana.user_id),
    ]


def test_nobody_is_added_twice_nor_the_owner_himself(lead, ana, dan):
    add(lead, dan, by=ana.user_id)

    for rep in (dan, ana):
        with pytest.raises(AlreadyOnLead):
            add(lead, rep, by=ana.user_id)


def test_who_has_left_can_be_asked_again(lead, ana, dan):
    row = add(lead, dan, by=ana.user_id)
    remove_collaborator(collaborator=row, by=ana.user_id, now=after(2))

    add(lead, dan, by=ana.user_id, now=after(3))

    assert [one.rep for one in collaborators_of(lead)] == [dan]
    assert len(notices()) == 3


def test_somebody_is_removed_once(lead, ana, dan):
    row = add(lead, dan, by=ana.user_id)
    remove_collaborator(collaborator=row, by=ana.user_id, now=after(2))

    with pytest.raises(LostRace):
        remove_collaborator(collaborator=row, by=ana.user_id, now=after(2))


def test_an_owner_who_has_lost_the_lead_adds_nobody(lead, ana, dan):
    seen = Lead.objects.select_related("owner").get()
    give_by_hand(lead=lead, rep=make_rep("Bo"), by=ana.user_id, now=after(1))

    with pytest.raises(LostRace):
        add(seen, dan, by=ana.user_id)


def test_his_follow_up_counts_and_the_owner_stays(lead, ana, dan):
    add(lead, dan, by=ana.user_id)
    lead = Lead.objects.select_related("owner").get()

    log_follow_up(lead=lead, rep=dan, follow_up=FollowUp(kind="call"), by=dan.user_id, now=after(2))

    lead = reread(lead)
    assert (lead.owner, lead.status, lead.due_at) == (ana, LeadStatus.WORKING, None)
    assert lead.activities.get().rep == dan


def test_what_he_had_left_to_do_passes_to_the_owner(lead, ana, dan):
    row = add(lead, dan, by=ana.user_id)
    task = add_task(
        lead=lead, rep=dan, title="Drawing", due_at=after(9), by=dan.user_id, now=after(1)
    )

    remove_collaborator(collaborator=row, by=ana.user_id, now=after(2))

    assert reread(task).rep == ana


def test_a_collaborator_who_gets_the_lead_is_not_named_twice(lead, ana, dan):
    add(lead, dan, by=ana.user_id)

    give_by_hand(lead=lead, rep=dan, by=ana.user_id, now=after(2))

    assert not collaborators_of(reread(lead)).exists()
    assert list(workers_on(reread(lead))) == [dan]


def test_who_can_be_asked_and_who_works_on_it(lead, ana, dan):
    eve = make_rep("Eve")
    make_rep("Gone", is_active=False)
    add(lead, dan, by=ana.user_id)

    assert list(newcomers_for(lead)) == [eve]
    assert list(workers_on(lead)) == [ana, dan]
