"""The walls of the house, read from the source: who may import whom, and who may write what."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ORDER = ("reps", "leads", "assignment", "reports")  # each may import those before it
PURE = (
    "assignment/engine",
    "assignment/proportions.py",
    "assignment/packing.py",
    "assignment/simulation/figures.py",
    "leads/channels",
    "leads/tables",
    "leads/regions/shipped.py",
    "leads/regions/table.py",
    "leads/regions/territories.py",
    "leads/regions/tree.py",
    "leads/draft.py",
    "leads/identity/normalize.py",
    "leads/identity/company.py",
    "reps/hours.py",
    "reports/metrics",
)
EDGES = {"api", "admin", "management", "migrations", "views", "templatetags", "desk", "demo"}
EDGE_FILES = {"views", "forms", "forms_public", "admin", "tasks", "urls", "apps", "middleware"}
# The worker watches real processes; a sweep measures how long it took.
MAY_READ_A_CLOCK = {"reps/worker.py", "reps/process_group.py", "reps/sweeps.py"}
CLOCKS = {"now", "utcnow", "today", "time", "localtime", "localdate"}
CLOCK_OWNERS = {"timezone", "datetime", "date", "time"}
OWNERSHIP = {
    "assignment/ownership.py",
    "assignment/moving_in.py",  # through write_leads of ownership
    "assignment/attaching.py",  # a new cycle begins without an owner
    "leads/customers.py",  # the owner of a customer, not of a lead
}
LONGEST_FILE, LONGEST_FUNCTION = 400, 50


@cache
def sources() -> dict[str, ast.Module]:
    """Every module of ours by its path, tests and migrations left out."""
    paths = [path for app in (*ORDER, "config") for path in sorted((ROOT / app).rglob("*.py"))]
    return {
        path.relative_to(ROOT).as_posix(): ast.parse(path.read_text("utf-8"))
        for path in paths
        if "migrations" not in path.parts
    }


def imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef))


def is_pure(path: str) -> bool:
    return any(path == pure or path.startswith(f"{pure}/") for pure in PURE)


def is_edge(path: str) -> bool:
    """Layer 3: where the clock is read and the user is known."""
    parts = Path(path).parts
    return not EDGES.isdisjoint(parts) or Path(path).stem in EDGE_FILES or parts[0] == "config"


def calls(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """Calls of the form ``owner.name(...)``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = node.func.value
            name = owner.id if isinstance(owner, ast.Name) else getattr(owner, "attr", "")
            yield name, node.func.attr


def test_apps_import_only_downward():
    upward = [
        f"{path} imports {name}"
        for path, tree in sources().items()
        for name in imports(tree)
        if path.split("/")[0] in ORDER and name.split(".")[0] in (*ORDER, "config", "tests")
        if name.split(".")[0] not in ORDER[: ORDER.index(path.split("/")[0]) + 1]
    ]

    assert upward == []


def test_layer_nought_knows_neither_django_nor_the_database():
    impure = [
        f"{path} imports {name}"
        for path, tree in sources().items()
        if is_pure(path)
        for name in imports(tree)
        if name.split(".")[0] in {"django", "random", "secrets", "requests", "socket"}
        or name.endswith(".models")
    ]

    # What people read is translated, and a translation that waits is no I/O.
    allowed = {"django.utils.translation"}
    assert [line for line in impure if line.split(" imports ")[1] not in allowed] == []


def test_below_the_edges_nobody_reads_the_clock():
    readers = [
        f"{path}: {owner}.{name}()"
        for path, tree in sources().items()
        if not is_edge(path) and path not in MAY_READ_A_CLOCK
        for owner, name in calls(tree)
        if name in CLOCKS and owner in CLOCK_OWNERS
    ]

    assert readers == []


def test_below_the_edges_nobody_imports_an_edge():
    edges = {"api", "admin", "views", "tasks", "forms", "urls"}
    wrong = [
        f"{path} imports {name}"
        for path, tree in sources().items()
        if not is_edge(path)
        for name in imports(tree)
        if name.split(".")[0] in ORDER
        and not edges.isdisjoint(name.split(".")[1:])
        and not name.startswith("leads.channels.")
    ]

    assert wrong == []


def writes_owner(tree: ast.AST) -> bool:
    """Whether a module sets a lead's owner: by update, bulk columns or an attribute."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            given = {keyword.arg for keyword in node.keywords}
            if node.func.attr == "update" and given & {"owner", "owner_id"}:
                return True
        if isinstance(node, ast.Assign):
            targets = [t.attr for t in node.targets if isinstance(t, ast.Attribute)]
            names = [t.id for t in node.targets if isinstance(t, ast.Name)]
            if {"owner", "owner_id"} & set(targets):
                return True
            if any(name.isupper() for name in names) and _lists_owner(node.value):
                return True
        if isinstance(node, ast.Dict) and any(
            isinstance(key, ast.Constant)
            and key.value in {"owner", "owner_id"}
            and isinstance(value, ast.Constant)
            and value.value is None
            for key, value in zip(node.keys, node.values, strict=True)
        ):
            return True
    return False


def _lists_owner(value: ast.expr) -> bool:
    """Columns for ``update_each``; what a serializer or a list page shows is read only."""
    if not isinstance(value, ast.Tuple):
        return False
    items = {item.value for item in value.elts if isinstance(item, ast.Constant)}
    return {"owner", "status", "assigned_at"} <= items or {"owner", "status", "due_at"} <= items


def test_only_the_ownership_module_changes_owners():
    writers = {path for path, tree in sources().items() if not is_edge(path) and writes_owner(tree)}

    assert writers - OWNERSHIP == set()


def test_no_lead_is_made_or_saved_past_intake():
    makers = {
        path
        for path, tree in sources().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"Lead.objects.create", "Lead"}
    }

    assert makers <= {"leads/intake/build.py", "leads/channels/build.py"}


def test_files_and_functions_stay_short():
    long_files = [
        f"{path}: {lines}"
        for path in sources()
        if (lines := len((ROOT / path).read_text("utf-8").splitlines())) > LONGEST_FILE
    ]
    long_functions = [
        f"{path}: {function.name} {length}"
        for path, tree in sources().items()
        for function in functions(tree)
        if (length := (function.end_lineno or 0) - function.lineno + 1) > LONGEST_FUNCTION
    ]

    assert (long_files, long_functions) == ([], [])


def test_nothing_is_imported_inside_a_function():
    hidden = [
        f"{path}: {function.name}"
        for path, tree in sources().items()
        for function in functions(tree)
        if any(isinstance(node, ast.Import | ast.ImportFrom) for node in ast.walk(function))
    ]

    assert hidden == []


def test_there_are_no_signals_of_our_own():
    modules = ("django.db.models.signals", "django.dispatch", "django.core.signals")

    assert [p for p, tree in sources().items() if any(n in modules for n in imports(tree))] == []


def test_no_model_overrides_save_or_delete():
    overriding = [
        f"{path}: {function.name}"
        for path, tree in sources().items()
        if "models" in Path(path).parts
        for function in functions(tree)
        if function.name in {"save", "delete", "bulk_create"}
    ]

    assert overriding == []


@pytest.mark.parametrize("name", ["utils", "helpers", "misc", "base", "common"])
def test_no_module_is_named_after_nothing(name):
    assert [path for path in sources() if Path(path).stem == name] == []
