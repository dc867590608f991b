"""Whom the tests of the REST API are about, and with what they come."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import pytest
from django.core.cache import cache
from django.test import Client

from leads.models import Channel
from reps.models import Rep, Team
from tests.builders import (
    make_api_key,
    make_channel,
    make_policy,
    make_pool,
    make_rep,
    make_rules,
    make_user,
)

LEADS = "/api/v1/leads/"


@dataclass
class Company:
    """Ana and Bo under Chen, Dan in a team of his own; every lead goes to Ana."""

    ana: Rep
    bo: Rep
    dan: Rep
    channel: Channel
    read: str
    submit: str

    def client(self, name: str) -> Client:
        """A signed-in client of chen, ana, bo or dan, or one with a key: read or submit."""
        if name in ("read", "submit"):
            return Client(headers={"authorization": f"Api-Key {getattr(self, name)}"})
        client = Client()
        assert client.login(username=name, password="a long password")
        return client

    def push(self, data, *, key: str = "read", **headers):
        kept = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client(key).post(LEADS, data, content_type="application/json", headers=kept)


@pytest.fixture(autouse=True)
def nothing_counted() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def company(db) -> Company:
    team = Team.objects.create(name="East", manager=make_user("chen"))
    ana, bo = make_rep("Ana", team=team), make_rep("Bo", team=team)
    dan = make_rep("Dan", team=Team.objects.create(name="West"))
    make_policy()
    make_rules(catch_all=make_pool(ana, name="everybody"))
    channel = make_channel()
    key = partial(make_api_key, channel)
    return Company(ana, bo, dan, channel, read=key(scope="read"), submit=key(scope="submit"))
