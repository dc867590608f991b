"""To whoever has had most success with leads of this kind, by what the figures say so far.

A kind is a segment: the lead's values of the fields that the manager names. Few leads prove
little, so a rep's rate is shrunk towards that of all who could take this one: he is treated as if
he had had ``prior`` more leads with the team's rate. A share of the leads goes by the ledger
instead, so that everybody keeps getting a chance and the figures keep meaning something.
"""

from collections.abc import Sequence
from hashlib import sha256
from typing import Any, Final

from assignment.engine.codes import Reason, Strategy
from assignment.engine.fields import Facts, actual
from assignment.engine.roster import Candidate, Deal
from assignment.engine.strategies.method import Method, Need, Option, Options, Unit, gettext_noop
from assignment.engine.strategies.owed import by_balance, own_weights
from assignment.engine.values import Flawed, read_text

ALL_LEADS: Final = ""  # the segment that every lead belongs to
MAX_SEGMENT: Final = 200
MAX_VALUE: Final = 60
CONVERSION: Final = "conversion"
_SUCCESSES: Final = {"response": 1, CONVERSION: 2}  # the place in a figure

OBJECTIVE: Final = Option(
    name="objective",
    kind="choice",
    default=CONVERSION,
    label=gettext_noop("Success is"),
    choices=(
        (CONVERSION, gettext_noop("a conversion")),
        ("response", gettext_noop("a response in time")),
    ),
)
SEGMENT: Final = Option(
    name="segment",
    kind="fields",
    default=(),
    most=3,
    label=gettext_noop("Leads are alike if they agree in"),
)
PRIOR: Final = Option(
    name="prior",
    kind="int",
    default=20,
    least=1,
    most=1000,
    label=gettext_noop("Leads of a rep from which his own rate counts half"),
)
EXPLORE_PERCENT: Final = Option(
    name="explore_percent",
    kind="int",
    default=10,
    least=0,
    most=50,
    label=gettext_noop("Share of leads given in turn all the same (%)"),
)


def rank(candidates: Sequence[Candidate], *, deal: Deal) -> list[tuple[Candidate, float]]:
    """Best first, with the expected rate; where that is equal, in the order of the ledger.

    If nobody has had a lead of the segment, the figures over all leads stand in for it.
    """
    due = [candidate for candidate, _ in by_balance(candidates, own_weights(candidates))]
    rates = _rates(due, deal)
    order = list(zip(due, rates, strict=True))
    return order if explores(deal) else sorted(order, key=lambda pair: -pair[1])


def explores(deal: Deal) -> bool:
    """Whether this lead goes by the ledger."""
    percent: int = EXPLORE_PERCENT.of(deal.options)
    return deal.draw * 100 < percent


def segment_of(facts: Facts, fields: Sequence[str]) -> str:
    """The key of a lead's segment, the same ever after: ``country=de|product=pumps``."""
    key = "|".join(f"{name}={_value(facts, name)}" for name in fields)
    if len(key) <= MAX_SEGMENT:
        return key
    digest = sha256(key.encode()).hexdigest()[:16]
    return f"{key[: MAX_SEGMENT - len(digest) - 1]}#{digest}"


def note(deal: Deal) -> Reason | None:
    return Reason.EXPLORED if explores(deal) else None


def needs(options: Options) -> frozenset[Need]:
    return frozenset({Need.FIGURES})


def unit(options: Options) -> Unit:
    return Unit.RATE


def _value(facts: Facts, name: str) -> str:
    raw: Any = actual(facts, name)
    if isinstance(raw, tuple | list):  # regions, the narrowest first
        raw = raw[0] if raw else None
    try:
        text = read_text(raw) or ""
    except Flawed:
        text = ""
    return text[:MAX_VALUE].replace("|", "/")


def _rates(candidates: Sequence[Candidate], deal: Deal) -> list[float]:
    place = _SUCCESSES[OBJECTIVE.of(deal.options)]
    prior: int = PRIOR.of(deal.options)
    segment = segment_of(deal.facts, SEGMENT.of(deal.options))
    figures = [candidate.figures.get(segment, (0, 0, 0)) for candidate in candidates]
    if segment != ALL_LEADS and not any(leads for leads, _, _ in figures):
        figures = [candidate.figures.get(ALL_LEADS, (0, 0, 0)) for candidate in candidates]
    leads = sum(figure[0] for figure in figures)
    expected = prior * sum(figure[place] for figure in figures) / leads if leads else 0.0
    return [round((figure[place] + expected) / (figure[0] + prior), 9) for figure in figures]


METHOD: Final = Method(
    code=Strategy.BEST_RESULT,
    label=gettext_noop("Best expected result"),
    follows_ledger=False,
    rank=rank,
    weights=own_weights,
    options=(OBJECTIVE, SEGMENT, PRIOR, EXPLORE_PERCENT),
    needs=needs,
    unit=unit,
    note=note,
)
