"""Whole numbers that a request brings."""

__all__ = ["LARGEST", "whole_number"]

LARGEST = 2**63 - 1  # what the databases call bigint


def whole_number(text: str | None, *, most: int = LARGEST) -> int | None:
    """The number that ASCII digits spell, or `None` for anything else and for what no column could hold."""
    digits = (text or "").strip()
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 19):
        return None
    number = int(digits)
    return number if number <= most else None
