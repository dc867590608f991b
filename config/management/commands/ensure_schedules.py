from django.core.management.base import BaseCommand

from config.schedules import JOBS, ensure_schedules


class Command(BaseCommand):
    help = "Make the queue's schedules equal to config/schedules.py. Safe to repeat."

    def handle(self, **options) -> None:
        ensure_schedules()
        self.stdout.write(f"{len(JOBS)} periodic jobs are scheduled.")
