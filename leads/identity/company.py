"""Company names in the form in which the same company is written the same way."""

import re
import unicodedata
from itertools import groupby
from pathlib import Path

DATA = Path(__file__).resolve().parent.parent / "data"

LEGAL_ENDINGS = frozenset((DATA / "legal_forms.txt").read_text("utf-8").split())
LONGEST_KEY = 200  # some characters become eighteen in compatibility form
LEGAL_PHRASES = (("sp", "z", "oo"), ("sp", "zoo"), ("sp", "zo", "o"), ("de", "cv"), ("e", "k"))
LEGAL_BEGINNINGS = frozenset(["pt", "ооо", "оао", "зао", "пао", "ао", "тоо", "ип"])
CHINESE_FORMS = re.compile(
    r"(?:股份有限公司|有限责任公司|有限責任公司|有限公司|株式会社|株式會社|有限会社|合同会社|주식회사|유한회사|公司)$"
)
LEADING_FORMS = re.compile(r"^(?:株式会社|有限会社|合同会社|주식회사|유한회사|\(주\)|\(株\))\s*")
JOINING_MARKS = re.compile(r"[.'’`´]")
OTHER_MARKS = re.compile(r"[\W_]+")
LINKS = frozenset(["and", "und", "et", "y"])


def company_key(name: str) -> str:
    """Give what is left of a company's name without legal form, punctuation, width and case.

    Equal keys mean the same name, not yet the same company. Empty when nothing is left.
    """
    text = unicodedata.normalize("NFKC", name).casefold().replace("&", " and ")
    text = LEADING_FORMS.sub("", text.strip())
    tokens = OTHER_MARKS.sub(" ", JOINING_MARKS.sub("", text)).split()
    key = _without_chinese_form("".join(_without_legal_form(_joined_initials(tokens))))
    return key[:LONGEST_KEY]


def _joined_initials(tokens: list[str]) -> list[str]:
    """Write ``s r o`` and ``a s`` as one word, the way others write them."""
    joined: list[str] = []
    for is_initial, group in groupby(tokens, key=lambda token: len(token) == 1 and token.isascii()):
        words = list(group)
        joined += ["".join(words)] if is_initial else words
    return joined


def _without_legal_form(tokens: list[str]) -> list[str]:
    while tokens and tokens[0] in LEGAL_BEGINNINGS:
        tokens = tokens[1:]
    while tokens:
        ending = _legal_ending(tokens)
        if not ending:
            break
        tokens = tokens[:-ending]
    return tokens


def _legal_ending(tokens: list[str]) -> int:
    """Count the last words that only say what kind of company it is."""
    for phrase in LEGAL_PHRASES:
        if tuple(tokens[-len(phrase) :]) == phrase:
            return len(phrase)
    return int(tokens[-1] in LEGAL_ENDINGS or tokens[-1] in LINKS)


def _without_chinese_form(key: str) -> str:
    shorter = CHINESE_FORMS.sub("", key)
    while shorter != key:
        key, shorter = shorter, CHINESE_FORMS.sub("", shorter)
    return key
