"""Writes whose SQL is built once: for rows that a verb writes every time it runs.

Both write what Django's `bulk_create` and `save(update_fields=…)` would, with each field's own preparation, and, like
`bulk_create`, send no signals. Models of one table with a key of the database's making.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from django.db import DatabaseError, connection
from django.db.models import Field, Model

__all__ = ["insert", "update"]

# A statement a length: more rows than this go in several, which also keeps within SQLite's number of parameters.
MOST_ROWS = 50


def insert(rows: Sequence[Model], *, ignore_conflicts: bool = False) -> None:
    """Insert rows of one model and give them their primary keys: one statement for every fifty.

    With `ignore_conflicts` a row that breaks a unique constraint is passed over, and none gets a key.
    """
    for start in range(0, len(rows), MOST_ROWS):
        _insert(rows[start : start + MOST_ROWS], ignore_conflicts)


def _insert(rows: Sequence[Model], ignore_conflicts: bool) -> None:
    model = type(rows[0])
    for row in rows:  # takes over keys that related objects got meanwhile, and refuses those without one
        row._prepare_related_fields_for_save("insert")  # type: ignore[attr-defined]
    sql = _insertion(model, len(rows), ignore_conflicts)
    params = [
        field.get_db_prep_save(field.pre_save(row, add=True), connection) for row in rows for field in _columns(model)
    ]
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        keys = [] if ignore_conflicts else [key for (key,) in cursor.fetchall()]
    for row, key in zip(rows, keys, strict=False):
        row.pk = key
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


def update(row: Model, *names: str) -> None:
    """Write these fields of a row. `DatabaseError` where the row is gone, as of `save(update_fields=…)`."""
    model = type(row)
    fields = [_field(model, name) for name in names]
    params = [field.get_db_prep_save(field.pre_save(row, add=False), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(_change(model, names), [*params, row.pk])
        if cursor.rowcount != 1:
            raise DatabaseError(f"{model.__name__} {row.pk}: no row to update")


@cache
def _field(model: type[Model], name: str) -> Field[Any, Any]:
    return next(field for field in model._meta.concrete_fields if field.name == name)


@cache
def _columns(model: type[Model]) -> tuple[Field[Any, Any], ...]:
    return tuple(field for field in model._meta.concrete_fields if not field.primary_key)


@cache
def _insertion(model: type[Model], rows: int, ignore_conflicts: bool) -> str:
    quoted: Callable[[Any], str] = connection.ops.quote_name
    columns = ", ".join(quoted(field.column) for field in _columns(model))
    values = ", ".join([f"({', '.join(['%s'] * len(_columns(model)))})"] * rows)
    text = f"INSERT INTO {quoted(model._meta.db_table)} ({columns}) VALUES {values}"  # noqa: S608
    return f"{text} ON CONFLICT DO NOTHING" if ignore_conflicts else f"{text} RETURNING {quoted(_key(model))}"


def _key(model: type[Model]) -> str | None:
    return model._meta.pk.column


@cache
def _change(model: type[Model], names: tuple[str, ...]) -> str:
    quoted: Callable[[Any], str] = connection.ops.quote_name
    columns = ", ".join(f"{quoted(_field(model, name).column)} = %s" for name in names)
    key = quoted(_key(model))
    return f"UPDATE {quoted(model._meta.db_table)} SET {columns} WHERE {key} = %s"  # noqa: S608
