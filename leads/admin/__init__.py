"""The admin of what comes in: channels with their keys, the inbox, customers, vocabularies."""

from leads.admin import channels, customers, imports, inbox, vocabulary

__all__ = ["channels", "customers", "imports", "inbox", "vocabulary"]
