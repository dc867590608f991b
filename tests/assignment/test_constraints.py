"""The database refuses the opposite of what its constraints are named after."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.db import IntegrityError, connection, models, transaction

from assignment.models import (
    Assignment,
    Cap,
    Clock,
    Collaborator,
    Credit,
    Decision,
    LedgerEntry,
    Objection,
    Offer,
    Policy,
    Pool,
    PoolMember,
    Reassignment,
    ResultFigure,
    Review,
    Rule,
    RuleSetVersion,
    Simulation,
)
from leads.models import (
    Activity,
    ApiKey,
    Channel,
    ContactPoint,
    CurrencyRate,
    CustomerPoint,
    Event,
    InboxMessage,
    Lead,
    Region,
    SpreadsheetImport,
)
from reps.models import Calendar, DayOverride, Leave, Notice, Preferences, Rep, Team, WorkingBlock
from tests.builders import (
    MONDAY,
    after,
    make_api_key,
    make_channel,
    make_customer,
    make_lead,
    make_pool,
    make_rep,
    make_rules,
    make_user,
)

pytestmark = pytest.mark.django_db
UNKNOWN = "nonsense"


def change(model: type[models.Model], **values: object) -> Callable[[], object]:
    """Write values that do not fit together into whatever rows there are."""
    return lambda: model.objects.update(**values)


def twin(model: type[models.Model], **differing: object) -> Callable[[], object]:
    """Write a second row beside the newest one, alike but for some fields."""

    def write() -> None:
        row = model.objects.order_by("-pk").first()
        row.pk = None
        row._state.adding = True
        for name, value in differing.items():
            setattr(row, name, value)
        row.save(force_insert=True)

    return write


def twin_of_cap(**nothing: None) -> None:
    """Two rows of the same rep, or of the same pool."""
    twin(Cap, **nothing)()
    twin(Cap)()


def twin_of_partial() -> None:
    half = {"state": "partial", "content": {}, "published_at": MONDAY}
    half |= {"partial_kind": "percent", "partial_percent": 50}
    twin(RuleSetVersion, number=98, **half)()
    twin(RuleSetVersion, number=99, **half)()


def another_decision() -> Decision:
    twin(Decision)()
    return Decision.objects.latest("pk")


REFUSED: dict[str, Callable[[], object]] = {
    "reps_team_is_not_above_itself": change(Team, parent=models.F("pk")),
    "reps_rep_level_is_known": change(Rep, level=UNKNOWN),
    "reps_preferences_language_is_known": change(Preferences, language=UNKNOWN),
    "reps_workingblock_starts_before_it_ends": change(WorkingBlock, ends="01:00"),
    "reps_workingblock_weekday_is_known": change(WorkingBlock, weekday=7),
    "reps_dayoverride_once_a_day": twin(DayOverride),
    "reps_leave_starts_before_it_ends": change(Leave, ends_at=models.F("starts_at")),
    "reps_notice_once": twin(Notice),
    "reps_notice_kind_is_known": change(Notice, kind=UNKNOWN),
    "leads_channel_kind_is_known": change(Channel, kind=UNKNOWN),
    "leads_apikey_scope_is_known": change(ApiKey, scope=UNKNOWN),
    "leads_contactpoint_belongs_to_one_live_lead": lambda: ContactPoint.objects.create(
        lead=Lead.objects.latest("pk"), namespace="email", value="a@acme.cn", created_at=MONDAY
    ),
    "leads_contactpoint_once_a_lead": twin(ContactPoint, is_live=False),
    "leads_customerpoint_belongs_to_one_customer": twin(CustomerPoint),
    "leads_inboxmessage_external_id_once": twin(InboxMessage, idempotency_key=None),
    "leads_inboxmessage_idempotency_key_once": twin(InboxMessage, external_id=None),
    "leads_inboxmessage_outcome_is_known": change(InboxMessage, outcome=UNKNOWN, lead=None),
    "leads_inboxmessage_open_iff_unfinished": change(InboxMessage, finished_at=None),
    "leads_inboxmessage_used_iff_it_has_a_lead": change(InboxMessage, lead=None),
    "leads_lead_status_is_known": change(Lead, status=UNKNOWN, owner=None),
    "leads_lead_owned_has_owner": change(Lead, owner=None),
    "leads_lead_unowned_has_no_owner": change(
        Lead, status="waiting", try_at=MONDAY, waiting_for="routing"
    ),
    "leads_lead_assigned_has_deadline": change(Lead, due_at=None),
    "leads_lead_waiting_is_tried_again": change(Lead, status="waiting", owner=None),
    "leads_lead_closed_has_date_and_reason": change(Lead, status="lost"),
    "leads_lead_converted_has_date": change(
        Lead, status="converted", closed_at=MONDAY, close_reason="won"
    ),
    "leads_lead_amounts_are_not_negative": change(Lead, quantity=-1),
    "leads_spreadsheetimport_mode_is_known": change(SpreadsheetImport, mode=UNKNOWN),
    "leads_spreadsheetimport_state_is_known": change(SpreadsheetImport, state=UNKNOWN),
    "leads_spreadsheetimport_finished_when_done": change(SpreadsheetImport, state="done"),
    "leads_event_kind_is_known": change(Event, kind=UNKNOWN),
    "leads_activity_kind_is_known": change(Activity, kind=UNKNOWN),
    "leads_activity_outcome_is_known": change(Activity, outcome=UNKNOWN),
    "leads_currencyrate_once_a_day": twin(CurrencyRate),
    "leads_currencyrate_is_positive": change(CurrencyRate, rate=0),
    "assignment_policy_one_current": twin(Policy, version=99),
    "assignment_policy_times_are_positive": change(Policy, key_hours=0),
    "assignment_clock_one_running_a_kind": twin(Clock),
    "assignment_clock_running_iff_not_stopped": change(Clock, stopped_at=MONDAY),
    "assignment_clock_due_after_start": change(Clock, due_at=models.F("starts_at")),
    "assignment_decision_kind_is_known": change(Decision, kind=UNKNOWN),
    "assignment_decision_assigned_names_a_rep": change(Decision, rep=None),
    "assignment_assignment_one_running_a_lead": twin(Assignment, decision=None, entry=None),
    "assignment_assignment_ended_iff_reason": change(Assignment, ended_at=MONDAY),
    "assignment_pool_strategy_is_known": change(Pool, strategy=UNKNOWN),
    "assignment_poolmember_once_a_pool": twin(PoolMember),
    "assignment_poolmember_weight_is_positive": change(PoolMember, weight=0),
    "assignment_ledgerentry_number_once": twin(LedgerEntry),
    "assignment_ledgerentry_kind_is_known": change(LedgerEntry, kind=UNKNOWN),
    "assignment_ledgerentry_deal_has_winner": change(LedgerEntry, winner=None),
    "assignment_review_one_open_a_lead": twin(Review),
    "assignment_review_closed_iff_resolved": change(Review, resolution="given"),
    "assignment_rulesetversion_number_once": twin(
        RuleSetVersion, state="retired", content={}, published_at=MONDAY
    ),
    "assignment_rulesetversion_one_draft": twin(
        RuleSetVersion, number=99, state="draft", content=None
    ),
    "assignment_rulesetversion_one_published": twin(
        RuleSetVersion, number=99, state="published", content={}, published_at=MONDAY
    ),
    "assignment_rulesetversion_one_partial": lambda: twin_of_partial(),
    "assignment_rulesetversion_draft_iff_no_content": change(
        RuleSetVersion, content=None, state="retired"
    ),
    "assignment_rulesetversion_only_drafts_are_planned": change(RuleSetVersion, publish_at=MONDAY),
    "assignment_rulesetversion_partial_says_for_whom": twin(
        RuleSetVersion, number=99, state="partial", content={}, published_at=MONDAY
    ),
    "assignment_rule_key_once_a_version": twin(Rule, is_catch_all=False),
    "assignment_rule_one_catch_all": twin(Rule, key="other"),
    "assignment_rule_goes_where_it_says": change(Rule, target="review"),
    "assignment_pool_when_nobody_is_known": change(Pool, when_nobody=UNKNOWN),
    "assignment_pool_overflow_names_another_pool": change(
        Pool, when_nobody="overflow", overflow=models.F("pk")
    ),
    "assignment_pool_offers_stand_a_while": change(Pool, offer_minutes=0),
    "assignment_cap_period_is_known": change(Cap, period="eon"),
    "assignment_cap_is_of_somebody": change(Cap, rep=None, pool=None),
    "assignment_cap_once_a_period_of_rep": lambda: twin_of_cap(pool=None),
    "assignment_cap_once_a_period_of_pool": lambda: twin_of_cap(rep=None),
    "assignment_cap_once_a_period_of_member": twin(Cap),
    "assignment_offer_one_open_a_lead": lambda: twin(Offer, decision=another_decision())(),
    "assignment_offer_answered_iff_closed": change(Offer, state="declined"),
    "assignment_objection_once_a_rep": twin(Objection),
    "assignment_objection_closed_iff_answered": change(Objection, state="granted"),
    "assignment_credit_granted_iff_reversed": change(Credit, state="granted", closed_at=MONDAY),
    "assignment_credit_closed_iff_decided": change(Credit, state="refused"),
    "assignment_collaborator_once_a_lead": twin(Collaborator),
    "assignment_collaborator_role_is_known": change(Collaborator, role=UNKNOWN),
    "assignment_simulation_state_is_known": change(Simulation, state=UNKNOWN),
    "assignment_simulation_comparison_has_baseline": change(Simulation, kind="compare"),
    "assignment_resultfigure_once_a_segment": twin(ResultFigure),
    "assignment_reassignment_state_is_known": change(Reassignment, state=UNKNOWN),
    "assignment_reassignment_one_handover_at_a_time": twin(Reassignment),
    "leads_lead_grade_is_known": change(Lead, grade="Z"),
    "leads_lead_score_is_of_a_sensible_size": change(Lead, score=10**9),
    "leads_region_kind_is_known": change(Region, kind=UNKNOWN),
    "leads_region_code_once": twin(Region, code="OWN"),
}


# An unknown status is neither open nor closed, which PostgreSQL finds out first.
SHADOWED = (
    {"leads_lead_status_is_known": "leads_lead_closed_has_date_and_reason"}
    if connection.vendor == "postgresql"
    else {}
)


def named_constraints() -> set[str]:
    ours = ("reps", "leads", "assignment")
    return {
        constraint.name
        for model in apps.get_models()
        if model._meta.app_label in ours
        for constraint in model._meta.constraints
    }


def test_every_constraint_is_tried_here():
    assert named_constraints() - REFUSED.keys() == set()


@pytest.fixture
def one_of_everything():
    """One row in every table that has constraints, as valid as can be."""
    user = make_user("boss")
    team = Team.objects.create(name="A")
    Preferences.objects.create(user=user)
    calendar = Calendar.objects.create(name="Office")
    WorkingBlock.objects.create(calendar=calendar, weekday=0, starts="09:00", ends="17:00")
    DayOverride.objects.create(calendar=calendar, day=date(2026, 10, 1), is_working=False)
    ana = make_rep("Ana", team=team)
    Leave.objects.create(rep=ana, starts_at=after(100), ends_at=after(101))
    make_rules(catch_all=make_pool(ana))
    channel = make_channel()
    make_api_key(channel)
    first = make_lead(channel, email="a@acme.cn", external_id="7", key="once")
    ContactPoint.objects.filter(namespace="external").delete()
    Activity.objects.create(lead=first, rep=ana, kind="call", is_follow_up=True, at=MONDAY)
    CustomerPoint.objects.create(customer=make_customer(), namespace="email", value="c@acme.cn")
    CurrencyRate.objects.create(currency="USD", valid_from=MONDAY, rate=7)
    SpreadsheetImport.objects.create(channel=channel, file_name="a.csv", created_at=MONDAY)
    Review.objects.create(lead=first, reason="key", opened_at=MONDAY)
    Lead.objects.exclude(pk=first.pk).delete()
    _rows_of_routing(first, ana)


def _rows_of_routing(lead: Lead, ana: Rep) -> None:
    decision, entry = Decision.objects.get(), LedgerEntry.objects.get()
    boss = User.objects.get(username="boss")
    Cap.objects.create(rep=ana, pool=entry.pool, period="week", limit=9)
    Offer.objects.create(
        lead=lead,
        rep=ana,
        pool=entry.pool,
        decision=decision,
        offered_at=MONDAY,
        expires_at=after(1),
    )
    Objection.objects.create(decision=decision, rep=ana, text="Why?", opened_at=MONDAY)
    Credit.objects.create(
        assignment=Assignment.objects.get(), entry=entry, reason="spam", asked_at=MONDAY
    )
    Collaborator.objects.create(lead=lead, rep=ana, added_by=boss, added_at=MONDAY)
    Region.objects.create(code="own", name_en="Own region")
    Simulation.objects.create(
        kind="dry_run", content={}, since=MONDAY, until=after(1), asked_at=MONDAY
    )
    Reassignment.objects.create(leaver=ana, wishes={}, asked_by=boss, asked_at=MONDAY)
    ResultFigure.objects.create(rep=ana, leads=1, responded=1, converted=0, counted_at=MONDAY)


@pytest.mark.usefixtures("one_of_everything")
@pytest.mark.parametrize("name", sorted(REFUSED))
def test_the_database_refuses(name):
    if name == "leads_contactpoint_belongs_to_one_live_lead":
        ContactPoint.objects.update(lead=_another_lead())

    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        REFUSED[name]()

    assert _is_named(str(refused.value), SHADOWED.get(name, name))


def _another_lead() -> Lead:
    row = Lead.objects.get()
    row.pk = None
    row.status, row.owner, row.due_at = "waiting", None, None
    row.waiting_for, row.try_at = "routing", MONDAY
    row.save(force_insert=True)
    return Lead.objects.earliest("pk")


def _is_named(message: str, name: str) -> bool:
    """SQLite names check constraints, and of unique ones only the columns or the index."""
    return name in message or "UNIQUE constraint failed" in message
