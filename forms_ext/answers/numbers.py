"""Exact numbers: integers of 10⁻¹², the same in Python (`int`) and in the browser (`BigInt`).

A number is written with at most 28 digits before the point and 12 behind it. Products and quotients are rounded at the
twelfth place, half away from zero; nothing else rounds.
"""

import re
from typing import Any

__all__ = ["LIMIT", "PLACES", "SCALE", "divide", "read_number", "write_number"]

PLACES = 12
SCALE = 10**PLACES
# No value reaches this: 28 digits before the point.
LIMIT = 10**28 * SCALE
# The whole numbers that every JSON reader keeps exactly.
_SAFE = 2**53 - 1
_WRITTEN = re.compile(r"(-?)(\d{1,28})(?:\.(\d{1,12}))?", re.ASCII)


def read_number(stored: Any) -> int | None:
    """A stored number (a text, or a JSON integer) in units of 10⁻¹²; None for all else."""
    if type(stored) is int:
        return stored * SCALE if abs(stored) <= _SAFE else None
    match = _WRITTEN.fullmatch(stored) if isinstance(stored, str) else None
    if match is None:
        return None
    sign, whole, part = match.groups()
    number = int(whole) * SCALE + int((part or "").ljust(PLACES, "0"))
    return -number if sign else number


def write_number(number: int) -> str:
    """The shortest text of the number: no exponent, no zeros at the end."""
    whole, part = divmod(abs(number), SCALE)
    text = f"{whole}.{part:0{PLACES}d}".rstrip("0").rstrip(".")
    return f"-{text}" if number < 0 else text


def divide(number: int, by: int) -> int:
    """The quotient as a whole number, half away from zero."""
    quotient, rest = divmod(abs(number), abs(by))
    quotient += 2 * rest >= abs(by)
    return -quotient if (number < 0) != (by < 0) else quotient
