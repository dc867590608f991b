import pytest

from assignment.engine.codes import Strategy
from assignment.engine.ledger import UNIT
from assignment.engine.requirements import traits_of
from assignment.engine.roster import Candidate, Deal
from assignment.engine.strategies import STRATEGIES
from tests.assignment.engine.cast import ranked

LEAD = {
    "language": "zh-Hans-CN",
    "area": ("CN-SH", "CN-EAST", "CN"),
    "product": "Pumps",
    "industry": "Machinery",
    "message": "请报价 hydraulic pumps 200 台, 需要现场安装。",
    "grade": "A",
}


def member(rep=1, **traits):
    return Candidate(rep=rep, traits=traits_of(**traits))


def points(candidate, facts=LEAD, **options):
    method = STRATEGIES[Strategy.BEST_MATCH]
    return method.points(candidate, Deal(draw=0, facts=facts, options=options))


EXPERT = member(
    languages=["zh"],
    areas=["CN-SH"],
    products=["pumps"],
    industries=["Machinery"],
    skills=["hydraulic"],
    level=["senior"],
)


def test_a_perfect_match_has_all_the_points():
    assert points(EXPERT) == {
        "language": 30,
        "territory": 20,
        "product": 20,
        "industry": 10,
        "skill": 10,
        "level": 10,
    }


def test_the_number_is_the_sum_of_the_points():
    assert ranked(Strategy.BEST_MATCH, EXPERT, facts=LEAD) == [(1, 100.0)]


def test_the_manager_sets_the_weights_and_nought_takes_a_criterion_out():
    shown = points(EXPERT, language=5, territory=0)

    assert shown["language"] == 5
    assert "territory" not in shown


@pytest.mark.parametrize(
    ("traits", "criterion", "expected"),
    [
        ({"languages": ["en"]}, "language", 0),
        ({"languages": ["zh-CN"]}, "language", 0),  # zh-Hans-CN is zh-Hans and zh, but not zh-CN
        ({"languages": ["zh-Hans"]}, "language", 30),
        ({"areas": ["CN"]}, "territory", 10),
        ({"areas": ["CN-BJ"]}, "territory", 0),
        ({"products": ["valves", "pumps"]}, "product", 20),
        ({"industries": ["textiles"]}, "industry", 0),
        ({"skills": ["hydra"]}, "skill", 0),
        ({"skills": ["现场安装"]}, "skill", 10),
        ({"skills": ["welding", "Machinery"]}, "skill", 10),
        ({"level": ["regular"]}, "level", 5),
        ({"level": ["junior"]}, "level", 0),
        ({}, "level", 0),
    ],
)
def test_each_criterion_compares_the_lead_with_what_the_rep_has(traits, criterion, expected):
    assert points(member(**traits))[criterion] == expected


@pytest.mark.parametrize(
    ("facts", "level", "expected"),
    [
        ({"grade": "C"}, "junior", 10),
        ({"grade": "B"}, "senior", 5),
        ({"is_key": True}, "senior", 10),
        ({"is_key": True, "grade": "C"}, "senior", 0),
        ({}, "senior", 0),
        ({"grade": "Z"}, "senior", 0),
    ],
)
def test_the_level_should_fit_the_grade(facts, level, expected):
    assert points(member(level=[level]), facts)["level"] == expected


def test_a_lead_that_says_nothing_gives_nobody_points_and_the_ledger_decides():
    first = Candidate(rep=1, traits=EXPERT.traits)
    due = Candidate(rep=2, balance=UNIT)

    assert ranked(Strategy.BEST_MATCH, first, due) == [(2, 0.0), (1, 0.0)]


def test_equal_points_go_by_the_ledger():
    twin = Candidate(rep=2, traits=EXPERT.traits, balance=UNIT)
    other = member(rep=3, languages=["zh"])

    order = ranked(Strategy.BEST_MATCH, other, EXPERT, twin, facts=LEAD)

    assert order == [(2, 100.0), (1, 100.0), (3, 30.0)]
