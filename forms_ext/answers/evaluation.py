"""The evaluator of the one language that conditions and computed answers are written in.

A tree is a JSON array that begins with what it is:

    ["n", "12.5"] ["t", "text"] ["d", "2026-01-31"] ["b", true] ["e"]   literals (number, text, date, boolean, empty)
    ["f", path]                          a field, or a fact
    ["r", rows path, where, take]        the rows of a repeating group as a list: those for which the tree `where`
                                         holds (null: all), each as the value of `take` (null: true)
    ["c", name, argument, …]             a call: `and`, `or`, `not`, `if`, or one of `functions`

Evaluation costs at most `STEPS` steps a pass, nests at most `DEPTH` levels, and raises nothing but `Fault`.
`static/js/forms-answers.js` is the same for the browser; both run the same vectors and the same generated trees.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from forms_ext.answers.functions import FUNCTIONS, Fault
from forms_ext.answers.numbers import read_number
from forms_ext.answers.values import Value, read_date

__all__ = ["DEPTH", "STEPS", "Budget", "Fault", "Scope", "Tree", "evaluate", "fields_of"]

DEPTH = 64
STEPS = 200_000
# Calls that do not ask all of their arguments, with how many they take at least.
LAZY = {"and": 0, "or": 0, "not": 1, "if": 3}
Tree = list[Any]


@dataclass
class Budget:
    """What one pass has spent, and the lists that are the same for every asker in it."""

    steps: int = 0
    kept: dict[int, list[Value]] = field(default_factory=dict)

    def spend(self, steps: int = 1) -> None:
        self.steps += steps
        if self.steps > STEPS:
            raise Fault("steps")


class Scope(Protocol):
    """Where a tree is asked: what its field paths mean there."""

    @property
    def budget(self) -> Budget:
        """What the pass has spent."""

    def field(self, path: str) -> Value:
        """The value of a field or fact; None where it is empty."""

    def rows(self, path: str) -> Sequence["Scope"]:
        """A scope for each row of the repeating group."""


def evaluate(tree: Tree, scope: Scope, depth: int = DEPTH) -> Value:
    """The value of the tree. Raises `Fault`."""
    scope.budget.spend()
    if depth < 0 or not isinstance(tree, list) or not tree:
        raise Fault("tree")
    head = tree[0]
    if head == "f":
        return _field(tree[1], scope)
    if head == "c":
        return _call(tree[1], tree[2:], scope, depth - 1)
    if head == "r":
        return _rows(tree, scope, depth - 1)
    return _literal(head, tree)


def _literal(head: str, tree: Tree) -> Value:
    if head == "n":
        return read_number(tree[1])
    if head == "d":
        return read_date(tree[1])
    if head == "e":
        return None
    if head in ("t", "b"):
        return tree[1]
    raise Fault("tree")


def _field(path: str, scope: Scope) -> Value:
    value = scope.field(path)
    if isinstance(value, str):
        # A long text costs what looking through it costs.
        scope.budget.spend(len(value) >> 8)
    return value


def _rows(tree: Tree, scope: Scope, depth: int) -> list[Value]:
    kept = scope.budget.kept
    if id(tree) in kept:
        return kept[id(tree)]
    _head, path, where, take, *mark = tree
    found = [
        True if take is None else evaluate(take, row, depth)
        for row in scope.rows(path)
        if where is None or evaluate(where, row, depth) is True
    ]
    if mark:
        kept[id(tree)] = found
    return found


def _call(name: str, args: list[Tree], scope: Scope, depth: int) -> Value:
    if len(args) < LAZY.get(name, 0):
        raise Fault("tree")
    if name == "and":
        return all(evaluate(one, scope, depth) is True for one in args)
    if name == "or":
        return any(evaluate(one, scope, depth) is True for one in args)
    if name == "not":
        return evaluate(args[0], scope, depth) is not True
    if name == "if":
        chosen = args[1] if evaluate(args[0], scope, depth) is True else args[2]
        return evaluate(chosen, scope, depth)
    function = FUNCTIONS.get(name)
    if function is None or not function.least <= len(args) <= function.most:
        raise Fault("tree")
    return function.apply([evaluate(one, scope, depth) for one in args])


def fields_of(tree: Any) -> Iterator[str]:
    """The paths that the tree asks about."""
    if not isinstance(tree, list) or not tree:
        return
    if tree[0] in ("f", "r"):
        yield tree[1]
    for part in tree[1:]:
        yield from fields_of(part)
