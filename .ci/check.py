"""Every check and every test, each timed and labelled; see `make test`.

The quick steps all run, so that one look shows everything that is wrong; the slow ones
begin only when the quick ones passed, and end at the first failure.
"""

import os
import secrets
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
PYTEST = [PYTHON, "-m", "pytest", "-q"]
MANAGE = [PYTHON, "manage.py"]
# A database left over in the caller's environment must not receive our tests.
CLEAN = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
AS_TESTS = {"DJANGO_SETTINGS_MODULE": "config.settings_test"}


@dataclass(frozen=True)
class Step:
    label: str
    command: list[str]
    env: dict[str, str] = field(default_factory=dict)


def quick_steps(scratch: str) -> list[Step]:
    tests = AS_TESTS | {"VAR_DIR": scratch}
    production = {"SECRET_KEY": secrets.token_urlsafe(50), "VAR_DIR": scratch, "DEBUG": "0"}
    steps = [
        Step("format of the code", [PYTHON, "-m", "ruff", "format", "--check", "."]),
        Step("rules for the code", [PYTHON, "-m", "ruff", "check", "."]),
        Step("types", [PYTHON, "-m", "mypy"], tests),
        Step("migrations", [*MANAGE, "makemigrations", "--check", "--dry-run"], tests),
        Step("deployment", [*MANAGE, "check", "--deploy", "--fail-level", "WARNING"], production),
    ]
    if (ROOT / "templates").is_dir():
        djlint = [PYTHON, "-m", "djlint", "--quiet", "templates"]
        steps.append(Step("format of the templates", [*djlint, "--check"]))
        steps.append(Step("rules for the templates", [*djlint, "--lint"]))
    if (ROOT / "locale").is_dir():
        messages = [PYTHON, "-m", "config.messages"]
        steps.append(Step("translations", [*messages, "check"], tests))
        steps.append(Step("compiled translations", [*messages, "compile"], tests))
    return steps


def slow_steps() -> list[Step]:
    postgres = [PYTHON, "-m", "config.postgres", "--"]
    steps = [
        Step("tests on SQLite", [*PYTEST, "-m", "not postgres and not browser"]),
        Step("tests on PostgreSQL", [*postgres, *PYTEST, "-m", "not browser"]),
    ]
    if list((ROOT / "tests" / "journeys").glob("test_*.py")):
        # Playwright keeps an event loop in the thread in which the tests use the database.
        unsafe = {"DJANGO_ALLOW_ASYNC_UNSAFE": "true"}
        steps.append(Step("journeys in Chromium", [*PYTEST, "-m", "browser"], unsafe))
    return steps


def passes(step: Step) -> bool:
    print(f"── {step.label}", flush=True)
    began = time.monotonic()
    done = subprocess.run(
        step.command, cwd=ROOT, env=CLEAN | step.env, stdin=subprocess.DEVNULL, check=False
    )
    outcome = "ok" if done.returncode == 0 else f"FAILED ({done.returncode})"
    print(f"   {outcome}, {time.monotonic() - began:.1f} s", flush=True)
    return done.returncode == 0


def main(arguments: list[str]) -> int:
    with tempfile.TemporaryDirectory() as scratch:
        failed = [step.label for step in quick_steps(scratch) if not passes(step)]
    if failed:
        print(f"Failed: {', '.join(failed)}")
        return 1
    if "--fast" in arguments:
        return 0
    return 0 if all(passes(step) for step in slow_steps()) else 1


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
