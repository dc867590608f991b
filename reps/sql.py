"""One statement that Django's ORM cannot say: update many rows, each with its own values."""

from collections.abc import Sequence
from typing import Any

from django.db import connections, models, router


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
    connection = connections[router.db_for_write(model)]
    fields = [model._meta.get_field(name) for name in (key, *columns)]
    quote = connection.ops.quote_name
    table = quote(model._meta.db_table)

    def value_of(position: int) -> str:
        column = f"v.column{position + 1}"
        if connection.vendor != "postgresql":
            return column
        return f"CAST({column} AS {fields[position].rel_db_type(connection)})"

    assignments = ", ".join(
        f"{quote(field.column)} = {value_of(i)}" for i, field in enumerate(fields[1:], 1)
    )
    tests = [f"{table}.{quote(fields[0].column)} = {value_of(0)}"]
    seen = {model._meta.get_field(name): value for name, value in (only_where or {}).items()}
    guards = {field: value for field, value in seen.items() if value is not None}
    tests += [f"{table}.{quote(field.column)} = %s" for field in guards]
    tests += [f"{table}.{quote(field.column)} IS NULL" for field in seen.keys() - guards.keys()]
    one_row = f"({', '.join(['%s'] * len(fields))})"
    parameters = [
        field.get_db_prep_save(value, connection)
        for row in rows
        for field, value in zip(fields, row, strict=True)
    ] + [field.get_db_prep_save(wanted, connection) for field, wanted in guards.items()]
    statement = (
        f"UPDATE {table} SET {assignments}"
        f" FROM (VALUES {', '.join([one_row] * len(rows))}) AS v WHERE {' AND '.join(tests)}"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.rowcount
