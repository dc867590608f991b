"""Fairlead on this machine alone: ``python -m config.demo --port 8000``, until Ctrl-C."""

import argparse
import http.client
import os
import signal
import socket
import sys
import threading
from collections.abc import Sequence

from django.conf import settings

from config import messages
from reports.demo.welcome import welcome
from reps.process_group import ProcessGroup

HOST = "127.0.0.1"
GRACE = 15.0  # longer than the worker gives its own cluster


def port_number(text: str) -> int:
    if not (text.isdecimal() and 1 <= int(text) <= 65535):
        raise argparse.ArgumentTypeError(f"{text} is no port; name one from 1 to 65535")
    return int(text)


def is_taken(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return True
    return False


def refuse(port: int) -> int:
    print(f"Port {port} is taken. Choose another: make demo PORT={port + 1}", file=sys.stderr)
    return 1


def prepare(stop: threading.Event) -> bool:
    """Bring database, demo company, schedules and translations up to date. Safe to repeat.

    False when something failed, and said why, or when we were asked to stop.
    """
    messages.compile_catalogue()
    # In debug mode Django keeps every query in memory, and the demo asks many.
    env = os.environ | {"DEBUG": "0"}
    group = ProcessGroup([sys.executable, "-m", "config.prepare"], env=env)
    group.start()
    try:
        while group.is_running() and not stop.wait(0.1):
            pass
    finally:
        group.stop(grace=GRACE)
    return group.leader.returncode == 0 and not stop.is_set()


def serve(*, port: int, stop: threading.Event) -> int:
    """Run web, worker and the worker for long jobs until one ends or somebody stops us."""
    web = ["gunicorn", "config.wsgi", "--bind", f"{HOST}:{port}", "--workers", "2"]
    web += ["--no-control-socket", "--log-level", "warning"]
    worker = [sys.executable, "manage.py", "run_worker"]
    commands = [[sys.executable, "-m", *web], worker, [*worker, "--cluster", "long"]]
    # What is printed here are the logins; only trouble may push them off the screen.
    env = {"LOG_LEVEL": "WARNING"} | os.environ
    groups = [ProcessGroup(command, env=env) for command in commands]
    is_greeted = False
    try:
        for group in groups:
            group.start()
        while not stop.wait(0.2) and all(group.is_running() for group in groups):
            if not is_greeted and answers(port):
                url = f"http://{HOST}:{port}/"
                print(welcome(url=url, secret=settings.SECRET_KEY), flush=True)
                is_greeted = True
    finally:
        for group in groups:
            group.stop(grace=GRACE)
    if not stop.is_set():
        print("Web server or worker ended by itself; see above.", file=sys.stderr)
    return 0 if stop.is_set() else 1


def answers(port: int) -> bool:
    connection = http.client.HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", "/accounts/login/")
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m config.demo", description=__doc__)
    parser.add_argument("--port", type=port_number, default=8000)
    port = parser.parse_args(arguments).port
    os.chdir(messages.ROOT)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if is_taken(port):
        return refuse(port)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    if not prepare(stop):
        return 0 if stop.is_set() else 1
    if is_taken(port):  # by somebody who was quicker
        return refuse(port)
    return serve(port=port, stop=stop)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
