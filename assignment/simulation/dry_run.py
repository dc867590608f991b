"""Dry runs and comparisons as rows: asked for, run in chunks by the worker, read when done."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db import DatabaseError
from django.db.models import QuerySet

from assignment.choices import SimulationKind, SimulationState
from assignment.engine.rules import CompiledRuleSet, UnreadableRules
from assignment.models import RuleSetVersion, Simulation
from assignment.policies import NoPolicy
from assignment.simulation.arrivals import leads_between
from assignment.simulation.run import start_run
from assignment.simulation.versions import content_of, rules_of
from reps.leases import SECONDS, Overtaken, Ran, claim, forgotten, rare_collections

logger = logging.getLogger(__name__)
LEASE = timedelta(minutes=3)  # one chunk, and reading how the ledgers stood at its beginning
MOST_DAYS = 366
BUSY = (SimulationState.QUEUED, SimulationState.RUNNING)
FAULTS = (ArithmeticError, LookupError, TypeError, ValueError, AttributeError)
Told = Callable[[Simulation], None]


class Problem(StrEnum):
    """Why a simulation failed; stored, never renamed."""

    NO_POLICY = "no_policy"
    UNREADABLE = "unreadable"
    ERROR = "error"


def ask(
    *,
    version: RuleSetVersion,
    baseline: RuleSetVersion | None = None,
    days: int,
    by: int | None,
    now: datetime,
) -> Simulation:
    """Ask for a dry run of the last days, or with a baseline for a comparison; to be queued."""
    since = now - timedelta(days=days)
    return Simulation.objects.create(
        kind=SimulationKind.DRY_RUN if baseline is None else SimulationKind.COMPARE,
        version=version,
        baseline=baseline,
        content=content_of(version),
        since=since,
        until=now,
        total=leads_between(since, now).count(),
        asked_by_id=by,
        asked_at=now,
    )


def run_chunk(
    simulation_id: int, *, seconds: float = SECONDS, told: Told | None = None, now: datetime
) -> Ran:
    """Decide leads for so many seconds, from where the last chunk ended.

    Only one worker at a time runs a simulation. A chunk that was killed is done again once its
    lease is over: it has written nothing but how far it was.
    """
    ready = Simulation.objects.filter(pk=simulation_id, state__in=BUSY)
    if not claim(ready, running=SimulationState.RUNNING, now=now, lease=LEASE):
        return _why_not(simulation_id)
    one = Simulation.objects.select_related("baseline").get(pk=simulation_id)
    try:
        with rare_collections():
            return _run(one, seconds=seconds, told=told, now=now)
    except NoPolicy:
        return _fail(one, Problem.NO_POLICY, now=now)
    except UnreadableRules:
        return _fail(one, Problem.UNREADABLE, now=now)
    except Overtaken:
        return Ran.BUSY
    except FAULTS:
        logger.exception("Simulation %s failed", simulation_id)
        return _fail(one, Problem.ERROR, now=now)
    finally:
        with suppress(DatabaseError):  # then the lease ends by itself
            _mine(one).update(busy_until=now)


def forgotten_simulations(*, now: datetime) -> list[int]:
    """Simulations on their way that nobody has worked on for a while."""
    return forgotten(Simulation.objects.filter(state__in=BUSY), made_at="asked_at", now=now)


def rule_sets_of(simulation: Simulation) -> list[CompiledRuleSet]:
    """What a simulation decides by, the baseline first. Raises UnreadableRules."""
    own = rules_of(simulation.content)
    if simulation.baseline is None:
        return [own]
    return [rules_of(content_of(simulation.baseline)), own]


def _why_not(simulation_id: int) -> Ran:
    state = Simulation.objects.values_list("state", flat=True).get(pk=simulation_id)
    over = {SimulationState.DONE: Ran.DONE, SimulationState.FAILED: Ran.FAILED}
    return over.get(SimulationState(state), Ran.BUSY)


def _mine(one: Simulation) -> QuerySet[Simulation]:
    return Simulation.objects.filter(
        pk=one.pk, state=SimulationState.RUNNING, busy_until=one.busy_until
    )


def _run(one: Simulation, *, seconds: float, told: Told | None, now: datetime) -> Ran:
    run = start_run(
        rule_sets_of(one), since=one.since, until=one.until, carried=one.carried or None
    )

    def tell(done: int) -> None:
        one.done = done
        _write(one, done=done)
        if told:
            told(one)

    if not run.go_on(seconds=seconds, told=tell):
        _write(one, carried=run.carried())
        return Ran.MORE
    _write(
        one,
        state=SimulationState.DONE,
        result=run.result(),
        carried={},
        done=run.done,
        total=run.done,
        finished_at=now,
        busy_until=None,
    )
    return Ran.DONE


def _write(one: Simulation, **values: Any) -> None:
    if not _mine(one).update(**values):
        raise Overtaken


def _fail(one: Simulation, problem: Problem, *, now: datetime) -> Ran:
    failed = {"state": SimulationState.FAILED, "problem": str(problem), "finished_at": now}
    return Ran.FAILED if _mine(one).update(**failed, carried={}, busy_until=None) else Ran.BUSY
