"""What the environment says: three readers, and the meaning of DATABASE_URL."""

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off", ""}

SQLITE_OPTIONS = {
    "timeout": 20,
    # A transaction that reads and then writes cannot wait for its lock unless it asks first.
    "transaction_mode": "IMMEDIATE",
    "init_command": (
        "PRAGMA journal_mode=WAL;"
        "PRAGMA synchronous=NORMAL;"
        "PRAGMA mmap_size=134217728;"
        "PRAGMA journal_size_limit=27103364;"
        "PRAGMA cache_size=2000;"
    ),
}


class BadSetting(ValueError):
    """The environment holds a value that nobody can act upon."""


def text(name: str, default: str = "") -> str:
    """The value of NAME, or what the file named by NAME_FILE holds, or the default.

    An empty value counts as absent. The file wins, since secrets are mounted as files.
    """
    path = os.environ.get(f"{name}_FILE")
    if path:
        return Path(path).read_text("utf-8").strip()
    return os.environ.get(name) or default


def flag(name: str, default: bool = False) -> bool:
    """True or false; raises BadSetting for anything that is neither."""
    value = text(name, str(default)).lower()
    if value not in TRUE | FALSE:
        raise BadSetting(f"{name} must be 1 or 0, not {value!r}")
    return value in TRUE


def number(name: str, default: int) -> int:
    """A whole number that is not negative; raises BadSetting for anything else."""
    value = text(name, str(default))
    if not (value.isascii() and value.isdigit()):
        raise BadSetting(f"{name} must be a whole number, not {value!r}")
    return int(value)


def items(name: str, default: str = "") -> list[str]:
    """A list whose items are separated by commas."""
    return [item.strip() for item in text(name, default).split(",") if item.strip()]


def database(url: str, *, root: Path) -> dict[str, object]:
    """Django's settings for one database address.

    ``sqlite:///name`` is relative to root, ``sqlite:////name`` absolute. For
    ``postgres://user:password@host:port/name?key=value`` a query key ``host`` names the
    folder of a Unix socket; the other keys are handed to the driver. Raises BadSetting,
    whose message never repeats the address, since it may hold a password.
    """
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return _sqlite(unquote(parts.path), root=root)
    if parts.scheme in {"postgres", "postgresql"}:
        return _postgres(url)
    raise BadSetting("DATABASE_URL must begin with sqlite:// or postgres://")


def _sqlite(path: str, *, root: Path) -> dict[str, object]:
    name = path.removeprefix("/")
    if not name:
        raise BadSetting("DATABASE_URL names no file: write sqlite:///var/name.sqlite3")
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(root / name),
        "OPTIONS": dict(SQLITE_OPTIONS),
        # Who closes the last connection folds the whole log into the file, with an fsync.
        "CONN_MAX_AGE": 60,
    }


def _postgres(url: str) -> dict[str, object]:
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    host = options.pop("host", "") or unquote(parts.hostname or "")
    name = unquote(parts.path.removeprefix("/"))
    if not name:
        raise BadSetting("DATABASE_URL names no database after the host")
    try:
        port = parts.port
    except ValueError as error:
        raise BadSetting("DATABASE_URL has a port that is no number") from error
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(options.pop("port", port or "")),
        "OPTIONS": options,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
