"""Rows that are written once: refused changes in Python, with words, and in the database, for everything else.

A model says so by its base (`AppendOnlyModel`); a migration of its own puts the triggers on its table
(`RefuseChanges`). SQLite loses the triggers of a table when a later migration makes the table anew (most `AlterField`s
do): such a migration ends with `RefuseChanges` again. A test asks the database whether every such table is guarded.

Emptying the whole database stays possible: `TRUNCATE` fires no row triggers on PostgreSQL, and `manage.py flush` lifts
those of SQLite while it works (`lifted`).
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, ClassVar, NoReturn

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation, OperationCategory

__all__ = ["AppendOnlyModel", "AppendOnlyQuerySet", "RefuseChanges", "guarded_tables", "lifted"]

_SUFFIX = "_append_only"
_FUNCTION = "miz_refuse_change"
_POSTGRESQL_FUNCTION = f"""
CREATE OR REPLACE FUNCTION {_FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are never changed or deleted', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$
"""


class AppendOnlyQuerySet(models.QuerySet[Any]):
    """Rows may be added and read. Everything else raises `ValidationError` before it reaches the database."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise self.model.change_refused()

    def delete(self) -> NoReturn:
        raise self.model.deletion_refused()

    def bulk_update(self, objs: Iterable[Any], fields: Iterable[str], batch_size: int | None = None) -> NoReturn:
        raise self.model.change_refused()

    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> list[Any]:
        if kwargs.get("update_conflicts"):
            raise self.model.change_refused()
        return super().bulk_create(objs, *args, **kwargs)


class AppendOnlyModel(models.Model):
    """A row that is written once. `changed_message` and `deleted_message` say so to people."""

    changed_message: ClassVar[Any]
    deleted_message: ClassVar[Any]

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise self.change_refused()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise self.deletion_refused()

    @classmethod
    def change_refused(cls) -> ValidationError:
        """What to raise for an attempted change."""
        return ValidationError(cls.changed_message, code="append_only")

    @classmethod
    def deletion_refused(cls) -> ValidationError:
        """What to raise for an attempted deletion."""
        return ValidationError(cls.deleted_message, code="append_only")


class RefuseChanges(Operation):
    """A migration's operation: triggers that refuse UPDATE and DELETE on a model's table, on PostgreSQL and SQLite.

    Repeating it is harmless. What was refused comes as `IntegrityError`.
    """

    reduces_to_sql = True
    reversible = True
    category = OperationCategory.SQL

    def __init__(self, model_name: str) -> None:
        self.model_name = model_name

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Django's picture of the models does not change."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        table = to_state.apps.get_model(app_label, self.model_name)._meta.db_table
        self._run(schema_editor, [*_drop(schema_editor, table), *_create(schema_editor, table)])

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        table = from_state.apps.get_model(app_label, self.model_name)._meta.db_table
        self._run(schema_editor, _drop(schema_editor, table))

    @staticmethod
    def _run(schema_editor: BaseDatabaseSchemaEditor, statements: Iterable[str]) -> None:
        for statement in statements:
            schema_editor.execute(statement, params=None)

    def describe(self) -> str:
        return f"Refuse changes of {self.model_name} in the database"


def _create(editor: BaseDatabaseSchemaEditor, table: str) -> list[str]:
    name = editor.quote_name
    if editor.connection.vendor == "postgresql":
        return [
            _POSTGRESQL_FUNCTION,
            f"CREATE TRIGGER {name(table + _SUFFIX)} BEFORE UPDATE OR DELETE ON {name(table)} "
            f"FOR EACH ROW EXECUTE FUNCTION {_FUNCTION}()",
        ]
    return [
        f"CREATE TRIGGER {name(f'{table}_{event.lower()}{_SUFFIX}')} BEFORE {event} ON {name(table)} "
        f"BEGIN SELECT RAISE(ABORT, 'rows of {table} are never changed or deleted'); END"
        for event in ("UPDATE", "DELETE")
    ]


def _drop(editor: BaseDatabaseSchemaEditor, table: str) -> list[str]:
    name = editor.quote_name
    if editor.connection.vendor == "postgresql":
        return [f"DROP TRIGGER IF EXISTS {name(table + _SUFFIX)} ON {name(table)}"]
    return [f"DROP TRIGGER IF EXISTS {name(f'{table}_{event.lower()}{_SUFFIX}')}" for event in ("UPDATE", "DELETE")]


def guarded_tables(connection: BaseDatabaseWrapper) -> set[str]:
    """The tables whose rows the database itself keeps from being changed and deleted."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
                "WHERE tgname = relname || %s AND tgenabled <> 'D'",
                [_SUFFIX],
            )
            return {table for (table,) in cursor.fetchall()}
        cursor.execute(
            "SELECT tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s "
            "GROUP BY tbl_name HAVING count(*) = 2",
            [f"%{_SUFFIX}"],
        )
        return {table for (table,) in cursor.fetchall()}


@contextmanager
def lifted(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """SQLite only: no triggers of ours while the block runs, so that a whole database can be emptied."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s", [f"%{_SUFFIX}"])
        triggers = cursor.fetchall()
    _execute(connection, [f"DROP TRIGGER {connection.ops.quote_name(name)}" for name, _sql in triggers])
    try:
        yield
    finally:
        _execute(connection, [sql for _name, sql in triggers])


def _execute(connection: BaseDatabaseWrapper, statements: list[str]) -> None:
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
