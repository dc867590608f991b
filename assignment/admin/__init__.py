"""The manager's admin of rules, pools, policies, leads, reviews and what was decided."""

from assignment.admin import audit, leads, policies, pools, reviews, rule_sets, rules

__all__ = ["audit", "leads", "policies", "pools", "reviews", "rule_sets", "rules"]
