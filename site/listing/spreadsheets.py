"""Cells of exported tables."""

from typing import Any

__all__ = ["safe_cell"]

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def safe_cell(value: Any) -> Any:
    """The value as a cell of a CSV that a spreadsheet program shows and never computes.

    Such programs take a text that begins with one of these signs for a formula, which may call other programs and
    send the table away; an apostrophe before it makes it a text (OWASP, CSV injection). Numbers and dates are no texts.
    """
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
