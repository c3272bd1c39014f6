"""Persian, Arabic and ASCII digits, and the separators that stand between them."""

import re

from django.utils.translation import get_language

PERSIAN = "۰۱۲۳۴۵۶۷۸۹"
ARABIC = "٠١٢٣٤٥٦٧٨٩"
ASCII = "0123456789"
DECIMAL_SEPARATOR = "٫"  # U+066B
THOUSANDS_SEPARATOR = "٬"  # U+066C

_TO_ASCII = str.maketrans(PERSIAN + ARABIC, ASCII * 2)
_TO_PERSIAN = str.maketrans(ASCII + ARABIC, PERSIAN * 2)
_SIGNS = str.maketrans({"\u2212": "-", "\u200e": None, "\u200f": None, "\u061c": None})
# Groups, where there are any, are of three: "1,5" is a question, not fifteen.
_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?", re.ASCII)


def to_ascii(text: object) -> str:
    """Persian and Arabic digits become ASCII ones; every other character stays."""
    return str(text).translate(_TO_ASCII)


def to_persian(text: object) -> str:
    """ASCII and Arabic digits become Persian ones; every other character stays."""
    return str(text).translate(_TO_PERSIAN)


def localise(text: object) -> str:
    """Digits as the active language writes them: Persian for `fa`, ASCII for every other."""
    return to_persian(text) if is_persian() else to_ascii(text)


def is_persian() -> bool:
    """Whether the active language is Persian."""
    return (get_language() or "").startswith("fa")


def number_text(text: object) -> str:
    """A number as people type it, as `int` and `Decimal` read it: ASCII digits, point, no grouping.

    `۱۲٬۳۴۵٫۶` and `12,345.6` give `12345.6`. A text that is not a number, or whose groups are not of
    three digits (`1,5`), comes back unchanged but for its digits, for the caller's parser to refuse.
    """
    folded = to_ascii(text).translate(_SIGNS).strip()
    candidate = folded.replace(DECIMAL_SEPARATOR, ".").replace(THOUSANDS_SEPARATOR, ",").replace("،", ",")
    if candidate and _NUMBER.fullmatch(candidate):
        return candidate.replace(",", "")
    return folded


def group_digits(text: str) -> str:
    """Thousands separators for the text of a number with ASCII digits, in the active language."""
    sign, digits = (text[0], text[1:]) if text[:1] in ("-", "+") else ("", text)
    whole, point, fraction = digits.partition(".")
    if not whole.isdecimal():
        return localise(text)
    grouped = f"{int(whole):,}"
    if is_persian():
        grouped = grouped.replace(",", THOUSANDS_SEPARATOR)
        point = DECIMAL_SEPARATOR if point else ""
    # A minus before Persian digits has to stand left of them in a right-to-left line too.
    prefix = f"\u200e{sign}" if sign and is_persian() else sign
    return localise(f"{prefix}{grouped}{point}{fraction}")
