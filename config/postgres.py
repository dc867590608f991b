"""A PostgreSQL server of one's own for as long as a command runs.

``python -m config.postgres -- COMMAND ...`` runs COMMAND with DATABASE_URL naming a fresh,
empty database and removes the server afterwards, also when the command fails or is stopped.
It works for root, where the server runs as the user ``postgres``, and for anybody else.
"""

import argparse
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

INSTALLED_UNDER = Path("/usr/lib/postgresql")
NAME = "fairlead"
SETTINGS = {
    "listen_addresses": "''",  # only the socket, so no port can be taken already
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "timezone": "UTC",
}
# A server that lives for minutes need not survive a power cut.
FORGETFUL = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}


class PostgresMissing(RuntimeError):
    """There is no PostgreSQL server program on this machine."""


@contextmanager
def running(*, durable: bool = False) -> Iterator[str]:
    """Start an empty server, yield its DATABASE_URL, stop and remove it in every case.

    Its text is UTF-8 and sorts by C.UTF-8. ``durable`` keeps fsync on, as benchmarks need.
    Raises PostgresMissing, or CalledProcessError with the server's own words on stderr.
    """
    programs = _programs()
    folder = Path(tempfile.mkdtemp(prefix="fairlead-pg-"))
    try:
        _hand_over(folder)
        _create(programs, folder, durable=durable)
        yield f"postgres://{NAME}@/{NAME}?host={folder}"
    finally:
        _stop(programs, folder)
        shutil.rmtree(folder, ignore_errors=True)


def _programs() -> Path:
    """The folder of the newest installed server, or of the one that PATH finds."""
    found = [path.parent for path in INSTALLED_UNDER.glob("*/bin/initdb")]
    if found:
        return max(found, key=lambda path: float(path.parent.name))
    initdb = shutil.which("initdb")
    if initdb is None:
        raise PostgresMissing("PostgreSQL is missing; as root run: apt-get install postgresql-15")
    return Path(initdb).resolve().parent


def _create(programs: Path, folder: Path, *, durable: bool) -> None:
    data = folder / "data"
    who = ["--username", NAME, "--auth", "trust"]
    text = ["--encoding", "UTF8", "--locale", "C.UTF-8"]
    _run([programs / "initdb", "--pgdata", data, "--no-sync", *who, *text], folder)
    settings = SETTINGS | ({} if durable else FORGETFUL)
    lines = [f"{name} = {value}" for name, value in settings.items()]
    lines.append(f"unix_socket_directories = '{folder}'")
    with (data / "postgresql.conf").open("a", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    _run(
        [programs / "pg_ctl", "start", "--wait", "--pgdata", data, "--log", folder / "log"], folder
    )
    _run([programs / "createdb", "--host", folder, "--username", NAME, NAME], folder)


def _stop(programs: Path, folder: Path) -> None:
    if not (folder / "data" / "postmaster.pid").exists():
        return
    stop: list[str | Path] = [programs / "pg_ctl", "stop", "--wait", "--mode", "immediate"]
    _run([*stop, "--pgdata", folder / "data"], folder)


def _run(command: Sequence[str | Path], folder: Path) -> None:
    """Run one of PostgreSQL's programs as a user it accepts, silent unless it fails."""
    words = [*_as_postgres(), *map(str, command)]
    done = subprocess.run(
        words,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=os.environ | {"LC_ALL": "C.UTF-8"},
        # Ctrl-C is ours to answer: a half-stopped program could leave its server behind.
        start_new_session=True,
    )
    if done.returncode:
        print(done.stdout, file=sys.stderr)
        done.check_returncode()


def _as_postgres() -> list[str]:
    """What to put before a command: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return []
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"]


def _hand_over(folder: Path) -> None:
    if os.geteuid() == 0:
        owner = pwd.getpwnam("postgres")
        os.chown(folder, owner.pw_uid, owner.pw_gid)


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m config.postgres", description=__doc__)
    parser.add_argument("--durable", action="store_true", help="keep fsync on")
    parser.add_argument("command", nargs="+", help="what to run, after --")
    asked = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the server is removed
    try:
        with running(durable=asked.durable) as url:
            return _run_child(asked.command, url)
    except PostgresMissing as missing:
        print(missing, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _run_child(command: Sequence[str], url: str) -> int:
    child = subprocess.Popen(command, env=os.environ | {"DATABASE_URL": url})
    try:
        return child.wait()
    finally:
        if child.poll() is None:
            child.terminate()
            child.wait(timeout=10)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
