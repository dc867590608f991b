import pytest
from hypothesis import given
from hypothesis import strategies as st

from assignment.engine.keywords import read_words, to_keyword

letters = st.text(alphabet="abc报价ー가 .,-_!é١", max_size=30)


@pytest.mark.parametrize(
    ("keyword", "text"),
    [
        ("pump", "two PUMPs, one pump!"),
        ("ＰＵＭＰ", "泵pump泵"),
        ("e-mail", "Your E_Mail, please"),
        ("price list", "a price\nlist"),
        ("500", "订购500台"),
        ("kw", "10 kW"),
        ("straße", "In der STRASSE 5"),
        ("报价", "请尽快报价谢谢"),
        ("PVC管", "需要pvc管材"),
        ("견적", "견적을 보내 주세요"),
        ("ราคา", "ขอราคาหน่อย"),
        ("हिन्दी", "हिन्दी में"),
        ("café", "au café."),
    ],
)
def test_a_keyword_is_found(keyword, text):
    assert read_words(text).has(to_keyword(keyword)) is True


@pytest.mark.parametrize(
    ("keyword", "text"),
    [
        ("pump", "pumps and heatpump"),
        ("10", "10kw"),
        ("price list", "list price"),
        ("报价", "报，价"),
        ("PVC管", "upvc管"),
        ("हिन", "हिन्दी"),
        ("cafe", "cafés"),
    ],
)
def test_a_part_of_a_word_is_not_the_keyword(keyword, text):
    assert read_words(text).has(to_keyword(keyword)) is False


@pytest.mark.parametrize("keyword", ["", " ", "!?", "——", "_"])
def test_a_keyword_without_letters_is_none(keyword):
    assert to_keyword(keyword) is None


@given(letters, letters, letters)
def test_a_keyword_among_other_words_is_found(before, keyword, after):
    wanted = to_keyword(keyword)

    assert wanted is None or read_words(f"{before} {keyword} {after}").has(wanted)


@given(st.text(), st.text())
def test_looking_for_keywords_never_raises(keyword, text):
    wanted, words = to_keyword(keyword), read_words(text)

    assert wanted is None or words is None or words.has(wanted) in (True, False)


@given(letters, letters)
def test_words_are_told_apart_alike_in_a_text_and_in_its_parts(text, other):
    assert read_words(f"x {text} {other}").spaced == _joined(f"x {text}", other)


def _joined(first, second):
    spaced = [words.spaced.strip() for words in map(read_words, (first, second)) if words]
    return f" {' '.join(part for part in spaced if part)} "


def test_a_long_text_made_to_be_slow_is_searched_in_one_pass():
    words = read_words("xa" * 10_000)

    assert words.has(to_keyword("a")) is False
    assert len(words.spaced) == 20_002
