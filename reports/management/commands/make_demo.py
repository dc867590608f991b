import time

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from reports.demo.making import State, ensure_keys, make, state

WIDTH = 30


class Command(BaseCommand):
    help = "Make the demo company with its history. A complete demo is left as it is."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--leads", type=int, default=500, help="how many people write")
        parser.add_argument("--days", type=int, default=60)

    def handle(self, *, leads: int, days: int, **options) -> None:
        found = state()
        if found == State.OTHER:
            raise CommandError(
                "The database holds data that are not the demo's. Name another one: DATABASE_URL="
            )
        if found == State.COMPLETE:
            ensure_keys(now=timezone.now())
            self.stdout.write("The demo company is there already.")
            return
        if found == State.INCOMPLETE:
            self.stdout.write("Clearing away a demo that was interrupted ...")
            call_command("flush", interactive=False, verbosity=0)
        self.stdout.write(f"Founding the demo company and living through {days} days of it ...")
        self.stdout.flush()
        began = time.monotonic()
        make(leads=leads, days=days, now=timezone.now(), report=Bar(self.stdout))
        self.stdout.write(f"The demo company is ready ({time.monotonic() - began:.0f} s).")


class Bar:
    """A bar that grows on a terminal, and a line every tenth of the way elsewhere."""

    def __init__(self, out) -> None:
        self.out = out
        self.is_terminal = out.isatty()
        self.shown = -1

    def __call__(self, arrived: int, expected: int) -> None:
        part = arrived * (100 if self.is_terminal else 10) // max(1, expected)
        if part == self.shown:
            return
        self.shown = part
        filled = WIDTH * arrived // max(1, expected)
        bar = "#" * filled + "." * (WIDTH - filled)
        text = f"  [{bar}] {arrived} of {expected} submissions"
        ending = "\n" if not self.is_terminal or arrived == expected else ""
        self.out.write("\r" + text if self.is_terminal else text, ending=ending)
        self.out.flush()
