from django.core.management.base import BaseCommand

from assignment.roles import ensure_roles
from config.schedules import JOBS, ensure_schedules


class Command(BaseCommand):
    help = "Make the queue's schedules and the groups of users as they should be. Safe to repeat."

    def handle(self, **options) -> None:
        ensure_schedules()
        ensure_roles()
        self.stdout.write(f"{len(JOBS)} periodic jobs are scheduled; the groups have their rights.")
