"""Whole numbers that a request brings."""

__all__ = ["LARGEST", "posted_revision", "whole_number"]

LARGEST = 2**63 - 1  # what the databases call bigint


def whole_number(text: str | None, *, most: int = LARGEST) -> int | None:
    """The number that ASCII digits spell, or `None` for anything else and for what no column could hold."""
    digits = (text or "").strip()
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 19):
        return None
    number = int(digits)
    return number if number <= most else None


def posted_revision(text: str | None) -> int:
    """The revision of the page that was sent; where none could be meant, -1, which no page has."""
    number = whole_number(text, most=10**9 - 1)
    return -1 if number is None else number
