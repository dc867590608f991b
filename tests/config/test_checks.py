from django.conf import settings
from django.core import checks
from django.test import override_settings

from config.checks import (
    check_base_currency,
    check_one_secret_for_all,
    check_shared_database,
    check_worker_timing,
)


def ids(messages: list[checks.CheckMessage]) -> list[str]:
    return [message.id for message in messages]


def test_our_own_settings_pass_every_check():
    assert ids(checks.run_checks()) == []


def test_a_currency_that_is_none_is_refused():
    with override_settings(BASE_CURRENCY="yuan"):
        assert ids(check_base_currency(None)) == ["fairlead.E001"]


def test_a_retry_shorter_than_the_longest_wait_is_refused():
    with override_settings(Q_CLUSTER=settings.Q_CLUSTER | {"queue_limit": 50}):
        assert ids(check_worker_timing(None)) == ["fairlead.E002"]


def test_a_key_that_other_machines_cannot_know_is_warned_of():
    with override_settings(SECRET_KEY_IS_GIVEN=False):
        assert ids(check_one_secret_for_all(None)) == ["fairlead.W001"]


def test_a_connection_pool_is_refused(monkeypatch):
    monkeypatch.setitem(settings.DATABASES["default"], "OPTIONS", {"pool": True})

    assert ids(check_shared_database(None)) == ["fairlead.E003"]
