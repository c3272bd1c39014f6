"""The fields of a version as a tree, compiled once: by path, with their rules, in the order of deciding."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from graphlib import CycleError, TopologicalSorter
from typing import Any, NamedTuple

from django import forms
from django.utils.translation import get_language

from forms_ext.answers.checking import Mistake, infer, rule_tree
from forms_ext.answers.evaluation import Tree, fields_of
from forms_ext.answers.kinds import FieldKind, family
from forms_ext.fields.registry import FieldType, Spec, field_type

__all__ = ["ASPECTS", "FACTS", "MOST_ROWS", "Node", "Plan", "Problem"]

MOST_ROWS = 200
# What a rule may say of a field. `required` says nothing of its value, so no field waits for another's need.
ASPECTS = ("visible", "readonly", "compute", "required")
_OF_VALUE = ("visible", "readonly", "compute")
# What rules may ask beside the form's own fields.
FACTS = {"today": FieldKind.DATE}


@dataclass(eq=False)
class Node:
    """One field of a version, at its place in the tree.

    `base` is the repeating group whose row it stands in ("" for the form), `tail` its names from there, `rows` all
    repeating groups around it, `around` the names of everything around it.
    """

    path: str
    spec: Spec
    base: str
    tail: tuple[str, ...]
    rows: tuple[str, ...]
    around: tuple[str, ...]
    nodes: list[Node] = field(default_factory=list)
    rules: dict[str, Tree | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.name = self.spec.name
        self.kind = self.spec.kind
        self.is_leaf = self.kind not in (FieldKind.GROUP, FieldKind.ROWS)

    @property
    def type(self) -> FieldType:
        return field_type(self.spec.type)

    @property
    def is_computed(self) -> bool:
        return self.rules["compute"] is not None

    @property
    def least_rows(self) -> int:
        return int(self.spec.parameters.get("min") or 0)

    @property
    def most_rows(self) -> int:
        return min(int(self.spec.parameters.get("max") or MOST_ROWS), MOST_ROWS)


class Problem(NamedTuple):
    """Why a version cannot be published: the field's path, and the sentence for its editor."""

    path: str
    code: str
    text: str


class Plan:
    """A version, compiled. Immutable once built; `problems` is empty for one that may be published."""

    def __init__(self, specs: Iterable[Spec]) -> None:
        self.by_path: dict[str, Node] = {}
        self.problems: list[Problem] = []
        self.nodes = self._grow(specs, "", (), (), ())
        self.kinds: dict[str, str] = {**FACTS, **{path: node.kind for path, node in self.by_path.items()}}
        for node in self.by_path.values():
            node.rules = {aspect: self._rule(node, aspect) for aspect in ASPECTS}
        self.order = self._ordered()
        # Most fields have no rules: one pass looks at the others only.
        self.decided = [node for node in self.order if not node.is_leaf or any(node.rules[a] for a in _OF_VALUE)]
        self.needed = [node for node in self.order if node.rules["required"] is not None]
        self.repeating = [node for node in self.order if node.kind == FieldKind.ROWS]
        self._fields: dict[tuple[str, bool], dict[str, forms.Field]] = {}

    def _grow(
        self, specs: Iterable[Spec], base: str, tail: tuple[str, ...], rows: tuple[str, ...], around: tuple[str, ...]
    ) -> list[Node]:
        found = []
        for spec in specs:
            if spec.is_content:
                continue
            path, here = ".".join((*around, spec.name)), (*around, spec.name)
            node = Node(path, spec, base, (*tail, spec.name), rows, around)
            self.by_path[path] = node
            if spec.kind == FieldKind.ROWS:
                node.nodes = self._grow(spec.fields, path, (), (*rows, path), here)
            elif spec.kind == FieldKind.GROUP:
                node.nodes = self._grow(spec.fields, base, node.tail, rows, here)
            found.append(node)
        return found

    # ------------------------------------------------------------------------------------------------ rules
    def resolve(self, name: str, around: tuple[str, ...]) -> str | None:
        """The field that a name means inside these containers: that of the nearest one, going out; else a fact."""
        for depth in range(len(around), -1, -1):
            path = ".".join((*around[:depth], name))
            if path in self.by_path or path in FACTS:
                return path
        return None

    def _rule(self, node: Node, aspect: str) -> Tree | None:
        is_always = aspect == "required" and node.spec.required
        given = True if is_always else node.spec.rules.get(aspect)
        try:
            tree = rule_tree(given, lambda name: self.resolve(name, node.around), self.kinds)
            if tree is None:
                return None
            found = infer(tree, self.kinds)
            if found not in (family(node.kind) if aspect == "compute" else "boolean", "any"):
                raise Mistake("result", found)
            return self._reached(tree, set(node.rows))
        except Mistake as mistake:
            self.problems.append(Problem(node.path, mistake.code, str(mistake)))
            return None

    def _reached(self, tree: Tree, inside: set[str]) -> Tree:
        """The tree, if each field that it asks stands where the asker can see it. Lists that are the same for every
        asker are marked, to be made once a pass."""
        if tree[0] in ("f", "r") and not self._rows_around(tree[1]) <= inside:
            raise Mistake("reach", tree[1])
        if tree[0] != "r":
            return [self._reached(part, inside) if isinstance(part, list) else part for part in tree]
        _head, path, where, take, *_mark = tree
        parts = [None if part is None else self._reached(part, inside | {path}) for part in (where, take)]
        found: Tree = ["r", path, *parts]
        if all(self._rows_around(asked) <= {path} for asked in fields_of(found)):
            found.append(True)
        return found

    def _rows_around(self, path: str) -> set[str]:
        node = self.by_path.get(path)
        return set(node.rows) if node is not None else set()

    def _waits_for(self, node: Node) -> set[str]:
        """What must be decided before it: what it stands in, and what its value is asked of."""
        asked = {path for aspect in _OF_VALUE for path in fields_of(node.rules[aspect])}
        return (asked & self.by_path.keys()) | ({".".join(node.around)} if node.around else set())

    def _ordered(self) -> list[Node]:
        graph = {path: self._waits_for(node) for path, node in self.by_path.items()}
        try:
            return [self.by_path[path] for path in TopologicalSorter(graph).static_order()]
        except CycleError as error:
            cycle = list(reversed(error.args[1]))
            self.problems.append(Problem(cycle[0], "cycle", str(Mistake("cycle", " → ".join(cycle)))))
            return []

    # ------------------------------------------------------------------------------------------------ use
    def fields(self, *, asks: bool = False) -> Mapping[str, forms.Field]:
        """The Django fields of the leaves by field path, one for all rows and all people: never write to one.

        They never ask for an answer by themselves, since need is decided when all answers are settled; only those that
        are shown (`asks`) say whether one is needed. One set a language, since help texts name limits in words.
        """
        key = (get_language() or "", asks)
        if key not in self._fields:
            leaves = [node for node in self.by_path.values() if node.is_leaf]
            self._fields[key] = {node.path: _django_field(node, asks) for node in leaves}
        return self._fields[key]

    def for_browser(self) -> Mapping[str, Any]:
        """What the browser's `settle` needs, as JSON."""
        return {"kinds": self.kinds, "order": [_for_browser(node) for node in self.order]}


def _django_field(node: Node, asks: bool) -> forms.Field:
    return node.type.form_field(node.spec if asks else replace(node.spec, required=False))


def _for_browser(node: Node) -> dict[str, Any]:
    place = {"path": node.path, "base": node.base, "tail": node.tail, "around": node.around}
    return {**place, "kind": node.kind, "leaf": node.is_leaf, **node.rules}
