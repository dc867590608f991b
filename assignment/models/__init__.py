from assignment.models.cap import Cap
from assignment.models.clock import Clock, Policy
from assignment.models.collaboration import Collaborator, Task
from assignment.models.decision import Assignment, Decision
from assignment.models.objection import Credit, Objection
from assignment.models.pool import LedgerEntry, Pool, PoolLedger, PoolMember
from assignment.models.reassignment import Reassignment
from assignment.models.review import Review
from assignment.models.rule_set import Condition, Rule, RuleSet, RuleSetVersion
from assignment.models.simulation import ResultFigure, Simulation
from assignment.models.waiting import Offer, Waiting

__all__ = [
    "Assignment",
    "Cap",
    "Clock",
    "Collaborator",
    "Condition",
    "Credit",
    "Decision",
    "LedgerEntry",
    "Objection",
    "Offer",
    "Policy",
    "Pool",
    "PoolLedger",
    "PoolMember",
    "Reassignment",
    "ResultFigure",
    "Review",
    "Rule",
    "RuleSet",
    "RuleSetVersion",
    "Simulation",
    "Task",
    "Waiting",
]
