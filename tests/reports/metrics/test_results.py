from reports.metrics.results import LEAST_LEADS, Outcome, results_of


def test_outcomes_of_a_rep_in_a_segment_are_summed():
    outcomes = [Outcome(1, "", 3, 2, 1), Outcome(1, "", 4, 0, 0), Outcome(2, "", 1, 1, 1)]

    assert results_of(outcomes) == {(1, ""): (7, 2, 1), (2, ""): (1, 1, 1)}


def test_a_segment_with_too_few_leads_says_nothing():
    few, enough = LEAST_LEADS - 1, LEAST_LEADS
    outcomes = [
        Outcome(1, "country=de", few, 1, 1),
        Outcome(1, "country=cn", 1, 1, 1),
        Outcome(2, "country=cn", enough - 1, 0, 0),
    ]

    assert set(results_of(outcomes)) == {(1, "country=cn"), (2, "country=cn")}


def test_all_leads_count_however_few():
    assert results_of([Outcome(1, "", 1, 0, 0)]) == {(1, ""): (1, 0, 0)}
