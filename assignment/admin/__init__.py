"""The manager's admin of rules, pools, policies, leads, reviews and what was decided."""

from assignment.admin import (
    audit,
    leads,
    leave,
    objections,
    policies,
    pools,
    reassignments,
    reps,
    reviews,
    rule_sets,
    rules,
    simulations,
)

__all__ = [
    "audit",
    "leads",
    "leave",
    "objections",
    "policies",
    "pools",
    "reassignments",
    "reps",
    "reviews",
    "rule_sets",
    "rules",
    "simulations",
]
