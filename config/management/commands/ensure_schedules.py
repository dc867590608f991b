from django.core.management.base import BaseCommand

from assignment.roles import ensure_roles
from config.schedules import JOBS, ensure_schedules
from leads.regions.filling import ensure_regions


class Command(BaseCommand):
    help = "Make schedules, groups of users and regions as they should be. Safe to repeat."

    def handle(self, **options) -> None:
        ensure_schedules()
        ensure_roles()
        regions = ensure_regions()
        self.stdout.write(f"{len(JOBS)} periodic jobs are scheduled; the groups have their rights.")
        if regions:
            self.stdout.write(f"{regions} regions were added.")
