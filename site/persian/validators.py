"""Iranian identifiers. Each `normalise_*` folds what people type, each `validate_*` checks the folded text.

The validators take a text as it was typed, too, so that they can stand on a model field.
"""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from persian.text import fold

_SEPARATORS = re.compile(r"[\s\-‐‑–ـ_.()\u200c]+")
_MOBILE_PREFIX = re.compile(r"(?:\+98|0098|98|0)?(?=9\d{9}$)")


def _compact(text: object) -> str:
    return _SEPARATORS.sub("", fold(text))


def normalise_national_id(text: object) -> str:
    """Ten ASCII digits where ten digits were typed, with or without dashes and spaces."""
    return _compact(text)


def validate_national_id(value: object) -> None:
    """A person's national id (کد ملی): ten digits, not all equal, and the check digit right.

    Check digit: the first nine digits weighted 10 down to 2, summed, modulo 11; below 2 it is the remainder, else 11
    minus it. The rule accepts all-equal numbers, which the registry has never issued.
    """
    digits = normalise_national_id(value)
    if not re.fullmatch(r"\d{10}", digits, re.ASCII):
        raise ValidationError(_("A national id has ten digits, leading zeros included."), code="national_id_length")
    if len(set(digits)) == 1:
        raise ValidationError(_("Ten equal digits are not a national id."), code="national_id_equal")
    remainder = sum(int(d) * w for d, w in zip(digits, range(10, 1, -1), strict=False)) % 11
    if int(digits[9]) != (remainder if remainder < 2 else 11 - remainder):
        raise ValidationError(
            _("This national id is not right; please check its digits against the card."), code="national_id_check"
        )


def normalise_mobile(text: object) -> str:
    """`09xxxxxxxxx` from +98…, 0098…, 98…, 9… and 09…; anything else comes back folded, unchanged."""
    compact = _compact(text)
    return _MOBILE_PREFIX.sub("0", compact, count=1) if _MOBILE_PREFIX.match(compact) else compact


def validate_mobile(value: object) -> None:
    """An Iranian mobile number in any of its usual spellings."""
    if not re.fullmatch(r"09\d{9}", normalise_mobile(value), re.ASCII):
        raise ValidationError(
            _("A mobile number has eleven digits and begins with 09, for example 09121234567."), code="mobile"
        )


def normalise_postal_code(text: object) -> str:
    """Ten ASCII digits where ten digits were typed, with or without a dash after the fifth."""
    return _compact(text)


def validate_postal_code(value: object) -> None:
    """A postal code (کد پستی): ten digits, not beginning with 0, not all equal, not ending in 0000.

    The Post's stricter digit rules are not checked: lists of them contradict each other, and a desk that
    refuses the code of a citizen's own house is worse than one that takes a mistyped one.
    """
    digits = normalise_postal_code(value)
    if not re.fullmatch(r"\d{10}", digits, re.ASCII):
        raise ValidationError(_("A postal code has ten digits."), code="postal_code_length")
    if digits[0] == "0" or len(set(digits)) == 1 or digits.endswith("0000"):
        raise ValidationError(_("This postal code is not right; please check its digits."), code="postal_code_check")
