"""Leads typed into a website form."""

import re
from collections.abc import Mapping

from leads.channels.build import KNOWN, Context, build_draft
from leads.draft import LeadDraft

HONEYPOT = "website_url"  # hidden from people; only a program fills it in
TECHNICAL = frozenset([HONEYPOT, "csrfmiddlewaretoken", "submit", "g-recaptcha-response"])
MOST_LINKS = 3
LINK = re.compile(r"https?://|www\.", re.IGNORECASE)
LINK_MARKUP = re.compile(r"\[/?(?:url|link)\b|<\s*a\s+href", re.IGNORECASE)


def parse(
    fields: Mapping[str, str], *, default_region: str, default_country: str = ""
) -> LeadDraft:
    """Read one lead. Further fields become attributes; fields of our own machinery do not."""
    extra = {
        name: value
        for name, value in fields.items()
        if value and name not in TECHNICAL and not name.startswith("_")
        if name not in KNOWN or name.startswith("utm_")
    }
    context = Context(default_region=default_region, default_country=default_country)
    return build_draft(fields, extra=extra, context=context)


def is_spam(fields: Mapping[str, str]) -> str | None:
    """Give the code of the reason to take this for spam; None when there is none."""
    if fields.get(HONEYPOT, "").strip():
        return "honeypot"
    message = fields.get("message", "")
    if LINK_MARKUP.search(message):
        return "link_markup"
    if len(LINK.findall(message)) > MOST_LINKS:
        return "many_links"
    return "link_in_name" if LINK.search(fields.get("name", "")) else None
