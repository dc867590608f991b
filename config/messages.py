"""Collects, compiles and judges the translations: ``python -m config.messages WHAT``."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LANGUAGE = "zh_Hans"
CATALOGUE = Path("locale") / LANGUAGE / "LC_MESSAGES" / "django.po"
SCRIPTS = CATALOGUE.with_name("djangojs.po")  # what the admin's scripts say; kept by hand
IGNORED = [".venv", "var", "static", "tests", "benchmarks", "node_modules"]


def collect() -> None:
    """Bring the catalogue in step with the sources; translations that still fit stay."""
    (ROOT / "locale").mkdir(exist_ok=True)
    words = ["makemessages", "--locale", LANGUAGE, "--no-location", "--no-obsolete"]
    words += [word for name in IGNORED for word in ("--ignore", name)]
    manage = [sys.executable, str(ROOT / "manage.py"), *words, "--verbosity", "0"]
    subprocess.run(manage, cwd=ROOT, check=True)


def compile_catalogue() -> None:
    """Write the .mo beside each .po; without a catalogue there is nothing to do."""
    for catalogue in (CATALOGUE, SCRIPTS):
        if (ROOT / catalogue).exists():
            target = catalogue.with_suffix(".mo")
            words = ["msgfmt", "--check-format", "--output-file", str(target), str(catalogue)]
            subprocess.run(words, cwd=ROOT, check=True)


def problems() -> list[str]:
    """What keeps the translation from being complete, each as one line."""
    found = [
        f"{count} {what} texts in {CATALOGUE}"
        for what, option in [("untranslated", "--untranslated"), ("fuzzy", "--only-fuzzy")]
        if (count := _count(option))
    ]
    return found if _in_step() else [*found, f"{CATALOGUE} is behind the sources: make messages"]


def _count(option: str) -> int:
    words = ["msgattrib", option, "--no-obsolete", str(CATALOGUE)]
    listed = subprocess.run(words, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    # The header comes along as the first entry whenever anything is listed.
    return max(0, sum(line.startswith("msgid ") for line in listed.splitlines()) - 1)


def _in_step() -> bool:
    """Collect once more and compare; the committed catalogue is put back in every case."""
    catalogue = ROOT / CATALOGUE
    with tempfile.TemporaryDirectory() as folder:
        kept = Path(shutil.copy2(catalogue, folder))
        try:
            collect()
            return _entries(catalogue) == _entries(kept)
        finally:
            shutil.copy2(kept, catalogue)


def _entries(catalogue: Path) -> list[str]:
    lines = catalogue.read_text("utf-8").splitlines()
    return [line for line in lines if not line.startswith('"POT-Creation-Date')]


def main(what: str) -> int:
    if what == "collect":
        collect()
    elif what == "compile":
        compile_catalogue()
    elif what == "check":
        found = problems()
        print("\n".join(found), end="\n" if found else "")
        return bool(found)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
