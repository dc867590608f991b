"""What every benchmark shares: its arguments, figures with targets, and how they are shown."""

from __future__ import annotations

import argparse
import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

from django.db import connection

__all__ = ["Figure", "arguments_of", "at_least", "at_most", "machine", "median", "p99", "show"]


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value; ``target`` is the promise in words, ``ok`` None where there is none."""

    name: str
    value: float
    unit: str = "ms"
    target: str = ""
    ok: bool | None = None


def at_most(name: str, value: float, limit: float, *, unit: str = "ms") -> Figure:
    """A figure that must not exceed its limit."""
    return Figure(name, value, unit, f"at most {limit:g}", value <= limit)


def at_least(name: str, value: float, limit: float, *, unit: str) -> Figure:
    """A figure that must reach its limit."""
    return Figure(name, value, unit, f"at least {limit:g}", value >= limit)


def p99(values: Sequence[float]) -> float:
    """The value that one in a hundred exceeds."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]


def arguments_of(words: Sequence[str], *, prog: str, about: str) -> argparse.Namespace:
    """The arguments of a benchmark: ``quick`` and ``json``."""
    parser = argparse.ArgumentParser(prog=prog, description=about)
    parser.add_argument("--quick", action="store_true", help="fewer rows, less than a minute")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there")
    return parser.parse_args(words)


def machine() -> str:
    """The machine, Python and the database, in one line; a figure means nothing without them."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT current_setting('server_version'), current_setting('fsync')")
            version, fsync = cursor.fetchone()
            database = f"PostgreSQL {version.split()[0]}, fsync {fsync}"
        else:
            cursor.execute("SELECT sqlite_version()")
            database = f"SQLite {cursor.fetchone()[0]}, WAL, synchronous NORMAL"
    return f"{os.cpu_count()} × {_processor()}, Python {platform.python_version()}, {database}"


def show(title: str, figures: Sequence[Figure], *, to: Path | None = None) -> bool:
    """Print figures as a table and put them into a JSON file, where they replace older ones.

    Returns whether every target is met.
    """
    print(f"\n{title}\n{machine()}\n", flush=True)
    width = max(len(figure.name) for figure in figures)
    for figure in figures:
        verdict = "" if figure.ok is None else ("ok" if figure.ok else "MISSED")
        value = f"{figure.value:>10,.2f} {figure.unit:<8}"
        print(f"{figure.name:<{width}}  {value} {figure.target:<14} {verdict}".rstrip())
    print(flush=True)
    if to is not None:
        known = json.loads(to.read_text("utf-8")) if to.exists() else []
        rows = {row["name"]: row for row in [*known, *map(asdict, figures)]}
        to.write_text(json.dumps([*rows.values()], indent=1) + "\n", "utf-8")
    return all(figure.ok is not False for figure in figures)


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text("utf-8").splitlines() if info.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()
