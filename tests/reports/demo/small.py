from datetime import UTC, datetime

from reports.demo.making import make

THURSDAY = datetime(2026, 3, 5, 6, 0, tzinfo=UTC)  # 14:00 in Shanghai, 7:00 in Berlin


def make_small() -> None:
    """A demo of thirty people in three days."""
    make(leads=30, days=3, now=THURSDAY, report=lambda arrived, expected: None)
