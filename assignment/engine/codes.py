"""The closed lists of codes that the engine answers with.

Codes are stored with every decision: a code may be added, but never renamed or reused.
"""

from enum import StrEnum


class Strategy(StrEnum):
    """How a pool chooses among the members who could take a lead."""

    ROUND_ROBIN = "round_robin"
    WEIGHTED = "weighted"
    LOAD_BALANCE = "load_balance"
    BEST_MATCH = "best_match"
    BEST_RESULT = "best_result"
    OFFER = "offer"
    CLAIM = "claim"


class WhenNobody(StrEnum):
    """What a pool does with a lead that none of its members can take now."""

    WAIT = "wait"
    ASSIGN = "assign"
    OVERFLOW = "overflow"
    REVIEW = "review"


class TargetKind(StrEnum):
    """Where a rule sends a lead."""

    POOL = "pool"
    REPS = "reps"
    TEAM = "team"
    REVIEW = "review"


class Exclusion(StrEnum):
    """Why a candidate could not take a lead, in the order in which the gates stand."""

    INACTIVE = "inactive"
    PAUSED = "paused"
    NO_PERMISSION = "no_permission"
    LOST_IN_CYCLE = "lost_in_cycle"
    PREVIOUS_OWNER = "previous_owner"
    COOLING_OFF = "cooling_off"
    DECLINED = "declined"
    TOO_OLD = "too_old"
    LANGUAGE_MISSING = "language_missing"
    SKILL_MISSING = "skill_missing"
    OUTSIDE_TERRITORY = "outside_territory"
    LEVEL_TOO_LOW = "level_too_low"
    WRONG_TEAM = "wrong_team"
    OFF_HOURS = "off_hours"
    ON_LEAVE = "on_leave"
    HOLIDAY = "holiday"
    AT_CAPACITY = "at_capacity"
    HOURLY_CAP = "hourly_cap"
    DAILY_CAP = "daily_cap"
    WEEKLY_CAP = "weekly_cap"
    MONTHLY_CAP = "monthly_cap"


class Unassigned(StrEnum):
    """Why a lead found nobody."""

    NO_RULE = "no_rule"
    NO_CANDIDATE = "no_candidate"
    ALL_UNAVAILABLE = "all_unavailable"
    EXHAUSTED = "exhausted"
    NOBODY_SUITABLE = "nobody_suitable"
    TOO_OLD = "too_old"
    NOT_ACCEPTED = "not_accepted"
    NOT_CLAIMED = "not_claimed"
    ERROR = "error"


class Reason(StrEnum):
    """Why a lead ended where it did, when none of the other lists already says so."""

    RULE = "rule"
    REVIEW_TARGET = "review_target"
    OFFERED = "offered"
    POOLED = "pooled"
    PUSHED = "pushed"
    OVERFLOWED = "overflowed"
    STARTS_LATER = "starts_later"
    EXPLORED = "explored"


class Note(StrEnum):
    """What is worth telling beside the decision itself."""

    STICKY_OWNER = "sticky_owner"
    STICKY_INACTIVE = "sticky_inactive"
    STICKY_AWAY = "sticky_away"
    STICKY_LOST_IN_CYCLE = "sticky_lost_in_cycle"
    STICKY_NO_PERMISSION = "sticky_no_permission"
    KEY_VALUE = "key_value"
    KEY_QUANTITY = "key_quantity"
    KEY_CONDITION = "key_condition"
    RULE_FLAWED = "rule_flawed"


class Problem(StrEnum):
    """What is wrong with a rule: found by the form that edits it, or met while routing."""

    UNKNOWN_FIELD = "unknown_field"
    UNKNOWN_OPERATOR = "unknown_operator"
    OPERATOR_NOT_FOR_TYPE = "operator_not_for_type"
    VALUE_MISSING = "value_missing"
    VALUE_NOT_TEXT = "value_not_text"
    VALUE_NOT_A_NUMBER = "value_not_a_number"
    VALUE_NOT_A_FLAG = "value_not_a_flag"
    VALUE_NOT_SINGLE = "value_not_single"
    VALUE_NOT_A_TIME = "value_not_a_time"
    VALUE_NOT_A_DATE = "value_not_a_date"
    VALUE_NOT_A_RANGE = "value_not_a_range"
    VALUE_NOT_A_FIELD = "value_not_a_field"
    VALUE_NOT_A_LEVEL = "value_not_a_level"
    NOT_IN_KEY_RULE = "not_in_key_rule"
    TOO_LONG = "too_long"
    TOO_MANY = "too_many"
    TARGET_INCOMPLETE = "target_incomplete"
    FACT_OF_WRONG_TYPE = "fact_of_wrong_type"
    UNKNOWN_OPTION = "unknown_option"
    OUT_OF_RANGE = "out_of_range"
    NOT_A_CHOICE = "not_a_choice"
