import pytest

from assignment.engine.codes import Strategy
from assignment.engine.ledger import UNIT
from assignment.engine.pick import pick
from assignment.engine.roster import Candidate
from assignment.engine.strategies.best_result import MAX_SEGMENT, segment_of
from tests.assignment.engine.cast import make_roster, ranked

GERMAN = {"country": "DE", "industry": "Machinery"}


def member(rep, leads, responded, converted, *, segment="", balance=0):
    figures = {segment: (leads, responded, converted)}
    return Candidate(rep=rep, figures=figures, balance=balance)


def results(*candidates, facts=GERMAN, draw=0.99, **options):
    return ranked(Strategy.BEST_RESULT, *candidates, facts=facts, draw=draw, **options)


def test_whoever_converts_more_comes_first():
    order = results(member(1, 100, 90, 10), member(2, 100, 10, 30))

    assert order == [(2, pytest.approx(34 / 120)), (1, pytest.approx(14 / 120))]


def test_the_objective_may_be_the_response_in_time():
    order = results(member(1, 100, 90, 10), member(2, 100, 10, 30), objective="response")

    assert order == [(1, pytest.approx(100 / 120)), (2, pytest.approx(20 / 120))]


def test_few_leads_prove_little():
    lucky, proven = member(1, 2, 2, 2), member(2, 200, 200, 80)

    order = results(lucky, proven)

    assert [rep for rep, _ in order] == [1, 2]
    assert order[0][1] == pytest.approx((2 + 20 * 82 / 202) / 22)
    assert order[1][1] == pytest.approx((80 + 20 * 82 / 202) / 220)


def test_the_prior_says_how_much_is_little():
    lucky, proven = member(1, 2, 2, 1), member(2, 200, 200, 90)

    bold, careful = results(lucky, proven, prior=1), results(lucky, proven, prior=1000)

    assert bold[0][1] - bold[1][1] > 10 * (careful[0][1] - careful[1][1]) > 0


def test_a_newcomer_counts_as_the_team_does():
    order = results(member(1, 100, 90, 10), Candidate(rep=2), member(3, 100, 90, 30))

    assert order[1] == (2, pytest.approx(0.2))


def test_figures_of_the_lead_s_segment_count():
    here = member(1, 50, 40, 20, segment="country=de")
    elsewhere = member(2, 50, 40, 49, segment="country=fr")

    order = results(here, elsewhere, segment=["country"])

    assert [rep for rep, _ in order] == [1, 2]


def test_a_segment_that_nobody_has_had_yet_goes_by_all_leads():
    weak, strong = member(1, 100, 90, 10), member(2, 100, 90, 30)

    assert results(weak, strong, segment=["country"]) == results(weak, strong)


def test_without_any_figures_the_ledger_decides():
    order = results(Candidate(rep=1), Candidate(rep=2, balance=UNIT))

    assert order == [(2, 0.0), (1, 0.0)]


@pytest.mark.parametrize(("draw", "first"), [(0.0, 1), (0.199, 1), (0.2, 2), (0.9, 2)])
def test_the_share_for_exploration_goes_by_the_ledger(draw, first):
    due, successful = member(1, 100, 90, 10, balance=UNIT), member(2, 100, 90, 30)

    order = results(due, successful, draw=draw, explore_percent=20)

    assert order[0][0] == first


def test_an_explored_choice_says_so():
    roster = make_roster(Candidate(rep=1), strategy=Strategy.BEST_RESULT)

    notes = [pick(roster, barred={}, draw=draw).notes for draw in (0.05, 0.5)]

    assert notes == [("explored",), ()]


def test_a_segment_is_told_by_names_and_folded_values():
    facts = {"country": " DE ", "product": "Ｐumps|valves", "area": ["CN-SH", "CN"]}

    assert segment_of(facts, []) == ""
    assert segment_of(facts, ["country", "product"]) == "country=de|product=pumps/valves"
    assert segment_of(facts, ["area", "city"]) == "area=cn-sh|city="


def test_long_segments_stay_apart_within_the_column():
    fields = [f"attributes.{letter * 80}" for letter in "abc"]
    facts = [{fields[2]: "x"}, {fields[2]: "y"}]

    keys = [segment_of(one, fields) for one in facts]

    assert len({*keys}) == 2
    assert {len(key) for key in keys} == {MAX_SEGMENT}
