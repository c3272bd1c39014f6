"""Tracking codes (کد رهگیری): ten random characters of Crockford's base 32 and one check character of the same
alphabet.

Crockford's own check character (mod 37) needs five symbols more (`*~$=U`), which people misread and keyboards hide. A
linear check over GF(32) does with the alphabet alone: position `i` weighs `a**(i + 1)`, `a` being a generator of the
field. All weights differ and none is zero, so any one wrong character, and any two characters changed for one
another, adjacent or not, change the check; other errors pass with probability 1/32. Fifty random bits make a guess as
good as hopeless (with the rate limit of the tracking page) while the code still fits in three groups of four, four
and three characters.
"""

from __future__ import annotations

import secrets

from persian.digits import to_ascii

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 11
_VALUES = {character: value for value, character in enumerate(ALPHABET)}
_LOOK_ALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})
_GROUPS = ((0, 3), (3, 7), (7, 11))
_POLYNOMIAL = 0b100101  # x^5 + x^2 + 1, primitive over GF(2)


def _times_generator(value: int) -> int:
    value <<= 1
    return value ^ _POLYNOMIAL if value & 0b100000 else value


def _check_value(body: str) -> int:
    """Horner's rule in GF(32): character `i` from the right of the body weighs a**(i + 1)."""
    total = 0
    for character in body:
        total = _times_generator(total ^ _VALUES[character])
    return total


def new_code() -> str:
    """A fresh code of 50 random bits. Uniqueness is the table's constraint to keep; a collision is tried again."""
    bits = secrets.randbits(50)
    body = "".join(ALPHABET[(bits >> shift) & 31] for shift in range(0, 50, 5))
    return body + ALPHABET[_check_value(body)]


def fold(text: str) -> str:
    """What a person typed, as it is stored: ASCII digits, upper case, O as 0, I and L as 1, no spaces or dashes."""
    folded = to_ascii(text).upper().translate(_LOOK_ALIKES)
    return "".join(character for character in folded if character.isascii() and character.isalnum())


def is_valid(code: str) -> bool:
    """Whether a folded code has the right length, alphabet and check character."""
    if len(code) != LENGTH or any(character not in _VALUES for character in code):
        return False
    return ALPHABET[_check_value(code[:-1])] == code[-1]


def display(code: str) -> str:
    """The code in groups, as receipts and screens show it: `7K3-M9QZ-2W4T`."""
    return "-".join(code[start:end] for start, end in _GROUPS if code[start:end])
