"""The hosted form in somebody's own page."""

from html import escape

from leads.models import Channel


def snippet(channel: Channel, base_url: str) -> str:
    """What to paste where the form shall stand; ``base_url`` is ours, without a path."""
    address = escape(f"{base_url.rstrip('/')}/f/{channel.slug}/embed.js")
    return f'<script src="{address}" async></script>'
