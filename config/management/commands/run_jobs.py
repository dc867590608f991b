from django.core.management.base import BaseCommand
from django.utils.module_loading import import_string

from config.schedules import JOBS


class Command(BaseCommand):
    help = "Run every periodic job once, in this process. Safe to repeat, also beside a worker."

    def handle(self, **options) -> None:
        for job in JOBS:
            import_string(job.func)()
