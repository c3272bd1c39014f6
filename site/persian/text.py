"""One spelling for what keyboards write in several ways: for storage, and for search."""

import re
import unicodedata

from persian.digits import to_ascii

ZWNJ = "\u200c"
_LETTERS = str.maketrans({"ي": "ی", "ى": "ی", "ك": "ک"})
# Marks that reorder or hide text and carry no meaning of their own in a stored value.
_INVISIBLE = {
    ord(mark): None
    for mark in "\x00\u061c\u200b\u200e\u200f\u2060\ufeff\ufff9\ufffa\ufffb"
    "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
}
_SEARCH_LETTERS = str.maketrans(
    {
        "ي": "ی",
        "ى": "ی",
        "ك": "ک",
        "ة": "ه",
        "ە": "ه",
        "ہ": "ه",
        "ھ": "ه",
        "ٱ": "ا",
        "ـ": None,
        ZWNJ: None,
        "\u200d": None,
    }
)
_SPACES = re.compile(r"\s+")


def fold(text: object) -> str:
    """A text as it is validated and stored.

    Digits become ASCII, Arabic ye and kaf Persian, composed characters one code point (NFC); marks of
    direction, zero-width spaces and NULs go, and so do spaces and half-spaces at both ends. Line breaks,
    inner spaces, half-spaces and diacritics stay.
    """
    value = unicodedata.normalize("NFC", str(text)).translate(_INVISIBLE).translate(_LETTERS)
    return to_ascii(unicodedata.normalize("NFC", value)).strip().strip(ZWNJ).strip()


def search_key(text: object) -> str:
    """A text as it is searched: fold the stored side and the asked side alike, then compare.

    On top of `fold`: letters of one sound and shape become one (أ إ آ ٱ → ا, ة → ه, ئ → ی, ؤ → و), half-spaces,
    diacritics and tatweel go, case goes, compatibility forms become plain letters, each run of spaces one space.
    """
    value = unicodedata.normalize("NFKD", fold(text)).casefold()
    value = unicodedata.normalize("NFKD", value).translate(_SEARCH_LETTERS)
    value = "".join(c for c in value if unicodedata.category(c) not in ("Mn", "Cf", "Cc") or c.isspace())
    return to_ascii(_SPACES.sub(" ", unicodedata.normalize("NFKC", value)).strip())
