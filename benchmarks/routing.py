"""Decisions a second of the engine alone: plain data in, a decision out, no database.

After it come live routing (``benchmarks.live_routing``) and the seconds of a dry run
(``benchmarks.dry_run``), which need one.

Every lead is matched against all the rules up to a catch-all or one shortly before it, and dealt
by weight among the members of one pool, a quarter of whom some gate keeps out. The pool's
balances differ from lead to lead, as they do when one is dealt after the other.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import count, cycle, islice
from typing import Any

from assignment.engine.codes import Exclusion, Strategy, TargetKind
from assignment.engine.conditions import Condition
from assignment.engine.roster import OFF_HOURS, ON_DUTY, Candidate, Roster, after_deal
from assignment.engine.route import Outcome, Request, plan, settle
from assignment.engine.rules import CompiledRuleSet, Rule, RuleSet, Target
from benchmarks import dry_run, live_routing
from benchmarks.table import Figure, arguments_of, at_least, median, show

POOL = 1
SMALL, LARGE = (50, 20), (200, 500)  # rules, candidates
SMALL_TARGET, LARGE_TARGET = 12_000, 1_200
SECONDS, QUICK_SECONDS = 2.0, 0.3  # of each round
ROUNDS = 5
BATCH = 50
STATES = 40  # of the pool, one deal apart
COUNTRIES = ("DE", "FR", "IT", "ES", "PL", "SE", "US", "BR", "IN", "JP")
PRODUCTS = ("Mixer 3000", "Pump P-12", "Valve set", "Conveyor", "Press line", "Dryer")
MESSAGE = "We would like to know more about your machines and their terms of delivery. " * 6


def main(words: Sequence[str]) -> int:
    asked = arguments_of(words, prog="python -m benchmarks.routing", about=__doc__)
    figures = engine_figures(seconds=QUICK_SECONDS if asked.quick else SECONDS)
    is_fast = show("Routing: the engine alone", figures, to=asked.json)
    return max(0 if is_fast else 1, live_routing.main(words), dry_run.main(words))


def engine_figures(*, seconds: float) -> list[Figure]:
    """The two promised rates, and beside each the rate when every deal is carried forward."""
    figures = []
    for (rules, candidates), target in ((SMALL, SMALL_TARGET), (LARGE, LARGE_TARGET)):
        size = f"{rules} rules, {candidates} candidates"
        rate = engine_rate(rules, candidates, seconds=seconds)
        figures.append(at_least(f"engine, {size}", rate, target, unit="1/s"))
        carried = carried_rate(rules, candidates, seconds=seconds)
        figures.append(Figure(f"carried forward, {size}", carried, "1/s"))
    return figures


def engine_rate(rules: int, candidates: int, *, seconds: float = SECONDS) -> float:
    """Decisions a second, from the facts to the winner with his ledger lines; the median round."""
    compiled, leads = make_rules(rules), make_leads()
    states = [make_roster(candidates)]
    while len(states) < STATES:
        outcome = decide(compiled, leads[0], states[-1])
        states.append(after_deal(states[-1], outcome.choice, 1000 + len(states)))
    turns = list(islice(zip(cycle(leads), cycle(states), strict=False), len(leads) * STATES))
    return median(
        [
            _rate(cycle(turns), lambda facts, roster: decide(compiled, facts, roster), seconds)
            for _ in range(ROUNDS)
        ]
    )


def carried_rate(rules: int, candidates: int, *, seconds: float = SECONDS) -> float:
    """The same one after the other, each deal changing the pool for the next, as in a dry run."""
    compiled, roster = make_rules(rules), make_roster(candidates)

    def deal(facts: dict[str, Any], number: int) -> None:
        nonlocal roster
        choice = decide(compiled, facts, roster).choice
        roster = after_deal(roster, choice, number)

    return _rate(zip(cycle(make_leads()), count(1000), strict=False), deal, seconds)


def _rate(turns: Iterator[tuple], turn: Callable[..., object], seconds: float) -> float:
    """Turns a second of one core: what other processes take of it does not count."""
    began, done, took = time.process_time(), 0, 0.0
    while took < seconds:
        for arguments in islice(turns, BATCH):
            turn(*arguments)
        done += BATCH
        took = time.process_time() - began
    return done / took


def decide(rules: CompiledRuleSet, facts: dict[str, Any], roster: Roster) -> Outcome:
    """One lead, by the very functions that every driver calls."""
    request = Request(
        facts=facts,
        sticky=None,
        key_reasons=(),
        barred={3: Exclusion.LOST_IN_CYCLE},
        review_done=False,
    )
    return settle(plan(rules, request), roster, barred=request.barred, draw=0.3, facts=facts)


def make_rules(number_of: int) -> CompiledRuleSet:
    """Two groups of two conditions each over all kinds of fields, and a catch-all at the end."""
    kinds = (
        ("country", "one_of", ["AT", "CH"]),
        ("industry", "is", "textiles"),
        ("value", "above", 500_000),
        ("product", "contains", ["turbine", "boiler"]),
        ("message", "contains", ["urgent"]),
        ("language", "is", "pt"),
    )
    target = Target(TargetKind.POOL, pool=POOL)
    rules = []
    for number in range(number_of - 1):
        first, second = kinds[number % len(kinds)], kinds[(number + 2) % len(kinds)]
        groups = (
            (Condition(*first), Condition("city", "is", f"city {number}")),
            (Condition(*second), Condition("quantity", "above", 1000 + number)),
        )
        rules.append(Rule(f"rule-{number}", f"Rule {number}", groups, target))
    rules.append(Rule("rest", "Everything else", (), target))
    return CompiledRuleSet(RuleSet(version=1, rules=tuple(rules)))


def make_roster(number_of: int) -> Roster:
    """Members of seven weights; one in five is off duty, one in seventeen has paused."""
    candidates = tuple(
        Candidate(
            rep=number + 1,
            weight=100 + 10 * (number % 7),
            balance=(number * 7919 % 1000 - 500) * 10**6,
            last_deal=number,
            open=number % 9,
            capacity=3000,
            day=number % 5,
            day_cap=2000,
            is_paused=number % 17 == 3,
            presence=ON_DUTY if number % 5 else OFF_HOURS,
        )
        for number in range(number_of)
    )
    return Roster(pool=POOL, strategy=Strategy.WEIGHTED, needs_presence=True, candidates=candidates)


def make_leads() -> list[dict[str, Any]]:
    """Facts of sixty leads, as ``facts_of`` gives them."""
    return [
        {
            "name": f"Person {number}",
            "company": f"Company {number}",
            "email_domain": f"company{number}.example",
            "has_email": True,
            "has_phone": number % 3 > 0,
            "country": COUNTRIES[number % len(COUNTRIES)],
            "region": "",
            "city": f"City {number % 97}",
            "industry": "Chemicals",
            "product": PRODUCTS[number % len(PRODUCTS)],
            "quantity": number,
            "value": 1_200_000 + number,
            "currency": "EUR",
            "language": "fr-FR",
            "source": "fair",
            "channel": "form",
            "message": MESSAGE,
            "is_key": False,
            "is_customer": False,
            "attributes": {"page": "/machines/"},
        }
        for number in range(60)
    ]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
