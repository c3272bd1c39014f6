"""The organisation's accent colour: is it readable, and which shades go with it.

Contrast is that of WCAG 2.2 (relative luminance, 1 to 21). White text stands on the accent and the accent
stands as text on white and on its own softest shade, so AA (4.5) is asked of both.
"""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

AA_CONTRAST = 4.5
WHITE = (255, 255, 255)
_HEX = re.compile(r"#[0-9a-fA-F]{6}")

Rgb = tuple[int, int, int]


def parse(colour: str) -> Rgb:
    """`#rrggbb` as three numbers of 0 to 255; `ValueError` on anything else."""
    if not _HEX.fullmatch(colour):
        raise ValueError(f"not a colour of the form #rrggbb: {colour!r}")
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def to_hex(rgb: Rgb) -> str:
    return "#{:02x}{:02x}{:02x}".format(*rgb)


def luminance(rgb: Rgb) -> float:
    """Relative luminance by WCAG 2.2: 0 for black, 1 for white."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (part / 255 for part in rgb)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: Rgb, other: Rgb) -> float:
    """Contrast ratio by WCAG 2.2, 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def mix(rgb: Rgb, other: Rgb, share: float) -> Rgb:
    """`rgb` with `share` (0 to 1) of `other` in it."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(rgb, other, strict=True))
    return red, green, blue


def soft(rgb: Rgb) -> Rgb:
    """The lightest shade, on which the accent itself stands as text."""
    return mix(rgb, WHITE, 0.9)


def shades(accent: str) -> dict[str, str]:
    """The style tokens that follow from one accent colour, as CSS values by token name."""
    rgb = parse(accent)
    return {
        "accent": to_hex(rgb),
        "accent-rgb": ", ".join(map(str, rgb)),
        "accent-strong": to_hex(mix(rgb, (0, 0, 0), 0.24)),
        "accent-deep": to_hex(mix(rgb, (0, 0, 0), 0.46)),
        "accent-soft": to_hex(soft(rgb)),
        "accent-line": to_hex(mix(rgb, WHITE, 0.7)),
    }


def validate_accent(colour: str) -> None:
    """Refuse what is no colour, and a colour that text could not be read on."""
    try:
        rgb = parse(colour)
    except ValueError:
        raise ValidationError(_("Write the colour as # and six digits or letters a to f, like #0b5e6b.")) from None
    if min(contrast(rgb, WHITE), contrast(rgb, soft(rgb))) < AA_CONTRAST:
        raise ValidationError(_("This colour is too light: white text could not be read on it. Choose a darker one."))
