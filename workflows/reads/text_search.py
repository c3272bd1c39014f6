"""Cases that a typed text finds."""

from __future__ import annotations

from django.db.models import Q

from persian.text import search_key
from workflows import tracking_codes

MIN_CODE_PREFIX = 3


def matching_text(text: str, *, prefix: str = "") -> Q:
    """Cases that a typed text finds: by tracking code where it is one, else every word somewhere in the search text.

    A code alone is the quick way, on its index. Eleven digits may be a mobile number as well: one in 32 of them passes
    as a code.
    """
    code = tracking_codes.fold(text)
    if tracking_codes.is_valid(code) and not code.isdigit():
        return Q(**{f"{prefix}code": code})
    condition = Q()
    for word in search_key(text).split():
        condition &= Q(**{f"{prefix}search_text__contains": word})
    if len(code) >= MIN_CODE_PREFIX and any(character.isdigit() for character in code):
        condition |= Q(**{f"{prefix}code__startswith": code})
    return condition
