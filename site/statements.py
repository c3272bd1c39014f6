"""SQL of hot reads, built once and executed with fresh values.

Django builds a queryset's SQL anew at each use, which costs more of the web process than running it. A read whose
shape repeats is written as a queryset with a `Slot` wherever a value changes, compiled once (keep the result in an
`lru_cache` by shape), and executed with the values as parameters: no value ever becomes part of the text.

Only reads of plain columns (`values_list`) on the default database are meant for it. A shape is all that changes the
text: which conditions, how many values in a list, the order, the limit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import Field, QuerySet, Value
from django.db.models.sql.compiler import SQLCompiler

__all__ = ["Slot", "Statement", "compiled"]

Converters = Mapping[int, tuple[list[Callable[..., Any]], Any]]


class Slot(Value):
    """A value that is known when the statement runs; `of` says how it is written for the database."""

    def __init__(self, name: str, of: Field[Any, Any]) -> None:
        super().__init__(None, output_field=of)
        self.name = name

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, list[Any]]:
        return "%s", [self]

    def prepared(self, value: Any) -> Any:
        return self.output_field.get_db_prep_value(value, connection=connection, prepared=False)


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL with its parameters: constants, and slots to be filled."""

    sql: str
    params: tuple[Any, ...]
    converters: Converters = field(default_factory=dict)

    def rows(self, **values: Any) -> list[tuple[Any, ...]]:
        """Run it with a value for each slot; `KeyError` names one that is missing. One query."""
        filled = [p.prepared(values[p.name]) if isinstance(p, Slot) else p for p in self.params]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, filled)
            found = cursor.fetchall()
        return [self._converted(row) for row in found] if self.converters else found

    def _converted(self, row: Sequence[Any]) -> tuple[Any, ...]:
        values = list(row)
        for position, (converters, expression) in self.converters.items():
            for convert in converters:
                values[position] = convert(values[position], expression, connection)
        return tuple(values)


def compiled(queryset: QuerySet[Any, tuple[Any, ...]]) -> Statement:
    """The statement of a `values_list` queryset; `EmptyResultSet` where its conditions can never hold."""
    compiler = queryset.query.get_compiler(connection=connection)
    sql, params = compiler.as_sql()
    columns = [selected[0] for selected in compiler.select[: compiler.col_count]]
    return Statement(sql, tuple(params), compiler.get_converters(columns))


def union_all(parts: Iterable[tuple[str, Sequence[Any]]]) -> tuple[str, tuple[Any, ...]]:
    """One SQL text of several, with their parameters in order."""
    texts, params = zip(*parts, strict=True)
    return " UNION ALL ".join(texts), tuple(value for values in params for value in values)
