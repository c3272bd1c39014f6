"""The organisation's name, looks and contact as every page shows them: read once, then from the cache."""

import hashlib
from dataclasses import dataclass

from django.core.cache import cache
from django.db import transaction

from cms import colours
from cms.models.settings import DEFAULT_ACCENT, OrganisationSettings

KEY = "cms:organisation"
_SECONDS = 24 * 3600


@dataclass(frozen=True, slots=True)
class Organisation:
    """What pages show of the organisation. `theme_version` changes whenever the theme's style sheet does."""

    name: str
    short_name: str
    logo_url: str
    accent: str
    phone: str
    email: str
    address: str
    hours: str
    theme_version: str

    @property
    def theme_css(self) -> str:
        """The style sheet that gives the site its accent colour."""
        tokens = "".join(f"--miz-{name}:{value};" for name, value in colours.shades(self.accent).items())
        return f":root{{{tokens}}}\n"


def organisation() -> Organisation:
    """The organisation. No query once the cache is warm; saving the settings or their logo drops it."""
    known = cache.get(KEY)
    if known is None:
        known = _read()
        cache.set(KEY, known, _SECONDS)
    return known


def forget() -> None:
    """Drop what is cached, now and again when the transaction ends (others may have read the old row until then)."""
    cache.delete(KEY)
    transaction.on_commit(lambda: cache.delete(KEY))


def _read() -> Organisation:
    row = OrganisationSettings.objects.select_related("logo").first() or OrganisationSettings()
    accent = row.accent_colour if _is_colour(row.accent_colour) else DEFAULT_ACCENT
    return Organisation(
        name=row.name,
        short_name=row.short_name or row.name,
        logo_url=_logo_url(row),
        accent=accent,
        phone=row.phone,
        email=row.email,
        address=row.address,
        hours=row.hours,
        theme_version=hashlib.sha256(repr(colours.shades(accent)).encode()).hexdigest()[:12],
    )


def _is_colour(text: str) -> bool:
    try:
        colours.parse(text)
    except ValueError:
        return False
    return True


def _logo_url(row: OrganisationSettings) -> str:
    if row.logo is None:
        return ""
    try:
        return row.logo.get_rendition("max-240x240").url
    except OSError:  # the file is gone from storage: a page without a logo is better than no page
        return ""
