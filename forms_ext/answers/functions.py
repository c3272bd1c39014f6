"""The functions of the language, each with how many arguments it takes and of what kinds.

An empty value spreads through arithmetic, fails every comparison but `!=`, and is left out of lists: the sum of nothing
is 0, the least of nothing empty.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

from forms_ext.answers.numbers import LIMIT, PLACES, SCALE, divide
from forms_ext.answers.values import Value, is_empty, kind_of, write

__all__ = ["FUNCTIONS", "LONGEST_TEXT", "Fault", "Function"]

LONGEST_TEXT = 10_000
MANY = 1_000
_MOST_DAYS = 4_000_000
Values = Sequence[Value]


class Fault(Exception):
    """A tree that has no value for these answers.

    `code`: `kind`, `zero` (division), `digits`, `steps` (too much work), `date` (out of range), `text` (too long),
    `tree` (no tree of the language).
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Function:
    """`takes` is the kind of every argument ("" any), `gives` that of the value ("" depends, see `checking`)."""

    apply: Callable[[Values], Value]
    least: int
    most: int
    takes: str = ""
    gives: str = ""


def _number(value: Value) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise Fault("kind")
    return value


def _within(number: int) -> int:
    if abs(number) >= LIMIT:
        raise Fault("digits")
    return number


def _flat(args: Values) -> list[Value]:
    return [v for arg in args for v in (arg if isinstance(arg, list) else [arg]) if not is_empty(v)]


def same(one: Value, other: Value) -> bool:
    """Equal and filled, of one kind; a list equals nothing."""
    if is_empty(one) or is_empty(other) or isinstance(one, list) or kind_of(one) != kind_of(other):
        return False
    return bool(one == other)


def _ordered(test: Callable[[Any, Any], bool]) -> Callable[[Values], bool]:
    def compare(args: Values) -> bool:
        one, other = args
        if is_empty(one) or is_empty(other) or isinstance(one, list | bool) or kind_of(one) != kind_of(other):
            return False
        return test(one, other)

    return compare


def _spread(work: Callable[[Value, Value], Value]) -> Callable[[Values], Value]:
    """Two arguments or more, one after another; empty if one of them is."""

    def apply(args: Values) -> Value:
        return reduce(lambda one, other: None if is_empty(one) or is_empty(other) else work(one, other), args)

    return apply


def _plus(one: Value, other: Value) -> Value:
    return _days_later(one, other) if isinstance(one, dt.date) else _within(_number(one) + _number(other))


def _minus(one: Value, other: Value) -> Value:
    if not isinstance(one, dt.date):
        return _within(_number(one) - _number(other))
    if isinstance(other, dt.date):
        return (one - other).days * SCALE
    return _days_later(one, -_number(other))


def _days_later(day: dt.date, number: Value) -> dt.date:
    count = _number(number)
    days = count // SCALE
    if count % SCALE or abs(days) > _MOST_DAYS:
        raise Fault("date")
    try:
        later = dt.date.fromordinal(day.toordinal() + days)
    except ValueError:
        raise Fault("date") from None
    if later.year < 1000:
        raise Fault("date")
    return later


def _times(one: Value, other: Value) -> int:
    return _within(divide(_number(one) * _number(other), SCALE))


def _over(one: Value, other: Value) -> int:
    if _number(other) == 0:
        raise Fault("zero")
    return _within(divide(_number(one) * SCALE, other))


def _is_in(args: Values) -> bool:
    return any(same(args[0], one) for one in _flat(args[1:]))


def _contains(args: Values) -> bool:
    whole, part = args
    if isinstance(whole, list):
        return any(same(one, part) for one in whole)
    return isinstance(whole, str) and isinstance(part, str) and part != "" and part in whole


def _say(value: Value) -> str:
    if isinstance(value, list):
        raise Fault("kind")
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(write(value)[1])


def _join(parts: list[str], between: str = "") -> str:
    text = between.join(parts)
    if len(text) > LONGEST_TEXT:
        raise Fault("text")
    return text


def _joined(args: Values) -> str:
    return _join([_say(one) for one in _flat(args[1:])], _say(args[0]))


def _length(args: Values) -> Value:
    if is_empty(args[0]):
        return None
    return len(args[0] if isinstance(args[0], list) else _say(args[0])) * SCALE


def _absolute(args: Values) -> Value:
    return None if is_empty(args[0]) else abs(_number(args[0]))


def _rounded(args: Values) -> Value:
    if is_empty(args[0]):
        return None
    places = _number(args[1]) // SCALE if len(args) > 1 else 0
    if not 0 <= places <= PLACES:
        raise Fault("digits")
    unit = 10 ** (PLACES - places)
    return divide(_number(args[0]), unit) * unit


def _numbers(args: Values) -> list[int]:
    return [_number(one) for one in _flat(args)]


def _average(args: Values) -> Value:
    found = _numbers(args)
    return divide(sum(found), len(found)) if found else None


FUNCTIONS: dict[str, Function] = {
    "=": Function(lambda a: same(a[0], a[1]), 2, 2, gives="boolean"),
    "!=": Function(lambda a: not same(a[0], a[1]), 2, 2, gives="boolean"),
    "<": Function(_ordered(lambda a, b: a < b), 2, 2, gives="boolean"),
    "<=": Function(_ordered(lambda a, b: a <= b), 2, 2, gives="boolean"),
    ">": Function(_ordered(lambda a, b: a > b), 2, 2, gives="boolean"),
    ">=": Function(_ordered(lambda a, b: a >= b), 2, 2, gives="boolean"),
    "+": Function(_spread(_plus), 2, MANY),
    "-": Function(_spread(_minus), 2, 2),
    "*": Function(_spread(_times), 2, MANY, takes="number", gives="number"),
    "/": Function(_spread(_over), 2, 2, takes="number", gives="number"),
    "in": Function(_is_in, 1, MANY, gives="boolean"),
    "contains": Function(_contains, 2, 2, gives="boolean"),
    "empty": Function(lambda a: is_empty(a[0]), 1, 1, gives="boolean"),
    "&": Function(lambda a: _join([_say(one) for one in a]), 1, MANY, gives="text"),
    "join": Function(_joined, 2, MANY, gives="text"),
    "len": Function(_length, 1, 1, gives="number"),
    "abs": Function(_absolute, 1, 1, takes="number", gives="number"),
    "round": Function(_rounded, 1, 2, takes="number", gives="number"),
    "count": Function(lambda a: len(_flat(a)) * SCALE, 1, MANY, gives="number"),
    "sum": Function(lambda a: _within(sum(_numbers(a))), 1, MANY, takes="number", gives="number"),
    "min": Function(lambda a: min(_numbers(a), default=None), 1, MANY, takes="number", gives="number"),
    "max": Function(lambda a: max(_numbers(a), default=None), 1, MANY, takes="number", gives="number"),
    "avg": Function(_average, 1, MANY, takes="number", gives="number"),
}
