"""System checks for combinations of settings that each look fine alone."""

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning


def check_base_currency(app_configs, **kwargs) -> list[CheckMessage]:
    code = settings.BASE_CURRENCY
    if len(code) == 3 and code.isascii() and code.isupper():
        return []
    hint = "Set BASE_CURRENCY to an ISO 4217 code such as CNY."
    return [Error(f"{code!r} is no currency code.", hint=hint, id="fairlead.E001")]


def check_worker_timing(app_configs, **kwargs) -> list[CheckMessage]:
    """A job may wait inside a cluster until the ones before it are done.

    If that can take longer than ``retry``, the queue hands it out a second time.
    """
    clusters = [settings.Q_CLUSTER, *settings.Q_CLUSTER.get("ALT_CLUSTERS", {}).values()]
    return [message for cluster in clusters for message in _timing(settings.Q_CLUSTER | cluster)]


def _timing(cluster: dict) -> list[CheckMessage]:
    longest = cluster["timeout"] * (1 + cluster["queue_limit"] / cluster["workers"])
    if cluster["retry"] >= longest:
        return []
    hint = f"Set retry to at least {longest:.0f} seconds."
    return [Error("The queue may run a job twice.", hint=hint, id="fairlead.E002")]


def check_one_secret_for_all(app_configs, **kwargs) -> list[CheckMessage]:
    """The queue silently drops jobs that were signed with another key."""
    if settings.SECRET_KEY_IS_GIVEN:
        return []
    hint = "Set SECRET_KEY, or SECRET_KEY_FILE, to the same value for web and worker."
    return [Warning("The secret key is one made by this machine.", hint=hint, id="fairlead.W001")]


def check_shared_database(app_configs, **kwargs) -> list[CheckMessage]:
    """A pool of connections is inherited by the worker's processes, which then share sockets."""
    databases: dict[str, dict] = settings.DATABASES
    if not databases["default"].get("OPTIONS", {}).get("pool"):
        return []
    hint = "Remove pool from DATABASE_URL."
    return [Error("A connection pool breaks the worker.", hint=hint, id="fairlead.E003")]
