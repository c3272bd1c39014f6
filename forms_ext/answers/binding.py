"""The two edges at which answers come in: a browser's POST, and JSON.

Both give the same: a skeleton of groups and rows, and the raw values of the leaves by path. Nothing is checked here but
the shape.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from forms_ext.answers.kinds import FieldKind
from forms_ext.answers.paths import ROW_ID, Path
from forms_ext.answers.tree import MOST_ROWS, Node, Plan
from forms_ext.answers.values import is_empty
from forms_ext.fields.json_values import fits

__all__ = ["Bound", "bind_json", "bind_post"]

# A row's number inside the name of an input. Numbers are labels: rows are counted by what was posted.
_ROW = re.compile(r"-(0|[1-9][0-9]{0,3})(?=-)")
_LONGEST_NAME = 500
_MOST_NAMES = 1000


@dataclass
class Bound:
    """`answers` has the groups and rows, no leaf yet; `leaves` the raw value of each; `errors` what has no shape.

    `names` are the names under which leaves were posted: rows were numbered differently on the page.
    """

    answers: dict[str, Any] = field(default_factory=dict)
    leaves: dict[Path, tuple[Node, Any]] = field(default_factory=dict)
    errors: dict[Path, ValidationError] = field(default_factory=dict)
    names: dict[Path, str] = field(default_factory=dict)


def bind_post(
    plan: Plan, data: Any, files: Any = None, *, prefix: str = "", only: Iterable[str] | None = None
) -> Bound:
    """A POST, in which the name of an input is its answer path joined by "-"; a widget may add its own after a "-".

    Names that begin with "_" are of the rows: `owners-2-_id` says that the row is on the page, `owners-_add` asks for
    another one, `owners-_remove=2` takes one away. Whatever the numbers are, the rows that come of them are dense.
    `only` names the fields of the top that are on the page.
    """
    post = _Post(plan, data, files or {})
    names = None if only is None else set(only)
    nodes = [node for node in plan.nodes if names is None or node.name in names]
    start = f"{prefix}-" if prefix else ""
    post.bound.answers = post.walk(nodes, start, ())
    return post.bound


class _Post:
    def __init__(self, plan: Plan, data: Any, files: Any) -> None:
        self.data, self.files, self.fields = data, files, plan.fields()
        self.bound = Bound()
        self.numbers = self._numbers() if plan.repeating else {}

    def _numbers(self) -> Mapping[str, set[int]]:
        """The numbers of the rows that anything was posted of, by the name of their group."""
        found: dict[str, set[int]] = defaultdict(set)
        for name in chain(self.data, self.files):
            if len(name) < _LONGEST_NAME:
                for match in _ROW.finditer(name):
                    found[name[: match.start()]].add(int(match[1]))
        return found

    def walk(self, nodes: list[Node], start: str, path: Path) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for node in nodes:
            name, here = start + node.name, (*path, node.name)
            if node.kind == FieldKind.GROUP:
                made[node.name] = self.walk(node.nodes, f"{name}-", here)
            elif node.kind == FieldKind.ROWS:
                made[node.name] = self._rows(node, name, here)
            elif not node.is_computed:
                raw = self.fields[node.path].widget.value_from_datadict(self.data, self.files, name)
                self.bound.leaves[here], self.bound.names[here] = (node, raw), name
        return made

    def _rows(self, node: Node, name: str, path: Path) -> list[dict[str, Any]]:
        removed = self.data.get(f"{name}-_remove")
        numbers = [number for number in sorted(self.numbers.get(name, ())) if str(number) != removed]
        if len(numbers) > MOST_ROWS:
            self.bound.errors[path] = _too_many()
        rows = [
            {
                ROW_ID: self.data.get(f"{name}-{number}-{ROW_ID}") or "",
                **self.walk(node.nodes, f"{name}-{number}-", (*path, place)),
            }
            for place, number in enumerate(numbers[:MOST_ROWS])
        ]
        if f"{name}-_add" in self.data and len(rows) < MOST_ROWS:
            rows.append({ROW_ID: "", **_blank(node.nodes)})
        return rows


def _blank(nodes: list[Node]) -> dict[str, Any]:
    return {node.name: _blank(node.nodes) if node.kind == FieldKind.GROUP else [] for node in nodes if not node.is_leaf}


def bind_json(plan: Plan, data: Any, *, only: Iterable[str] | None = None) -> Bound:
    """Answers in the shape in which they are stored; empty ones may be there or not.

    A name that the form lacks is refused, computed answers are passed over: they are computed again.
    """
    reader = _Json()
    names = None if only is None else set(only)
    nodes = [node for node in plan.nodes if names is None or node.name in names]
    reader.bound.answers = reader.walk(nodes, data if isinstance(data, Mapping) else {}, ())
    return reader.bound


class _Json:
    def __init__(self) -> None:
        self.bound = Bound()

    def walk(self, nodes: list[Node], given: Mapping[str, Any], path: Path) -> dict[str, Any]:
        names = {node.name for node in nodes}
        if path and isinstance(path[-1], int):
            names.add(ROW_ID)
        for name in list(given)[:_MOST_NAMES]:
            if name not in names:
                self.bound.errors[(*path, str(name)[:60])] = _unknown(name)
        made: dict[str, Any] = {}
        for node in nodes:
            value, here = given.get(node.name), (*path, node.name)
            if node.kind == FieldKind.GROUP:
                made[node.name] = self.walk(node.nodes, self._of(Mapping, value, {}, here), here)
            elif node.kind == FieldKind.ROWS:
                made[node.name] = self._rows(node, self._of(list, value, [], here), here)
            elif not node.is_computed:
                self._leaf(node, value, here)
        return made

    def _of(self, wanted: type, value: Any, empty: Any, path: Path) -> Any:
        if value is None or isinstance(value, wanted):
            return value or empty
        self.bound.errors[path] = _other_type()
        return empty

    def _rows(self, node: Node, given: list[Any], path: Path) -> list[dict[str, Any]]:
        if len(given) > MOST_ROWS:
            self.bound.errors[path] = _too_many()
        rows = []
        for number, row in enumerate(given[:MOST_ROWS]):
            row = self._of(Mapping, row, {}, (*path, number))
            rows.append({ROW_ID: str(row.get(ROW_ID) or ""), **self.walk(node.nodes, row, (*path, number))})
        return rows

    def _leaf(self, node: Node, value: Any, path: Path) -> None:
        if is_empty(value):
            return
        if fits(value, node.type.json_schema(node.spec)):
            self.bound.leaves[path] = (node, node.type.from_json(value))
        else:
            self.bound.errors[path] = _other_type()


def _unknown(name: Any) -> ValidationError:
    return ValidationError(_("The form has no field “%(field)s”."), code="unknown", params={"field": str(name)[:60]})


def _other_type() -> ValidationError:
    return ValidationError(_("The answer is not of the kind that this field takes."), code="json_type")


def _too_many() -> ValidationError:
    return ValidationError(_("Too many rows."), code="rows_max")
