"""From a request to a committed owner: how long it takes beside a bare insert of the same row.

Every lead is a new person. The two are called in turn, so that whatever else the machine
does falls on both. ``python -m benchmarks.intake`` needs an empty database.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from django.utils import timezone

from benchmarks.company import (
    LEADS,
    QUICK_LEADS,
    REPS,
    Company,
    fill,
    hire,
    new_people,
    publish_one_pool,
)
from benchmarks.serving import Body, caller, gunicorn, requests_per_second
from benchmarks.table import Figure, arguments_of, at_most, median, p99, show
from leads.models import InboxMessage

INTAKE, BARE = "/api/v1/leads/", "/bare/"
MOST_TIMES_BARE = 4
MOST_TIMES_MEDIAN = 5
WARM_UP = 20


@dataclass(frozen=True, slots=True)
class Sizes:
    leads: int = LEADS
    calls: int = 1000
    rounds: int = 5
    posts: int = 200  # by all connections together, in one round
    large_pool: int = 500


QUICK = Sizes(leads=QUICK_LEADS, calls=100, rounds=2, posts=32, large_pool=200)


def main(words: list[str]) -> int:
    asked = arguments_of(words, prog="python -m benchmarks.intake", about=__doc__)
    sizes = QUICK if asked.quick else Sizes()
    company = fill(leads=sizes.leads, now=timezone.now())
    people = new_people(InboxMessage.objects.count())
    figures = _latency("50 rules, 10 pools", company, people, sizes.calls)
    figures += _throughput("50 rules, 10 pools", company, people, sizes)
    publish_one_pool(company.reps, now=timezone.now())
    name = f"one pool of {REPS}"
    figures += _latency(name, company, people, sizes.calls)
    figures += _throughput(name, company, people, sizes)
    everybody = [*company.reps, *hire(sizes.large_pool - REPS, now=timezone.now())]
    publish_one_pool(everybody, now=timezone.now())
    name = f"one pool of {sizes.large_pool}"
    figures += _as_information(_latency(name, company, people, sizes.calls // 2))
    title = f"Intake: one lead to its committed owner, {sizes.leads:,} leads present"
    return 0 if show(title, figures, to=asked.json) else 1


def _latency(name: str, company: Company, people: Iterator[Body], calls: int) -> list[Figure]:
    """Median and 99th percentile inside this process, intake and bare insert in turn."""
    post = caller(company.key)
    took: dict[str, list[float]] = {INTAKE: [], BARE: []}
    for person in islice(people, WARM_UP):
        _check(post(INTAKE, person))
        post(BARE, person)
    for person in islice(people, calls):
        for path, times in took.items():
            began = time.perf_counter()
            post(path, person)
            times.append((time.perf_counter() - began) * 1000)
    ours, bare = median(took[INTAKE]), median(took[BARE])
    return [
        Figure(f"{name}: intake, median", ours),
        Figure(f"{name}: intake, p99", p99(took[INTAKE])),
        Figure(f"{name}: bare insert, median", bare),
        Figure(f"{name}: bare insert, p99", p99(took[BARE])),
        at_most(f"{name}: intake ÷ bare, medians", ours / bare, MOST_TIMES_BARE, unit="×"),
        at_most(
            f"{name}: intake, p99 ÷ median", p99(took[INTAKE]) / ours, MOST_TIMES_MEDIAN, unit="×"
        ),
    ]


def _throughput(name: str, company: Company, people: Iterator[Body], sizes: Sizes) -> list[Figure]:
    """Requests a second over loopback with 1 and with 8 connections, intake and bare in turn."""
    figures = []
    with gunicorn() as port:
        for clients in (1, 8):
            rates: dict[str, list[float]] = {INTAKE: [], BARE: []}
            for _ in range(sizes.rounds):
                each = [list(islice(people, sizes.posts // clients)) for _ in range(clients)]
                for path, found in rates.items():
                    found.append(requests_per_second(port, path, key=company.key, of_each=each))
            ours, bare = median(rates[INTAKE]), median(rates[BARE])
            what = f"{name}: {clients} connection{'s' if clients > 1 else ''}"
            figures += [
                Figure(f"{what}, intake", ours, "req/s"),
                Figure(f"{what}, bare insert", bare, "req/s"),
                at_most(f"{what}, bare ÷ intake", bare / ours, MOST_TIMES_BARE, unit="×"),
            ]
    return figures


def _check(answer: dict) -> None:
    """A benchmark of leads that find nobody would be quick, and of no use."""
    if answer["outcome"] != "created" or answer["lead"]["owner"] is None:
        raise RuntimeError(f"This lead found no owner: {answer}")


def _as_information(figures: list[Figure]) -> list[Figure]:
    return [Figure(figure.name, figure.value, figure.unit) for figure in figures]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
