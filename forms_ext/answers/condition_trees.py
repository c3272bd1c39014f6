"""An editor's condition (`forms_ext.conditions`) as a tree of the language.

Total: what is malformed, unknown or nested too deeply becomes a part that does not hold, or a value that equals
nothing. Literals are folded here, answers when they are cleaned; nothing is folded while a tree is evaluated.
"""

from collections.abc import Callable, Mapping
from typing import Any

from forms_ext.answers.evaluation import Tree
from forms_ext.answers.kinds import FieldKind
from forms_ext.answers.numbers import read_number, write_number
from persian.text import fold

__all__ = ["MAX_DEPTH", "NEVER", "condition_tree"]

MAX_DEPTH = 20
NEVER: Tree = ["b", False]
_EMPTY: Tree = ["e"]
_COMPARISONS = {"eq": "=", "ne": "!=", "gt": ">", "gte": ">=", "lt": "<", "lte": "<="}
# From the leaf of a condition to the path that it asks about and the kind of what is there; None where nothing is.
Resolve = Callable[[Mapping[str, Any]], tuple[str, str | None] | None]


def condition_tree(condition: Any, resolve: Resolve, depth: int = MAX_DEPTH) -> Tree:
    """The tree of a condition."""
    if not isinstance(condition, Mapping) or depth < 0:
        return NEVER
    for group, name in (("all", "and"), ("any", "or")):
        if group in condition:
            parts = condition[group]
            if not isinstance(parts, list):
                return NEVER
            return ["c", name, *(condition_tree(part, resolve, depth - 1) for part in parts)]
    if "not" in condition:
        return ["c", "not", condition_tree(condition["not"], resolve, depth - 1)]
    found = resolve(condition)
    return NEVER if found is None else _leaf(condition, *found)


def _leaf(leaf: Mapping[str, Any], path: str, kind: str | None) -> Tree:
    field: Tree = ["f", path]
    operator, value = leaf.get("op"), leaf.get("value")
    if operator == "empty":
        return ["c", "empty", field]
    if operator == "filled":
        return ["c", "not", ["c", "empty", field]]
    if kind is None:
        return NEVER
    if operator == "in":
        return _one_of(field, kind, value if isinstance(value, list) else [value])
    if operator == "contains":
        return ["c", "contains", field, _literal(kind, value)]
    if operator not in _COMPARISONS:
        return NEVER
    return ["c", _COMPARISONS[operator], field, _literal(kind, value)]


def _one_of(field: Tree, kind: str, values: list[Any]) -> Tree:
    literals = [_literal(kind, value) for value in values]
    if kind == FieldKind.CHOICES:
        return ["c", "or", *(["c", "contains", field, one] for one in literals)]
    return ["c", "in", field, *literals]


def _literal(kind: str, value: Any) -> Tree:
    """The value that an editor wrote, as its field's kind; empty where it is none of that kind."""
    if value is None or isinstance(value, Mapping | list | tuple):
        return _EMPTY
    text = {True: "true", False: "false"}[value] if isinstance(value, bool) else fold(value)
    if kind == FieldKind.NUMBER:
        number = read_number(text)
        return _EMPTY if number is None else ["n", write_number(number)]
    if kind == FieldKind.BOOLEAN:
        return ["b", text == "true"] if text in ("true", "false") else _EMPTY
    if not text:
        return _EMPTY
    return ["d" if kind == FieldKind.DATE else "t", text]
