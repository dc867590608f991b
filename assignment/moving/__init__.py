"""Leads that change hands: one, many, or all of somebody who leaves."""
