"""One file per strategy, one signature, one register.

A strategy is a pure function that puts the eligible candidates in order, and a second one that
says with which weights the ledger books a deal among them. A new one is a file with a ``METHOD``,
a line in ``REGISTERED`` below, and a test; ``makemigrations`` tells the database of its code.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from assignment.engine.codes import Problem, Strategy
from assignment.engine.strategies import (
    best_match,
    best_result,
    claim,
    load_balance,
    offer,
    round_robin,
    weighted,
)
from assignment.engine.strategies.method import Method, Mode, Need, Option, Unit

__all__ = [
    "STRATEGIES",
    "Method",
    "Mode",
    "Need",
    "Option",
    "Unit",
    "clean_options",
    "method_of",
    "register",
]

# In the order in which a form offers them.
REGISTERED: Final[tuple[Method, ...]] = (
    round_robin.METHOD,
    weighted.METHOD,
    load_balance.METHOD,
    best_match.METHOD,
    best_result.METHOD,
    offer.METHOD,
    claim.METHOD,
)
STRATEGIES: Final[dict[str, Method]] = {}


def register(methods: Iterable[Method]) -> None:
    """Make strategies known by their codes. Raises ValueError for a code that is taken."""
    for method in methods:
        if method.code in STRATEGIES:
            raise ValueError(f"Two strategies are called {method.code!r}")
        STRATEGIES[method.code] = method


register(REGISTERED)


def method_of(code: str) -> Method:
    """The strategy of that code; weighted for one that does not exist any more."""
    return STRATEGIES.get(code) or STRATEGIES[Strategy.WEIGHTED]


def clean_options(
    strategy: str, raw: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Problem]]:
    """A value for every option of a strategy, and what is wrong with ``raw``, by option.

    A faulty value counts as the default, so the options can be used whatever the problems.
    Options that are lists come back as lists, as JSON keeps them.
    """
    known = {option.name: option for option in method_of(strategy).options}
    problems = {name: Problem.UNKNOWN_OPTION for name in raw if name not in known}
    for name, option in known.items():
        problem = option.problem(raw[name]) if name in raw else None
        if problem is not None:
            problems[name] = problem
    return {name: _as_json(option.of(raw)) for name, option in known.items()}, problems


def _as_json(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
