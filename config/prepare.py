"""What the demo needs before it can serve: ``python -m config.prepare``. Safe to repeat.

One process for all of it, since starting Django takes as long as the steps themselves.
"""

import os
import sys

import django
from django.core.management import CommandError, call_command


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    print("Bringing the database up to date ...", flush=True)
    call_command("migrate", verbosity=0)
    try:
        call_command("make_demo")
    except CommandError as error:
        print(error, file=sys.stderr)
        return 1
    call_command("ensure_schedules", verbosity=0)
    call_command("run_jobs")
    return 0


if __name__ == "__main__":
    sys.exit(main())
