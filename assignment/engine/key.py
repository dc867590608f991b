"""Whether a lead is a key lead: worth more, or wanting more, than a threshold."""

from collections.abc import Callable, Mapping
from typing import Any

from assignment.engine.codes import Note
from assignment.engine.fields import Facts
from assignment.engine.values import Flawed, read_number, read_text


def is_key(
    facts: Facts,
    *,
    value_threshold_minor: int | None,
    quantity_thresholds: Mapping[str, int],
) -> tuple[Note, ...]:
    """The reasons for which a lead is key; empty if it is not. Never raises.

    The value is in hundredths of the base currency, and both it and the quantity must lie
    strictly above their thresholds; a threshold of None is none. ``quantity_thresholds`` is by
    product, casefolded. A fact that is missing or unreadable makes nothing key.
    """
    notes = []
    value = _read(read_number, facts.get("value"))
    if None not in (value, value_threshold_minor) and value > value_threshold_minor:
        notes.append(Note.KEY_VALUE)
    quantity = _read(read_number, facts.get("quantity"))
    threshold = quantity_thresholds.get(_read(read_text, facts.get("product")) or "")
    if None not in (quantity, threshold) and quantity > threshold:
        notes.append(Note.KEY_QUANTITY)
    return tuple(notes)


def _read(reader: Callable[[Any], Any], raw: object) -> Any:
    try:
        return reader(raw)
    except Flawed:
        return None
