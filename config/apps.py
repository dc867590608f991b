from django.apps import AppConfig
from django.core import checks

from config.checks import (
    check_base_currency,
    check_one_secret_for_all,
    check_shared_database,
    check_worker_timing,
)


class ConfigConfig(AppConfig):
    name = "config"
    verbose_name = "Fairlead"

    def ready(self) -> None:
        checks.register(check_base_currency)
        checks.register(check_worker_timing)
        checks.register(check_one_secret_for_all, deploy=True)
        checks.register(check_shared_database, deploy=True)
