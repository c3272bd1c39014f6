"""Reads whose SQL is built once.

A read whose shape repeats is written as a queryset with a `Slot` wherever a value changes, compiled once (keep the
result in a `cache` by shape), and executed with the values as parameters. A shape is all that changes the text: which
conditions, how many values in a list, the order, the limit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Field, Model, Q, QuerySet, Value
from django.db.models.query import RelatedPopulator, get_related_populators
from django.db.models.sql.compiler import SQLCompiler

__all__ = [
    "ModelStatement",
    "Slot",
    "Statement",
    "compiled",
    "compiled_count",
    "compiled_models",
    "numbered",
    "one_of",
    "slots",
    "union_all",
]

M = TypeVar("M", bound=Model)
Known = dict[tuple[int, Any], Model]
Converters = Mapping[int, tuple[list[Callable[..., Any]], Any]]


class Slot(Value):
    """A value that is known when the statement runs; `of` says how it is written for the database."""

    def __init__(self, name: str, of: Field[Any, Any]) -> None:
        super().__init__(None, output_field=of)
        self.name = name

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, Any]:
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


@dataclass(frozen=True, slots=True)
class ModelStatement(Generic[M]):
    """A statement whose rows are objects, with what `select_related` names. A related row that several name is one
    object, where Django makes one for each.
    """

    statement: Statement
    model: type[M]
    columns: tuple[str, ...]
    place: slice
    related: tuple[RelatedPopulator, ...]

    def objects(self, **values: Any) -> list[M]:
        """The objects for these values of the slots. One query."""
        known: Known = {}
        return [self._object(row, known) for row in self.statement.rows(**values)]

    def first(self, **values: Any) -> M | None:
        """The first of them."""
        found = self.objects(**values)
        return found[0] if found else None

    def _object(self, row: tuple[Any, ...], known: Known) -> M:
        found = self.model.from_db(DEFAULT_DB_ALIAS, self.columns, row[self.place])
        for populator in self.related:
            _relate(populator, row, found, known)
        return found


def _relate(populator: RelatedPopulator, row: tuple[Any, ...], to: Model, known: Known) -> None:
    """What Django's `populate` does, with the objects that are known already."""
    reorder = populator.reorder_for_init
    values = reorder(row) if reorder else row[populator.cols_start : populator.cols_end]
    pk, found = values[populator.pk_idx], None
    if pk is not None:
        found = known.get((id(populator), pk))
        if found is None:
            found = populator.model_cls.from_db(populator.db, populator.init_list, values)
            known[id(populator), pk] = found
            for inner in populator.related_populators:
                _relate(inner, row, found, known)
        populator.remote_setter(found, to)
    populator.local_setter(to, found)


def slots(name: str, of: type[Field[Any, Any]], number: int) -> list[Slot]:
    """So many slots: `name0`, `name1` …"""
    return [Slot(f"{name}{n}", of()) for n in range(number)]


def numbered(name: str, values: Iterable[Any]) -> dict[str, Any]:
    """The values for such slots."""
    return {f"{name}{n}": value for n, value in enumerate(values)}


def one_of(field: str, values: Iterable[Slot]) -> Q:
    """`field__in`, which Django lets no expression into where the field is a relation."""
    return reduce(or_, (Q(**{field: value}) for value in values))


def compiled(queryset: QuerySet[Any, tuple[Any, ...]]) -> Statement:
    """The statement of a `values_list` queryset; `EmptyResultSet` where its conditions can never hold."""
    return _statement(queryset.query.get_compiler(connection=connection))


def compiled_count(queryset: QuerySet[Any, Any]) -> Statement:
    """The statement that counts what the queryset holds; its one row has one number."""
    one = compiled(queryset.order_by().values_list("pk"))
    return Statement(f"SELECT COUNT(*) FROM ({one.sql}) counted", one.params)  # noqa: S608 - the text is Django's


def compiled_models(queryset: QuerySet[M]) -> ModelStatement[M]:
    """The statement of a queryset of objects: `select_related`, `only` and `defer` work, annotations and prefetches do
    not. `select_for_update` has to be compiled, and run, inside a transaction.
    """
    compiler = queryset.query.get_compiler(connection=connection)
    statement = _statement(compiler)
    chosen = compiler.klass_info["select_fields"]
    place = slice(chosen[0], chosen[-1] + 1)
    columns = tuple(selected[0].target.attname for selected in compiler.select[place])
    related = get_related_populators(compiler.klass_info, compiler.select, DEFAULT_DB_ALIAS)  # type: ignore[call-arg]
    return ModelStatement(statement, queryset.model, columns, place, tuple(related))


def _statement(compiler: SQLCompiler) -> Statement:
    sql, params = compiler.as_sql()
    columns = [selected[0] for selected in compiler.select[: compiler.col_count]]
    return Statement(sql, tuple(params), compiler.get_converters(columns))


def union_all(parts: Iterable[tuple[str, Sequence[Any]]]) -> tuple[str, tuple[Any, ...]]:
    """One SQL text of several, with their parameters in order."""
    texts, params = zip(*parts, strict=True)
    return " UNION ALL ".join(texts), tuple(value for values in params for value in values)
