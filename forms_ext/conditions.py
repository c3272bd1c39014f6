"""Conditions as editors write them: what a form shows, where a process goes, who may read is asked in them.

A condition is a small JSON tree, written by an editor's block, never by hand:

    {"all": [c, …]}   every one holds (an empty list holds)
    {"any": [c, …]}   at least one holds (an empty list does not)
    {"not": c}        c does not hold
    {"field": f, "op": o, "value": v, "kind": k}   the fact named `f` compared with `v`, both of the kind `k`

The kind is that of the field when the condition was published, never guessed from a value: a code `0013542419` is a
text and differs from `13542419`, a number `42` equals `42.0`. A condition is evaluated as a tree of the one language
(`answers.evaluation`). Evaluation is total: whatever the facts are, it answers, and never raises. A fact that is
missing or not of its kind is *empty*; an empty fact fails every comparison but `ne` (and `empty`). A comparison without
a kind does not hold. Dates and times are ISO 8601 texts.
"""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from forms_ext.answers.condition_trees import MAX_DEPTH, condition_tree
from forms_ext.answers.evaluation import Budget, Fault
from forms_ext.answers.evaluation import Tree as LanguageTree
from forms_ext.answers.evaluation import evaluate as evaluate_tree
from forms_ext.answers.kinds import FieldKind
from forms_ext.answers.numbers import read_number
from forms_ext.answers.values import Value, read
from persian.text import fold

__all__ = ["OPERATORS", "Fact", "FieldKind", "Tree", "check", "compiled", "evaluate", "leaves", "operands"]

Tree = Mapping[str, Any]

_EQUAL = ("eq", "ne")
_ORDER = ("gt", "gte", "lt", "lte")
_FILLED = ("filled", "empty")
# Which operators fit which kind. `in` takes a list of values.
OPERATORS: dict[FieldKind, tuple[str, ...]] = {
    FieldKind.TEXT: (*_EQUAL, "contains", "in", *_FILLED),
    FieldKind.NUMBER: (*_EQUAL, *_ORDER, "in", *_FILLED),
    FieldKind.BOOLEAN: (*_EQUAL, *_FILLED),
    FieldKind.CHOICE: (*_EQUAL, "in", *_FILLED),
    FieldKind.CHOICES: ("contains", "in", *_FILLED),
    FieldKind.DATE: (*_EQUAL, *_ORDER, *_FILLED),
    FieldKind.TIME: (*_EQUAL, *_ORDER, *_FILLED),
    FieldKind.FILE: _FILLED,
    FieldKind.OBJECT: _FILLED,
    FieldKind.GROUP: _FILLED,
    FieldKind.ROWS: _FILLED,
}
_KINDS = {str(kind) for kind in FieldKind}
_KNOWN = {operator for operators in OPERATORS.values() for operator in operators}


def evaluate(tree: Tree, facts: Mapping[str, Any]) -> bool:
    """Whether the condition holds of the facts. Never raises; a malformed part does not hold."""
    asked, kinds = compiled(tree)
    try:
        return evaluate_tree(asked, _Facts(kinds, facts)) is True
    except Fault:
        return False


def compiled(tree: Tree) -> tuple[LanguageTree, dict[str, str]]:
    """The condition as a tree of the language, and the kinds of the facts that it asks about."""
    kinds: dict[str, str] = {}

    def path_and_kind(leaf: Mapping[str, Any]) -> tuple[str, str | None] | None:
        path, kind = leaf.get("field"), leaf.get("kind")
        if not isinstance(path, str):
            return None
        known = kind if isinstance(kind, str) and kind in _KINDS else None
        # Filled or empty can be asked of anything.
        kinds[path] = known or kinds.get(path) or FieldKind.OBJECT
        return path, known

    return condition_tree(tree, path_and_kind), kinds


class _Facts:
    """Plain facts as a scope of the language."""

    def __init__(self, kinds: Mapping[str, str], facts: Mapping[str, Any]) -> None:
        self.kinds, self.facts, self.budget = kinds, facts, Budget()

    def field(self, path: str) -> Value:
        return read(self.kinds[path], self.facts.get(path))

    def rows(self, path: str) -> list["_Facts"]:
        return []


def operands(tree: Tree) -> set[str]:
    """The names of the facts that the condition asks about."""
    return {str(leaf["field"]) for leaf in leaves(tree) if isinstance(leaf.get("field"), str)}


def leaves(tree: Any) -> Iterator[Mapping[str, Any]]:
    """The comparisons of the condition, in their order."""
    if not isinstance(tree, Mapping):
        return
    for group in ("all", "any"):
        if isinstance(tree.get(group), list):
            for part in tree[group]:
                yield from leaves(part)
            return
    if "not" in tree:
        yield from leaves(tree["not"])
    else:
        yield tree


class Fact(NamedTuple):
    """What a condition may ask of one fact: its kind; the comparisons that it offers, where they are fewer than its
    kind has; the values that it can have, where they are known (the options of a choice).
    """

    kind: FieldKind
    operators: Collection[str] | None = None
    values: Collection[str] | None = None


def check(tree: Tree, facts: Mapping[str, Fact | FieldKind]) -> list[str]:
    """What is wrong with the condition, as sentences for its editor; an empty list when nothing is.

    `facts` are those that exist; of one of which only the kind is known, the kind will do. Wrong are: an unknown fact,
    a comparison that it does not offer, a missing or unfit value, an option that it does not have, a group without
    conditions, a tree too deep to evaluate.
    """
    known = {name: fact if isinstance(fact, Fact) else Fact(fact) for name, fact in facts.items()}
    return _check(tree, known, MAX_DEPTH)


def _check(tree: Any, facts: Mapping[str, Fact], depth: int) -> list[str]:
    if not isinstance(tree, Mapping):
        return [_("The condition is not complete.")]
    if depth < 0:
        return [_("The condition is nested too deeply.")]
    for group in ("all", "any"):
        if group in tree:
            parts = tree[group]
            if not isinstance(parts, list) or not parts:
                return [_("The condition has no rows.")]
            return [problem for part in parts for problem in _check(part, facts, depth - 1)]
    if "not" in tree:
        return _check(tree["not"], facts, depth - 1)
    return _check_leaf(tree, facts)


def _check_leaf(leaf: Mapping[str, Any], facts: Mapping[str, Fact]) -> list[str]:
    field, operator = leaf.get("field"), leaf.get("op")
    if not isinstance(field, str) or field not in facts:
        return [_("There is no field “%(field)s” to ask about.") % {"field": field or ""}]
    fact = facts[field]
    offered = OPERATORS[fact.kind] if fact.operators is None else fact.operators
    if operator not in _KNOWN or operator not in offered:
        return [_("This comparison does not fit the field “%(field)s”.") % {"field": field}]
    if operator in _FILLED:
        return []
    values = _written(leaf.get("value"))
    if not values:
        return [_("Write the value that “%(field)s” is compared with.") % {"field": field}]
    return _check_values(field, fact, values)


def _check_values(field: str, fact: Fact, values: list[str]) -> list[str]:
    kind = FieldKind(fact.kind)
    if fact.values is not None and (strangers := [value for value in values if value not in fact.values]):
        text = _("“%(field)s” has no option “%(option)s”.")
        return [text % {"field": field, "option": option} for option in strangers]
    if kind is FieldKind.NUMBER and any(read_number(value) is None for value in values):
        return [_("“%(field)s” is a number; compare it with a number.") % {"field": field}]
    if kind is FieldKind.BOOLEAN and any(value not in {"true", "false"} for value in values):
        return [_("“%(field)s” is a yes/no answer; compare it with yes or no.") % {"field": field}]
    if kind is FieldKind.DATE and not all(_is_date(value) for value in values):
        return [_("“%(field)s” is a date; compare it with a date such as 1405/09/03.") % {"field": field}]
    if kind is FieldKind.TIME and not all(_is_time(value) for value in values):
        return [_("“%(field)s” is a time; compare it with a time such as 14:30.") % {"field": field}]
    return []


def _written(value: Any) -> list[str]:
    """The values that an editor wrote, folded; empty ones drop out."""
    values = value if isinstance(value, list | tuple) else [value]
    plain = [one for one in values if one is not None and not isinstance(one, Mapping | list | tuple)]
    texts = [str(one).lower() if isinstance(one, bool) else fold(one) for one in plain]
    return [text for text in texts if text]


def _is_date(text: str) -> bool:
    """`YYYY-MM-DD`, the one spelling that answers are stored in; others of ISO 8601 would never be equal to it."""
    try:
        return dt.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _is_time(text: str) -> bool:
    """`HH:MM:SS`, the one spelling that answers are stored in."""
    try:
        return dt.time.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
