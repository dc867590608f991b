"""The few statements that Django's ORM cannot say, or says too slowly for every single lead."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from django.db import connection, connections, models, router

from reps.bulk import FEW, as_recordset, recordset_of


def read(statement: str, *parameters: Any) -> list[tuple]:
    """All rows of a fixed SELECT; a list among the parameters is written out as ``(…, …)``.

    Keys are written as digits, since five hundred parameters cost more than the query.
    Days, times and moments come as such from both databases; decimals are floats on SQLite.
    A list must not be empty.
    """
    first, *rest = statement.split("%s")
    flat: list[Any] = []
    for parameter, text in zip(parameters, rest, strict=True):
        if not isinstance(parameter, list):
            first += "%s" + text
            flat.append(_adapted(parameter))
        elif isinstance(parameter[0], int):
            first += f"({', '.join(str(int(key)) for key in parameter)})" + text
        else:
            first += f"({', '.join(['%s'] * len(parameter))})" + text
            flat += parameter
    with connection.cursor() as cursor:
        cursor.execute(first, flat)
        rows = cursor.fetchall()
    if connection.vendor == "postgresql":
        return rows
    return [tuple(map(_with_zone, row)) for row in rows]


def _adapted(value: Any) -> Any:
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return value


def _with_zone(value: Any) -> Any:
    """SQLite keeps moments in UTC and does not say so."""
    return value.replace(tzinfo=UTC) if isinstance(value, datetime) else value


def update_each(
    model: type[models.Model],
    rows: Sequence[Sequence[Any]],
    *,
    key: str,
    columns: Sequence[str],
    only_where: dict[str, Any] | None = None,
) -> int:
    """Set ``columns`` of every row whose ``key`` is the first of a tuple to the rest of it.

    ``only_where`` narrows to rows that still have these values, so that a caller can
    count whether somebody else was first. Returns how many rows were changed; one
    statement, on PostgreSQL and SQLite alike.
    """
    if not rows:
        return 0
    target = connections[router.db_for_write(model)]
    fields: list[Any] = [model._meta.get_field(name) for name in (key, *columns)]
    seen = {model._meta.get_field(name): value for name, value in (only_where or {}).items()}
    guards = {field: value for field, value in seen.items() if value is not None}
    is_bulk = target.vendor == "postgresql" and len(rows) > FEW
    count = 0 if is_bulk else len(rows)
    statement = _update(
        tuple(fields), count, tuple(guards), tuple(seen.keys() - guards.keys()), target.alias
    )
    if is_bulk:
        parameters: list[Any] = [as_recordset(fields, rows)]
    else:
        parameters = [
            field.get_db_prep_save(value, target)
            for row in rows
            for field, value in zip(fields, row, strict=True)
        ]
    parameters += [field.get_db_prep_save(wanted, target) for field, wanted in guards.items()]
    with target.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.rowcount


Fields = tuple[models.Field, ...]


@lru_cache(maxsize=64)
def _update(fields: Fields, count: int, guards: Fields, nulls: Fields, alias: str) -> str:
    target = connections[alias]
    quote = target.ops.quote_name
    table = quote(fields[0].model._meta.db_table)

    def value_of(position: int) -> str:
        if not count:
            return f"v.c{position}"
        column = f"v.column{position + 1}"
        if target.vendor != "postgresql":
            return column
        return f"CAST({column} AS {fields[position].rel_db_type(target)})"

    assignments = ", ".join(
        f"{quote(field.column)} = {value_of(i)}" for i, field in enumerate(fields[1:], 1)
    )
    tests = [f"{table}.{quote(fields[0].column)} = {value_of(0)}"]
    tests += [f"{table}.{quote(field.column)} = %s" for field in guards]
    tests += [f"{table}.{quote(field.column)} IS NULL" for field in nulls]
    one_row = f"({', '.join(['%s'] * len(fields))})"
    source = f"(VALUES {', '.join([one_row] * count)}) AS v"
    return (
        f"UPDATE {table} SET {assignments}"
        f" FROM {source if count else recordset_of(fields, target)} WHERE {' AND '.join(tests)}"
    )
