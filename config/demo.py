"""Fairlead on this machine alone: ``python -m config.demo --port 8000``, until Ctrl-C."""

import argparse
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence

from config import messages
from reps.process_group import ProcessGroup

GRACE = 15.0  # longer than the worker gives its own cluster


def prepare() -> None:
    """Bring database, schedules and translations up to date. Safe to repeat."""
    messages.compile_catalogue()
    for words in (["migrate"], ["ensure_schedules"]):
        manage = [sys.executable, "manage.py", *words, "--verbosity", "0"]
        subprocess.run(manage, cwd=messages.ROOT, check=True)


def serve(*, port: int) -> int:
    """Run web and worker until one of them ends or somebody stops us; then end both."""
    web = ["gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "2"]
    web += ["--no-control-socket", "--log-level", "warning"]
    commands = [[sys.executable, "-m", *web], [sys.executable, "manage.py", "run_worker"]]
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    groups = [ProcessGroup(command, env=os.environ) for command in commands]
    try:
        for group in groups:
            group.start()
        print(f"Fairlead runs on http://127.0.0.1:{port}/ (Ctrl-C ends it)", flush=True)
        while not stop.wait(1.0) and all(group.is_running() for group in groups):
            pass
    finally:
        for group in groups:
            group.stop(grace=GRACE)
    return 0 if stop.is_set() else 1


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m config.demo", description=__doc__)
    parser.add_argument("--port", type=int, default=8000)
    asked = parser.parse_args(arguments)
    os.chdir(messages.ROOT)
    prepare()
    return serve(port=asked.port)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
