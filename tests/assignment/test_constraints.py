"""The database refuses the opposite of what its constraints are named after."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

from assignment.models import (
    Assignment,
    Clock,
    Decision,
    LedgerEntry,
    Policy,
    Pool,
    PoolMember,
    Review,
    Rule,
    RuleSetVersion,
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
    "assignment_rulesetversion_draft_iff_unpublished": change(
        RuleSetVersion, content=None, state="retired"
    ),
    "assignment_rule_key_once_a_version": twin(Rule, is_catch_all=False),
    "assignment_rule_one_catch_all": twin(Rule, key="other"),
    "assignment_rule_target_fits": change(Rule, target="review"),
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
