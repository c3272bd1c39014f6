"""The kinds of answers, as far as comparing and computing are concerned."""

from enum import StrEnum

__all__ = ["STRUCTURES", "FieldKind", "family"]


class FieldKind(StrEnum):
    """What a field's answers are. Said by its type, never guessed from a value."""

    TEXT = "text"
    NUMBER = "number"
    BOOLEAN = "boolean"
    CHOICE = "choice"
    CHOICES = "choices"
    DATE = "date"
    TIME = "time"
    FILE = "file"
    OBJECT = "object"
    GROUP = "group"
    ROWS = "rows"


_FAMILIES = {
    FieldKind.CHOICE: "text",
    FieldKind.TIME: "text",
    FieldKind.FILE: "text",
    FieldKind.CHOICES: "list of text",
}


def family(kind: str) -> str:
    """The kinds that may meet in one comparison: a choice, a time (ISO 8601) and a text are texts."""
    return _FAMILIES.get(FieldKind(kind), str(kind))


# Types that hold fields instead of an answer of their own.
STRUCTURES = {"group": FieldKind.GROUP, "rows": FieldKind.ROWS}
