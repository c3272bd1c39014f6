"""From an address to its page by kept statements, where Wagtail walks down from the root with a new one each level.

Only the usual case is decided here: one site, pages of our own kinds, the page live. All else is left to Wagtail, which
then routes as if nothing had been asked: other sites, other kinds, unpublished pages, addresses without a page.
"""

from __future__ import annotations

from functools import cache

from django.conf import settings
from django.db.models import IntegerField, TextField
from django.http import HttpRequest
from wagtail.models import Page, Site
from wagtail.url_routing import RouteResult

from cms.models import CataloguePage, HomePage, ServicePage
from statements import ModelStatement, Slot, compiled_models

__all__ = ["route"]

# What lies how deep under the root of the site (see `subpage_types`).
_KINDS: tuple[type[Page], ...] = (HomePage, CataloguePage, ServicePage)


def route(request: HttpRequest, path: str) -> None:
    """Tell Wagtail the site and the page of this address, if they are of the usual kind. At most three queries."""
    site = _only_site()
    if site is None:
        return
    request._wagtail_site = site  # type: ignore[attr-defined] # where `Site.find_for_request` keeps it
    slugs = [slug for slug in path.split("/") if slug]
    if len(slugs) >= len(_KINDS) or getattr(settings, "WAGTAIL_I18N_ENABLED", False):
        return
    page = _page(site.root_page, slugs)
    if page is not None and page.live:
        if len(slugs) > 1:
            page._cached_parent_obj = _page(site.root_page, slugs[:-1])  # which Wagtail leaves there on its walk, too
        request._wagtail_route_for_request = RouteResult(page)  # type: ignore[attr-defined] # as `route_for_request`


def _only_site() -> Site | None:
    """The site, where there is one alone and it answers under every name."""
    sites = _sites().objects()
    return sites[0] if len(sites) == 1 and sites[0].is_default_site else None


@cache
def _sites() -> ModelStatement[Site]:
    return compiled_models(Site.objects.order_by("pk").select_related("root_page")[:2])


def _page(root: Page, slugs: list[str]) -> Page | None:
    path = "".join(f"{slug}/" for slug in slugs)
    return _page_at(len(slugs)).first(
        url_path=root.url_path + path, slug=slugs[-1] if slugs else root.slug, depth=root.depth + len(slugs)
    )


@cache
def _page_at(depth: int) -> ModelStatement[Page]:
    """The slug is indexed and the address is not; both have to fit."""
    kind = _KINDS[depth]
    here = kind.objects.filter(  # type: ignore[attr-defined]
        slug=Slot("slug", TextField()), url_path=Slot("url_path", TextField()), depth=Slot("depth", IntegerField())
    )
    if kind is ServicePage:
        here = here.select_related("category")
    return compiled_models(here.order_by("path")[:1])
