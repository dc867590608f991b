"""What is found out about a submission besides its fields: problems and further facts."""

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from leads.draft import JSON, Problem, ProblemCode
from leads.identity.normalize import clean_text

MAX_ATTRIBUTES = 100
MAX_ATTRIBUTES_SIZE = 20_000  # characters of JSON
MAX_KEY = 100
MAX_TEXT = 4000
MAX_ITEMS = 100
MAX_DEPTH = 5
LARGEST_INTEGER = 2**63


@dataclass(slots=True)
class Notes:
    """Collects, while one draft is being built, what cannot go into its fields."""

    problems: list[Problem] = field(default_factory=list)
    kept: dict[str, object] = field(default_factory=dict)

    def complain(self, name: str, code: ProblemCode, detail: object = "") -> None:
        shown = detail if isinstance(detail, str | int | float) else type(detail).__name__
        self.problems.append(Problem(name, code.value, clean_text(shown, limit=80)))

    def refuse(self, name: str, code: ProblemCode, raw: object) -> None:
        """Complain of a value, and keep it among the attributes as it was given."""
        self.complain(name, code, raw)
        self.kept[name] = raw

    def attributes(self, given: Mapping[str, object]) -> dict[str, JSON]:
        """Give all further facts as JSON that every database takes, bounded in number and size.

        Refused values come first, so that it is not they that are cut.
        """
        found: dict[str, JSON] = {}
        room = MAX_ATTRIBUTES_SIZE
        for key, value in _chain(self.kept, given):
            name = clean_text(key, limit=MAX_KEY) or "?"
            if name in found:
                continue
            fact = plain(value)
            room -= len(json.dumps([name, fact]))
            if room < 0 or len(found) >= MAX_ATTRIBUTES:
                total = len(self.kept) + len(given)
                self.complain("attributes", ProblemCode.TOO_MANY_ATTRIBUTES, total)
                break
            found[name] = fact
        return found


def plain(value: object, *, depth: int = 0) -> JSON:
    """Say any value as JSON without anything that a database refuses."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return value if abs(value) < LARGEST_INTEGER else clean_text(value, limit=MAX_KEY)
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, dict | list | tuple):
        return _plain_container(value, depth=depth + 1) if depth < MAX_DEPTH else "…"
    if isinstance(value, date):
        return value.isoformat()
    return clean_text(value, limit=MAX_TEXT)


def _plain_container(
    value: dict[object, object] | list[object] | tuple[object, ...], *, depth: int
) -> JSON:
    if isinstance(value, dict):
        items = list(value.items())[:MAX_ITEMS]
        return {clean_text(k, limit=MAX_KEY): plain(v, depth=depth) for k, v in items}
    return [plain(item, depth=depth) for item in value[:MAX_ITEMS]]


def _chain(*mappings: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    for mapping in mappings:
        yield from mapping.items()
