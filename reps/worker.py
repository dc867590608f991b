"""When a queue's cluster counts as stuck. Nothing here touches a process or the database."""

from collections.abc import Collection, Hashable
from dataclasses import dataclass


@dataclass(slots=True)
class Watch:
    """Remembers what was due, and how long none of it has been taken.

    A long queue is not a stuck one: as long as anything of what was due goes away, the
    cluster works. New arrivals prove nothing either way.
    """

    patience: float
    pending: frozenset[Hashable] = frozenset()
    since: float = 0.0

    def is_stuck(self, due: Collection[Hashable], *, now: float) -> bool:
        """Whether all that was due has stayed untouched for as long as our patience lasts."""
        seen = frozenset(due)
        if not self.pending or self.pending - seen:
            self.pending, self.since = seen, now
            return False
        return now - self.since >= self.patience

    def forget(self) -> None:
        """Begin anew, after a restart or when we could not look."""
        self.pending = frozenset()


def patience_of(*, timeout: float, queue_limit: int, workers: int) -> float:
    """The longest that a healthy cluster can leave due work untouched, in seconds.

    Every worker is busy for a whole timeout, and so are those that wait in its memory.
    """
    return timeout * (1 + queue_limit / workers)
