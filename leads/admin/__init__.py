"""The admin of what comes in: channels with their keys, the inbox, customers, vocabularies."""

from leads.admin import (
    calendars,
    channels,
    customers,
    imports,
    inbox,
    regions,
    territories,
    vocabulary,
)

__all__ = [
    "calendars",
    "channels",
    "customers",
    "imports",
    "inbox",
    "regions",
    "territories",
    "vocabulary",
]
