"""Whether a JSON value is of the type and format that a field's schema declares.

Strict, and small: `type`, `format` and, for lists, `items`. Bounds, options and everything else that a person is told
about in words is the Django field's to refuse. The rules beyond JSON Schema's own:

- `true` and `false` are no numbers;
- a JSON integer stands for its text where the format is `decimal` (`12` for `"12"`); a float never does, since digits
  are lost before anyone sees it.
"""

import datetime as dt
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

__all__ = ["DECIMAL", "TIME", "fits"]

# The spellings that answers are stored in; each is also the `pattern` of its schema.
DECIMAL = r"^-?(0|[1-9][0-9]*)(\.[0-9]+)?$"
TIME = r"^([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{6})?$"

_PYTHON_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float, Decimal),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
}


def fits(value: Any, schema: Mapping[str, Any]) -> bool:
    """Whether the value is of the declared type and format. Empty values are the caller's to let through."""
    declared, layout = schema["type"], schema.get("format")
    if layout == "decimal" and type(value) is int:
        return True
    if type(value) not in _PYTHON_TYPES[declared]:
        return False
    if declared == "array":
        items = schema.get("items")
        return items is None or all(fits(one, items) for one in value)
    return layout not in _FORMATS or _FORMATS[layout](value)


def _is_date(text: str) -> bool:
    try:
        return dt.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _is_time(text: str) -> bool:
    return re.match(TIME, text) is not None


def _is_uuid(text: str) -> bool:
    try:
        return str(UUID(text)) == text.lower()
    except ValueError:
        return False


# Formats that are checked. A decimal is not: the number's own field reads it, and says what is wrong with it.
_FORMATS = {"date": _is_date, "local-time": _is_time, "uuid": _is_uuid}
