"""What a stored answer is to the language, and back.

Values are `None` (empty), booleans, exact numbers (`int`, see `numbers`), days, texts, and lists of these.
"""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

from forms_ext.answers.kinds import FieldKind
from forms_ext.answers.numbers import read_number, write_number

__all__ = ["Value", "holds_anything", "is_empty", "kind_of", "read", "read_date", "write"]

Value = Any
_DATE = re.compile(r"[1-9]\d{3}-\d\d-\d\d", re.ASCII)


def read(kind: str, stored: Any) -> Value:
    """A stored answer as a value. What is not of the field's kind is empty, and so is what holds nothing."""
    reader = _READERS.get(kind)
    return reader(stored) if reader is not None else _text(stored)


def _text(stored: Any) -> str | None:
    return stored if isinstance(stored, str) and stored else None


def _boolean(stored: Any) -> bool | None:
    return stored if isinstance(stored, bool) else None


def read_date(stored: Any) -> dt.date | None:
    """`YYYY-MM-DD` between the years 1000 and 9999; None for all else."""
    if not isinstance(stored, str) or not _DATE.fullmatch(stored):
        return None
    try:
        return dt.date.fromisoformat(stored)
    except ValueError:
        return None


def _texts(stored: Any) -> list[str]:
    return [one for one in stored if _text(one)] if isinstance(stored, list) else []


def holds_anything(stored: Any) -> bool:
    """Whether a group or an object holds an answer at any depth. A row is one, whatever stands in it."""
    if isinstance(stored, dict):
        return any(holds_anything(inner) for inner in stored.values())
    return not is_empty(stored)


def _whole(stored: Any) -> bool | None:
    return True if holds_anything(stored) else None


_READERS: dict[str, Callable[[Any], Value]] = {
    FieldKind.NUMBER: read_number,
    FieldKind.BOOLEAN: _boolean,
    FieldKind.DATE: read_date,
    FieldKind.CHOICES: _texts,
    FieldKind.OBJECT: _whole,
    FieldKind.GROUP: _whole,
    FieldKind.ROWS: _whole,
}


def write(value: Value) -> list[Any]:
    """A value as a literal of the language; its last part is what is stored of it."""
    if value is None:
        return ["e"]
    if isinstance(value, bool):
        return ["b", value]
    if isinstance(value, int):
        return ["n", write_number(value)]
    if isinstance(value, dt.date):
        return ["d", value.isoformat()]
    return ["l", [write(one) for one in value]] if isinstance(value, list) else ["t", value]


def is_empty(value: Any) -> bool:
    """Whether nothing is there: of a value of the language, and of JSON alike."""
    return not value and (value is None or isinstance(value, (str, list, dict)))


def kind_of(value: Value) -> str:
    """What a value is at run time: values of two kinds are never equal, nor before one another."""
    for name, type_ in (("boolean", bool), ("number", int), ("date", dt.date), ("text", str)):
        if isinstance(value, type_):
            return name
    return "list"
