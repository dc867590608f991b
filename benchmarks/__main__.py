"""Every benchmark, one after the other, on the database that DATABASE_URL names."""

import sys
from collections.abc import Sequence

from benchmarks import bulk, intake, routing


def main(words: Sequence[str]) -> int:
    """Run them all; returns 1 when any of them misses a target."""
    return max(
        intake.main(list(words)), bulk.main(list(words), is_filled=True), routing.main(words)
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
