from assignment.models.clock import Clock, Policy
from assignment.models.decision import Assignment, Decision
from assignment.models.pool import LedgerEntry, Pool, PoolLedger, PoolMember
from assignment.models.review import Review
from assignment.models.rule_set import Condition, Rule, RuleSet, RuleSetVersion

__all__ = [
    "Assignment",
    "Clock",
    "Condition",
    "Decision",
    "LedgerEntry",
    "Policy",
    "Pool",
    "PoolLedger",
    "PoolMember",
    "Review",
    "Rule",
    "RuleSet",
    "RuleSetVersion",
]
