import random

import pytest
import time_machine
from django.core.management import call_command
from django.core.management.base import CommandError

from leads.models import Channel, Lead
from reports.demo.arrivals import arrivals
from reports.demo.making import State, state
from tests.builders import make_channel
from tests.reports.demo.small import THURSDAY, make_small


def test_the_same_seed_writes_the_same_mail():
    first, second = (
        list(arrivals(count=40, days=5, ends_at=THURSDAY, dice=random.Random(7))) for _ in range(2)
    )

    assert first == second


@pytest.mark.django_db
def test_somebody_elses_data_are_left_alone():
    make_channel()

    with pytest.raises(CommandError, match="not the demo's"):
        call_command("make_demo")

    assert state() == State.OTHER


@pytest.mark.django_db(transaction=True)
def test_an_interrupted_demo_is_made_anew_with_the_same_owners(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    make_small()
    first = _owners()
    Channel.objects.get(slug="portal").keys.all().delete()
    interrupted = state()

    with time_machine.travel(THURSDAY, tick=False):
        call_command("make_demo", "--leads", "30", "--days", "3")

    assert (interrupted, state()) == (State.INCOMPLETE, State.COMPLETE)
    assert _owners() == first


@pytest.mark.django_db
def test_an_empty_database_holds_nothing():
    assert state() == State.NOTHING


def _owners() -> list[tuple[str, str | None]]:
    return list(Lead.objects.order_by("pk").values_list("email", "owner__name"))
