"""The secret key of an installation that was given none."""

import os
import secrets
from pathlib import Path


def stored_key(path: Path) -> str:
    """The key kept in a file, made on first use; every process on the machine gets the same.

    Web and worker must share it: the queue drops jobs signed with another key.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(secrets.token_urlsafe(50))
    try:
        os.link(draft, path)  # whole or not at all, and the first process wins
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return path.read_text("utf-8").strip()
