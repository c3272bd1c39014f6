"""The one condition language of the product: what a form shows, where a process goes, who may read is asked in it.

A condition is a small JSON tree, written by an editor's block, never by hand:

    {"all": [c, …]}   every one holds (an empty list holds)
    {"any": [c, …]}   at least one holds (an empty list does not)
    {"not": c}        c does not hold
    {"field": f, "op": o, "value": v}   the fact named `f` compared with `v`

Evaluation is total: whatever the facts are, it answers, and never raises. A fact that is missing, `None`, `""` or `[]`
is *empty*; an empty fact fails every comparison but `ne` (and `empty`). Values compare as numbers when both sides are
numbers, else as folded text (`persian.text.fold`: one set of digits, one ye, one kaf); dates and times are ISO 8601
texts, whose order as text is their order in time. `static/js/forms-conditions.js` is the same evaluator for the
browser; both run the vectors of `tests/forms_ext/condition_vectors.json`.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

from persian.text import fold

__all__ = ["OPERATORS", "FieldKind", "Tree", "check", "evaluate", "operands"]

Tree = Mapping[str, Any]


class FieldKind(StrEnum):
    """What a field's answers are, as far as a comparison is concerned."""

    TEXT = "text"
    NUMBER = "number"
    BOOLEAN = "boolean"
    CHOICE = "choice"
    CHOICES = "choices"
    DATE = "date"
    TIME = "time"
    FILE = "file"


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
}
_KNOWN = {operator for operators in OPERATORS.values() for operator in operators}
# Deeper trees are refused by `check`; evaluation treats what lies below as not holding.
MAX_DEPTH = 20


def evaluate(tree: Tree, facts: Mapping[str, Any]) -> bool:
    """Whether the condition holds of the facts. Never raises; a malformed part does not hold."""
    return _evaluate(tree, facts, MAX_DEPTH)


def _evaluate(tree: Any, facts: Mapping[str, Any], depth: int) -> bool:
    if not isinstance(tree, Mapping) or depth < 0:
        return False
    if "all" in tree:
        return isinstance(tree["all"], list) and all(_evaluate(part, facts, depth - 1) for part in tree["all"])
    if "any" in tree:
        return isinstance(tree["any"], list) and any(_evaluate(part, facts, depth - 1) for part in tree["any"])
    if "not" in tree:
        return not _evaluate(tree["not"], facts, depth - 1)
    field = tree.get("field")
    return _compare(str(tree.get("op")), facts.get(field) if isinstance(field, str) else None, tree.get("value"))


def _compare(operator: str, actual: Any, expected: Any) -> bool:
    found = _texts(actual)
    wanted = _texts(expected)
    if operator == "empty":
        return not found
    if operator == "filled":
        return bool(found)
    if operator == "ne":
        return not _same(found, wanted)
    if operator == "eq":
        return _same(found, wanted)
    if operator == "contains":
        return _contains(actual, found, wanted)
    if operator == "in":
        return any(_equal(one, other) for one in found for other in wanted)
    if operator in _ORDER and len(found) == 1 and len(wanted) == 1:
        return _ordered(operator, found[0], wanted[0])
    return False


def _texts(value: Any) -> list[str]:
    """A fact as the list of its folded texts; empty ones drop out."""
    values = value if isinstance(value, list | tuple) else [value]
    texts = []
    for one in values:
        if one is True or one is False:
            texts.append("true" if one else "false")
        elif one is not None and not isinstance(one, Mapping | list | tuple):
            texts.append(fold(one))
    return [text for text in texts if text]


def _number(text: str) -> Decimal | None:
    # ASCII digits with an optional sign and point: what both evaluators read alike (no exponents, no `Infinity`).
    digits = text.removeprefix("-")
    whole, point, rest = digits.partition(".")
    if not (whole.isascii() and whole.isdigit() and (not point or (rest.isascii() and rest.isdigit()))):
        return None
    try:
        return Decimal(text)
    except InvalidOperation:  # pragma: no cover - the shape was checked
        return None


def _equal(one: str, other: str) -> bool:
    if one == other:
        return True
    number, other_number = _number(one), _number(other)
    return number is not None and number == other_number


def _same(found: list[str], wanted: list[str]) -> bool:
    return len(found) == 1 and len(wanted) == 1 and _equal(found[0], wanted[0])


def _contains(actual: Any, found: list[str], wanted: list[str]) -> bool:
    if len(wanted) != 1:
        return False
    if isinstance(actual, list | tuple):
        return any(_equal(one, wanted[0]) for one in found)
    return len(found) == 1 and wanted[0] in found[0]


def _ordered(operator: str, found: str, wanted: str) -> bool:
    number, other = _number(found), _number(wanted)
    if (number is None) != (other is None):
        return False
    # Comparing code points is comparing time for ISO 8601; mixed kinds never get here.
    left: Any = number if number is not None else found
    right: Any = other if other is not None else wanted
    if operator == "gt":
        return bool(left > right)
    if operator == "gte":
        return bool(left >= right)
    if operator == "lt":
        return bool(left < right)
    return bool(left <= right)


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


def operands(tree: Tree) -> set[str]:
    """The names of the facts that the condition asks about."""
    return {str(leaf["field"]) for leaf in _leaves(tree) if isinstance(leaf.get("field"), str)}


def _leaves(tree: Any) -> Iterator[Mapping[str, Any]]:
    if not isinstance(tree, Mapping):
        return
    for group in ("all", "any"):
        if isinstance(tree.get(group), list):
            for part in tree[group]:
                yield from _leaves(part)
            return
    if "not" in tree:
        yield from _leaves(tree["not"])
    else:
        yield tree


def check(tree: Tree, fields: Mapping[str, FieldKind]) -> list[str]:
    """What is wrong with the condition, as sentences for its editor; an empty list when nothing is.

    `fields` are the facts that exist, with their kinds. Wrong are: an unknown fact, an operator that does not fit its
    kind, a missing or unfit value, a group without conditions, a tree too deep to evaluate.
    """
    return _check(tree, fields, MAX_DEPTH)


def _check(tree: Any, fields: Mapping[str, FieldKind], depth: int) -> list[str]:
    if not isinstance(tree, Mapping):
        return [_("The condition is not complete.")]
    if depth < 0:
        return [_("The condition is nested too deeply.")]
    for group in ("all", "any"):
        if group in tree:
            parts = tree[group]
            if not isinstance(parts, list) or not parts:
                return [_("The condition has no rows.")]
            return [problem for part in parts for problem in _check(part, fields, depth - 1)]
    if "not" in tree:
        return _check(tree["not"], fields, depth - 1)
    return _check_leaf(tree, fields)


def _check_leaf(leaf: Mapping[str, Any], fields: Mapping[str, FieldKind]) -> list[str]:
    field, operator = leaf.get("field"), leaf.get("op")
    if not isinstance(field, str) or field not in fields:
        return [_("There is no field “%(field)s” to ask about.") % {"field": field or ""}]
    kind = FieldKind(fields[field])
    if operator not in _KNOWN or operator not in OPERATORS[kind]:
        return [_("This comparison does not fit the field “%(field)s”.") % {"field": field}]
    if operator in _FILLED:
        return []
    values = _texts(leaf.get("value"))
    if not values:
        return [_("Write the value that “%(field)s” is compared with.") % {"field": field}]
    if kind is FieldKind.NUMBER and any(_number(value) is None for value in values):
        return [_("“%(field)s” is a number; compare it with a number.") % {"field": field}]
    if kind is FieldKind.BOOLEAN and any(value not in {"true", "false"} for value in values):
        return [_("“%(field)s” is a yes/no answer; compare it with yes or no.") % {"field": field}]
    if kind is FieldKind.DATE and not all(_is_date(value) for value in values):
        return [_("“%(field)s” is a date; compare it with a date such as 1405/09/03.") % {"field": field}]
    if kind is FieldKind.TIME and not all(_is_time(value) for value in values):
        return [_("“%(field)s” is a time; compare it with a time such as 14:30.") % {"field": field}]
    return []
