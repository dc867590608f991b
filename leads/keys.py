"""API keys of channels: made once, kept as digests, compared by looking the digest up."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db.models import F, Q

from leads.models import ApiKey, Channel

PREFIX = "fl_"
USE_IS_NOTED_EVERY = timedelta(minutes=5)


def make_key(*, channel: Channel, name: str, scope: str, now: datetime) -> tuple[ApiKey, str]:
    """A new key and its plain text, which nobody can see again."""
    plain = PREFIX + secrets.token_urlsafe(32)
    key = ApiKey.objects.create(
        channel=channel,
        name=name,
        scope=scope,
        prefix=plain[:10],
        digest=digest_of(plain),
        created_at=now,
    )
    return key, plain


def digest_of(plain: str) -> str:
    """SHA-256 is enough for 256 random bits; a slow hash protects passwords, not these."""
    return hashlib.sha256(plain.encode()).hexdigest()


def find_key(plain: str, *, now: datetime) -> ApiKey | None:
    """The usable key with this text; one query, and a note of its use every few minutes.

    The look-up is by digest, so its time tells nothing about any key.
    """
    key = ApiKey.objects.usable().select_related("channel").filter(digest=digest_of(plain)).first()
    if key is not None and _is_worth_noting(key, now):
        unnoted = Q(last_used_at__isnull=True) | Q(last_used_at__lt=now)
        ApiKey.objects.filter(unnoted, pk=key.pk).update(last_used_at=now)
        Channel.objects.filter(pk=key.channel_id).update(last_seen_at=now)
    return key


def revoke(key: ApiKey, *, now: datetime) -> None:
    ApiKey.objects.filter(pk=key.pk, revoked_at__isnull=True).update(revoked_at=now)


def count_refusal(channel: Channel) -> None:
    """One more submission through a known key that did not become a message."""
    Channel.objects.filter(pk=channel.pk).update(refused=F("refused") + 1)


def _is_worth_noting(key: ApiKey, now: datetime) -> bool:
    return key.last_used_at is None or now - key.last_used_at > USE_IS_NOTED_EVERY
