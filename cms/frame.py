"""The frame of every page: header and footer, drawn once for all visits to which they show the same.

What a part shows is the key that it is kept under (organisation, language, person's name, links), so nothing has to be
dropped when any of it changes and nothing of one person can reach another. What belongs to the single request, its
CSRF token and its address, is put in last.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from cms import extensions, organisation
from cms.extensions import AccountLink
from cms.organisation import Organisation

MENU_SECONDS = 60
_KEPT = 512
# Unguessable, so that no text of a person or of the organisation can be taken for them.
_TOKEN, _ADDRESS = (f"{name}-{secrets.token_hex(16)}" for name in ("token", "address"))
_GAPS = re.compile(f"({_TOKEN}|{_ADDRESS})")


@dataclass(frozen=True, slots=True)
class Frame:
    """Who we are, where this person may go, and the parts of the page around its content."""

    org: Organisation
    links: tuple[AccountLink, ...]
    header: SafeString
    footer: SafeString


def frame_of(request: HttpRequest | None, user: Any, csrf_token: Any) -> Frame:
    """The frame for this request; error pages may have neither request nor user. One read of the cache, no query."""
    signed_in = user is not None and user.is_authenticated
    org, links = _known(user if signed_in else None)
    person, here = (str(user) if signed_in else ""), _part_of_site(request.path if request else "")
    pieces = _header(get_language(), org, here, person, links)
    return Frame(org, links, _filled(pieces, request, csrf_token), _footer(get_language(), org))


def _known(person: Any) -> tuple[Organisation, tuple[AccountLink, ...]]:
    """The organisation and the person's links, which the layers above give; kept a minute a person and language."""
    if person is None:
        return organisation.organisation(), ()
    key = f"cms:account-links:{get_language()}:{person.pk}"
    known = cache.get_many([organisation.KEY, key])
    links = known.get(key)
    if links is None:
        links = tuple(extensions.account_links(person))
        cache.set(key, links, MENU_SECONDS)
    return known.get(organisation.KEY) or organisation.organisation(), links


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _part_of_site(path: str) -> str:
    """Which of the main links the address lies under; empty for none."""
    return next((part for part in _main_links().values() if part and path.startswith(part)), "")


@lru_cache(1)
def _main_links() -> dict[str, str]:
    return {"services_url": "/services/", "track_url": _address("track"), "my_url": _address("my")}


@lru_cache(_KEPT)
def _header(
    language: str | None, org: Organisation, here: str, person: str, links: Sequence[AccountLink]
) -> list[SafeString]:
    """The header in pieces, between which the request's own values stand. `language` is the active one."""
    html = render_to_string(
        "components/header.html",
        {
            "org": org,
            "here": here,
            "person": person,
            "links": links,
            "address": _ADDRESS,
            "csrf_token": _TOKEN,
            "citizen_login_url": _address("citizen_login"),
            "staff_login_url": _address("account_login"),
            "logout_url": _address("account_logout"),
            **_main_links(),
        },
    )
    return [SafeString(piece) for piece in _GAPS.split(html)]


def _filled(pieces: Sequence[SafeString], request: HttpRequest | None, csrf_token: Any) -> SafeString:
    """The pieces with the request's values, escaped, in the gaps."""

    def fill(piece: SafeString) -> str:
        if piece == _TOKEN:
            return str(csrf_token)
        if piece == _ADDRESS:
            return request.get_full_path() if request else "/"
        return piece

    return format_html_join("", "{}", ((fill(piece),) for piece in pieces))


def account_menu(request: HttpRequest | None, frame: Frame, user: Any, csrf_token: Any) -> SafeString:
    """The menu of a signed-in person alone, for a bar that is not the site's header."""
    return _filled(_account_menu(get_language(), str(user), frame.links), request, csrf_token)


@lru_cache(_KEPT)
def _account_menu(language: str | None, person: str, links: Sequence[AccountLink]) -> list[SafeString]:
    shown = {"person": person, "links": links, "address": _ADDRESS, "csrf_token": _TOKEN}
    html = render_to_string("components/account_menu.html", shown | {"logout_url": _address("account_logout")})
    return [SafeString(piece) for piece in _GAPS.split(html)]


@lru_cache(16)
def _footer(language: str | None, org: Organisation) -> SafeString:
    context = {"org": org, "staff_login_url": _address("account_login"), **_main_links()}
    return render_to_string("components/footer.html", context)
