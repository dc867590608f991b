"""What a rep is told who takes a lead: every code has its sentence."""

from assignment.engine.codes import Exclusion
from assignment.pools.refusals import SENTENCES, Answer, Refused, sentence_of


def test_every_answer_has_a_sentence():
    assert set(Answer) <= set(SENTENCES)


def test_a_gate_without_a_sentence_of_its_own_is_named():
    said = sentence_of(Exclusion.LANGUAGE_MISSING)

    assert said == "You cannot take this lead: does not speak the language."


def test_a_refusal_carries_its_code():
    assert Refused(Answer.GONE).code == "gone"
