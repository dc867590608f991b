"""Ways to call the site: in this process, or through gunicorn with several clients at once."""

from __future__ import annotations

import http.client
import json
import multiprocessing
import os
import socket
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from http import HTTPStatus
from io import BytesIO
from typing import Any

from django.core.wsgi import get_wsgi_application
from django.db import connections

from reps.process_group import ProcessGroup

HOST = "127.0.0.1"
SECONDS_TO_START = 30
FORK = multiprocessing.get_context("fork")  # the clients need no Django of their own
Body = dict[str, object]


class Refused(RuntimeError):
    """The site answered otherwise than 201; a benchmark of errors would look quick."""


def caller(key: str) -> Callable[[str, Body], dict[str, Any]]:
    """A function that posts JSON through the whole WSGI application, without a network."""
    application = get_wsgi_application()

    def post(path: str, person: Body) -> dict[str, Any]:
        body = json.dumps(person).encode()
        statuses: list[str] = []
        response = application(
            {
                "REQUEST_METHOD": "POST",
                "PATH_INFO": path,
                "SERVER_NAME": HOST,
                "SERVER_PORT": "80",
                "HTTP_HOST": HOST,
                "HTTP_AUTHORIZATION": f"Api-Key {key}",
                "CONTENT_TYPE": "application/json",
                "CONTENT_LENGTH": str(len(body)),
                "wsgi.url_scheme": "http",
                "wsgi.input": BytesIO(body),
                "wsgi.errors": sys.stderr,
            },
            lambda status, headers: statuses.append(status),
        )
        answer = b"".join(response)
        response.close()
        if not statuses[0].startswith("201"):
            raise Refused(f"{statuses[0]}: {answer[:500]!r}")
        return json.loads(answer)

    return post


@contextmanager
def gunicorn() -> Iterator[int]:
    """The site on a free port, served as ``config.demo`` serves it."""
    with socket.create_server((HOST, 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"{HOST}:{port}"]
    command += ["--workers", "2", "--no-control-socket", "--log-level", "warning"]
    server = ProcessGroup(command, env=os.environ)
    connections.close_all()  # neither the server nor the clients may share them
    server.start()
    try:
        _wait_for(port)
        yield port
    finally:
        server.stop(grace=10)


def requests_per_second(port: int, path: str, *, key: str, of_each: Sequence[list[Body]]) -> float:
    """Let one process for each list post its people one after the other, all at once."""
    headers = {"Authorization": f"Api-Key {key}", "Content-Type": "application/json"}
    connections.close_all()
    gate = FORK.Barrier(len(of_each) + 1)
    failures = FORK.Value("i", 0)
    clients = [
        FORK.Process(target=_client, args=(port, path, headers, people, gate, failures))
        for people in of_each
    ]
    for client in clients:
        client.start()
    gate.wait()
    began = time.perf_counter()
    for client in clients:
        client.join()
    took = time.perf_counter() - began
    if failures.value:
        raise Refused(f"{failures.value} requests to {path} were not answered with 201")
    return sum(map(len, of_each)) / took


def _client(port, path, headers, people, gate, failures) -> None:
    bodies = [json.dumps(person).encode() for person in people]
    link = http.client.HTTPConnection(HOST, port, timeout=60)
    gate.wait()
    for body in bodies:
        link.request("POST", path, body, headers)  # connects again whenever the server has closed
        answer = link.getresponse()
        answer.read()
        if answer.status != HTTPStatus.CREATED:
            with failures.get_lock():
                failures.value += 1
    link.close()


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while True:
        try:
            socket.create_connection((HOST, port), timeout=1).close()
            return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
