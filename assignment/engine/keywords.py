"""Keywords in running text: whole words where spaces part words, mere containment where none do.

A text and a keyword are brought into the same form, in which one look for the second in the first
is the whole test: no pattern comes from a person, and no search goes back over what it has read.
"""

import re
from dataclasses import dataclass
from typing import Final

from assignment.engine.values import fold, read_text

# Scripts that put no spaces between words: Thai, Lao, Burmese, Khmer, Chinese and Japanese; and
# Korean, which does, but hangs its particles on to the words.
_UNPARTED: Final = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
)
# Signs that stand on the letters of a word and belong to it.
_SIGNS: Final = "\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0dff"
_RUNS: Final = re.compile(rf"[{_UNPARTED}]+|(?:[^\W_{_UNPARTED}]|[{_SIGNS}])+")
_IS_UNPARTED: Final = re.compile(rf"[{_UNPARTED}]")
_MARKS: Final = {code: " " for code in range(128) if not chr(code).isalnum()}
_ANY_MARKS: Final = re.compile(f"[{re.escape(''.join(map(chr, _MARKS)))}]+")


@dataclass(frozen=True, slots=True)
class Keyword:
    """``spaced`` is what to look for; it cannot be there unless ``run``, the longest part, is."""

    run: str
    spaced: str


class Words:
    """A text to look for keywords in; put into their form only if one may be there."""

    __slots__ = ("_spaced", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self._spaced = ""

    def has(self, keyword: Keyword) -> bool:
        """Chinese, in one piece, is where its letters are; for others it depends on the spaces."""
        return keyword.run in self.text and (
            keyword.run == keyword.spaced or keyword.spaced in self.spaced
        )

    @property
    def spaced(self) -> str:
        """Such as " please quote 报价 for 2 pumps ": the runs of letters, a space around each."""
        if not self._spaced:
            self._spaced = f" {' '.join(_runs(self.text))} "
        return self._spaced


def read_words(raw: object) -> Words | None:
    text = read_text(raw)
    return None if text is None else Words(text)


def to_keyword(text: str) -> Keyword | None:
    """None for a keyword without a letter or a digit."""
    runs = _runs(fold(text))
    if not runs:
        return None
    before = "" if _IS_UNPARTED.match(runs[0]) else " "
    after = "" if _IS_UNPARTED.match(runs[-1]) else " "
    return Keyword(run=max(runs, key=len), spaced=before + " ".join(runs) + after)


def _runs(folded: str) -> list[str]:
    if folded.isascii():
        return folded.translate(_MARKS).split()
    runs: list[str] = []
    for piece in _ANY_MARKS.split(folded):
        if not piece.isascii():
            runs += _RUNS.findall(piece)
        elif piece:
            runs.append(piece)
    return runs
