"""A command with all its descendants, which start together and end together."""

import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress

import psutil

POLL = 0.1


class ProcessGroup:
    """Runs a command in a process group of its own, so that none of it outlives the rest."""

    def __init__(self, command: Sequence[str], *, env: Mapping[str, str]) -> None:
        self.command = command
        self.env = env
        self.leader: subprocess.Popen[bytes] | None = None
        self.id = 0

    def start(self) -> None:
        self.leader = subprocess.Popen(self.command, env=self.env, start_new_session=True)
        self.id = self.leader.pid

    def is_running(self) -> bool:
        """Whether the command itself runs, whatever its descendants do."""
        return self.leader is not None and self.leader.poll() is None

    def stop(self, *, grace: float) -> None:
        """Ask politely, and kill what is left after so many seconds. Harmless to repeat."""
        if self.leader is None:
            return
        if self.is_running():
            # Only the leader: it tells its workers to finish what they have begun.
            self.leader.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + grace
        while self._members() and time.monotonic() < deadline:
            self.leader.poll()
            time.sleep(POLL)
        self.kill()

    def kill(self) -> None:
        """End every member at once, and return when none is left. Harmless to repeat."""
        if self.leader is None:
            return
        while self._members():
            self._signal(signal.SIGKILL)
            self.leader.poll()
            time.sleep(POLL)
        self.leader.wait()

    def _signal(self, number: signal.Signals) -> None:
        with suppress(ProcessLookupError):  # the last one ended meanwhile
            os.killpg(self.id, number)

    def _members(self) -> list[int]:
        """The living of this group; the dead that nobody has buried yet do not count."""
        return [
            process.pid
            for process in psutil.process_iter(["status"])
            if process.info["status"] != psutil.STATUS_ZOMBIE and _group_of(process.pid) == self.id
        ]


def _group_of(pid: int) -> int | None:
    try:
        return os.getpgid(pid)
    except ProcessLookupError:
        return None
