"""Values for the cells of spreadsheets and CSV files."""

import datetime as dt
import re
from decimal import Decimal

__all__ = ["Cell", "date_cell", "number_cell", "text_cell"]

# What a cell may be given: openpyxl takes each of these, and `csv` writes each of them plainly.
Cell = str | int | Decimal | dt.date | dt.time | None

# Characters that XML 1.0 forbids; openpyxl raises on them.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
# The most that one cell of a spreadsheet holds, in characters.
_LONGEST = 32_767
# Spreadsheets compute with binary floating point: beyond so many digits a number is kept whole as text only.
_EXACT_DIGITS = 15
# The first day that spreadsheets number.
_FIRST_DAY = dt.date(1900, 3, 1)
# A text that begins so is run as a formula when the file is opened (OWASP, "CSV injection").
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def text_cell(text: str) -> Cell:
    """A text as a cell takes it: no control characters, no formula, not longer than a cell. Empty gives None."""
    plain = _FORBIDDEN.sub("", text)
    if plain.startswith(_FORMULA):
        plain = f"'{plain}"
    return plain[:_LONGEST] or None


def number_cell(number: Decimal) -> Cell:
    """A number; as text where a spreadsheet would lose its digits."""
    if len(number.normalize().as_tuple().digits) > _EXACT_DIGITS:
        return f"{number:f}"
    return int(number) if number == number.to_integral_value() else number


def date_cell(day: dt.date) -> Cell:
    """A day; as ISO 8601 text where it lies before the days that spreadsheets know."""
    return day if day >= _FIRST_DAY else day.isoformat()
