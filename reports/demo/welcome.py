"""What ``make demo`` says once the demo answers. Pure, so that the launcher needs no database."""

from __future__ import annotations

import base64
import hashlib
import hmac

from reports.demo.cast import MANAGER, PASSWORD, SELLERS

PREFIX = "fl_demo_"


def plain_key(scope: str, *, secret: str) -> str:
    """The demo's API key of a scope.

    Derived from the installation's secret rather than kept, so that it can be shown at
    every start though the database knows its digest only.
    """
    digest = hmac.digest(secret.encode(), f"demo key {scope}".encode(), hashlib.sha256)
    return PREFIX + base64.urlsafe_b64encode(digest).decode().rstrip("=")


def welcome(*, url: str, secret: str) -> str:
    """Address, logins and keys, for people and for programs that read line by line."""
    row = "  {:<10} {:<14} {:<9} {:<9} {}".format
    lines = ["", f"Fairlead runs on {url}", ""]
    lines.append(row("Login", "Password", "Role", "Language", "Name"))
    for role, who in [("manager", MANAGER), *(("rep", seller) for seller in SELLERS)]:
        language = "Chinese" if who.language == "zh-hans" else "English"
        lines.append(row(who.login, PASSWORD, role, language, who.name))
    lines += [
        "",
        f"API key: {plain_key('read', secret=secret)}",
        f"API key that may only submit: {plain_key('submit', secret=secret)}",
        "",
        f"Website form: {url}f/website/   Rules, pools, reviews: {url}admin/   Ctrl-C ends it.",
        f"Public pool: {url}pool/   Statement: {url}statement/   Tasks: {url}tasks/",
        f"Try one lead: {url}admin/assignment/simulation/try/",
        f"Dry runs: {url}admin/assignment/simulation/",
        "",
    ]
    return "\n".join(lines)
