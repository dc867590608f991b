"""Short ways to write rosters, rules and requests, shared by the tests of the engine."""

from assignment.engine.codes import Strategy, TargetKind
from assignment.engine.pick import pick
from assignment.engine.roster import Candidate, Deal, Roster, after_deal
from assignment.engine.route import Request
from assignment.engine.rules import CompiledRuleSet, Rule, RuleSet, Target
from assignment.engine.strategies import STRATEGIES

POOL = 7
TO_POOL = Target(TargetKind.POOL, pool=POOL)
TO_REPS = Target(TargetKind.REPS, reps=(1, 2))
TO_REVIEW = Target(TargetKind.REVIEW)


def make_roster(
    *candidates, strategy=Strategy.WEIGHTED, needs_presence=False, pool=POOL, **settings
):
    return Roster(
        pool=pool,
        strategy=strategy,
        needs_presence=needs_presence,
        candidates=tuple(candidates),
        **settings,
    )


def members(weights):
    """Candidates 1, 2, 3 … of the given weights."""
    return [Candidate(rep=rep, weight=weight) for rep, weight in enumerate(weights, start=1)]


def make_rule(key="rule", *groups, target=TO_POOL):
    return Rule(key=key, name=key.title(), groups=tuple(map(tuple, groups)), target=target)


def compiled(*rules):
    return CompiledRuleSet(RuleSet(version=1, rules=rules))


def make_request(facts=None, *, sticky=None, key_reasons=(), barred=None, review_done=False):
    return Request(
        facts=facts or {},
        sticky=sticky,
        key_reasons=key_reasons,
        barred=barred or {},
        review_done=review_done,
    )


def ranked(strategy, *candidates, facts=None, draw=0.5, **options):
    """The reps in the order of a strategy, each with his number."""
    lead = Deal(draw=draw, facts=facts or {}, options=options)
    order = STRATEGIES[strategy].rank(candidates, deal=lead)
    return [(candidate.rep, number) for candidate, number in order]


def deal(roster, count, *, barred_each=None):
    """Deal leads one after another; the winners and the roster that is left."""
    winners = []
    for number in range(1, count + 1):
        barred = barred_each(number) if barred_each else {}
        choice = pick(roster, barred=barred, draw=0.5)
        roster = after_deal(roster, choice, number)
        winners.append(choice.winner)
    return winners, roster
