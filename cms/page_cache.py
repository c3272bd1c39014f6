"""Published pages, kept whole for anonymous visitors: one read of the cache instead of a page's queries.

An entry belongs to a version of the published site. Publishing, unpublishing, moving or deleting a page, and saving
settings, categories, images or documents, start a new version. The first who then asks for a page makes it, for
`BUILD_SECONDS` at most; who asks meanwhile gets the old one. Where there is no old one, or it must not be seen any more
(unpublished, deleted, restricted: `drop(gone=True)`), he waits for the new one, looking `LOOKS` times, and then makes
it himself. A cache that forgets makes nobody wait.
A page is kept only where it says so (`allow`), for a visitor without session, message or sign-in, and only when its
answer sets no cookie.
"""

import functools
import hashlib
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import get_language
from wagtail.models import Site

from statements import Statement, compiled

SECONDS = 600  # announcements end, and usage counts change, without anyone publishing
BUILD_SECONDS = 5  # how long one visitor may be at a page before another makes it, too
LOOK_SECONDS, LOOKS = 0.02, 100  # how often who waits looks for the page: for two seconds at most
_VERSION = "cms:published-version"  # <epoch>.<number>: pages of another epoch are not even served for want of new ones
View = TypeVar("View", bound=Callable[..., HttpResponseBase])
Kept = tuple[str, bytes, dict[str, str]]  # the version it belongs to, content, headers
_PAGE_VIEWS: set[Callable[..., HttpResponseBase]] = set()
_PARAMETERS = frozenset({"category", "audience", "online", "page"})
_LONGEST_QUERY = 120
QUERIES_KEPT = 500  # pages with a query kept at most in SECONDS: of queries anybody makes up as many as they like
_QUERIES = "cms:queries-kept"


def drop(*, gone: bool = False) -> None:
    """Renew every kept page: now, and again when the transaction ends (until then others still read the old rows).

    `gone`: something may not be seen any more, so the old pages are not served while new ones are made.
    """
    renew = _new_epoch if gone else _new_version
    renew()
    transaction.on_commit(renew)


def allow(request: HttpRequest) -> None:
    """The answer to this request is the same for every anonymous visitor."""
    vars(request)["miz_page_cacheable"] = True


def answers_with_pages(view: View) -> View:
    """Mark the view that serves published pages: who asks it for a page that is being made waits for it."""
    _PAGE_VIEWS.add(view)
    return view


def _new_version() -> str:
    return _set_version(_epoch(cache.get(_VERSION) or uuid.uuid4().hex))


def _new_epoch() -> str:
    return _set_version(uuid.uuid4().hex)


def _set_version(epoch: str) -> str:
    version = f"{epoch}.{uuid.uuid4().hex}"
    cache.set(_VERSION, version, None)
    return version


def _epoch(version: str) -> str:
    return version.partition(".")[0]


def _key(request: HttpRequest, version: str) -> str:
    """By the site that answers, not by the host and port that were sent: those a visitor may make up without end."""
    site = _sites_of(version).find(split_domain_port(request.get_host())[0], request.get_port())
    digest = hashlib.blake2b(request.get_full_path().encode(), digest_size=16).hexdigest()
    return f"cms:page:{site}:{request.scheme}:{get_language()}:{digest}"


@dataclass(frozen=True, slots=True)
class _Sites:
    """The sites as they were in one version of the published site."""

    version: str
    rows: tuple[tuple[Any, ...], ...]  # pk, host, port, whether it is the default one

    def find(self, host: str, port: str) -> int:
        """As `Site.find_for_request` finds: host and port, then the only site of this host, then the default one; 0
        where none answers.
        """
        same = [row for row in self.rows if row[1] == host]
        exact = [row for row in same if str(row[2]) == port]
        found = exact or (same if len(same) == 1 else []) or [row for row in self.rows if row[3]]
        return found[0][0] if found else 0


_kept_sites = _Sites("", ())


def _sites_of(version: str) -> _Sites:
    """Read once a process and version; replaced as a whole, since threads share it."""
    global _kept_sites
    sites = _kept_sites
    if sites.version != version:
        sites = _kept_sites = _Sites(version, tuple(_all_sites().rows()))
    return sites


@functools.cache
def _all_sites() -> Statement:
    return compiled(Site.objects.values_list("pk", "hostname", "port", "is_default_site"))


def _lock(key: str) -> str:
    return f"{key}:building"


def _is_page(request: HttpRequest) -> bool:
    """Whether a published page would answer: for nothing else does anybody wait."""
    try:
        return resolve(request.path_info).func in _PAGE_VIEWS
    except Resolver404:
        return False


def _pause() -> None:
    time.sleep(LOOK_SECONDS)


def _may_ask(request: HttpRequest) -> bool:
    return (
        request.method in ("GET", "HEAD")
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and "messages" not in request.COOKIES
        and "HX-Request" not in request.headers
        and len(request.META.get("QUERY_STRING", "")) <= _LONGEST_QUERY
        and _PARAMETERS.issuperset(request.GET)
    )


def _has_room(request: HttpRequest) -> bool:
    """Published addresses are as many as they are; queries are counted, roughly: two at once may count as one.

    The count is not touched any more once it is full, so that it ends when what it counted has ended.
    """
    if not request.META.get("QUERY_STRING"):
        return True
    count = cache.get(_QUERIES, 0)
    if count >= QUERIES_KEPT:
        return False
    cache.set(_QUERIES, count + 1, SECONDS)
    return True


def _may_keep(request: HttpRequest, response: HttpResponseBase) -> bool:
    return (
        getattr(request, "miz_page_cacheable", False)
        and request.method == "GET"
        and response.status_code == 200
        and not response.streaming
        and not response.cookies
        and not request.META.get("CSRF_COOKIE_NEEDS_UPDATE")
    )


class PublishedPageMiddleware:
    """Serves kept pages and keeps new ones. Stands after the language is known and before everything dearer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not _may_ask(request):
            return self.get_response(request)
        version = cache.get(_VERSION) or _new_version()
        key = _key(request, version)
        kept = cache.get(key)
        if kept is not None and kept[0] == version:
            return self._answer(request, kept[1], kept[2])
        if not _is_page(request):
            return self.get_response(request)
        builds = cache.add(_lock(key), 1, BUILD_SECONDS)
        if not builds and (made := self._made_by_another(key, version, kept)) is not None:
            return self._answer(request, made[1], made[2])
        try:
            return self._made(request, key, version, kept)
        finally:
            if builds:
                cache.delete(_lock(key))

    def _made(self, request: HttpRequest, key: str, version: str, kept: Kept | None) -> HttpResponseBase:
        """The answer made anew, and kept where it may be."""
        response = self.get_response(request)
        if isinstance(response, HttpResponse) and _may_keep(request, response) and _has_room(request):
            self._keep(key, version, response)
        elif kept is not None:
            cache.delete(key)  # what is no page any more must not stand in for one
        return response

    @staticmethod
    def _made_by_another(key: str, version: str | None, kept: Kept | None) -> Kept | None:
        """The old page while another makes it anew, else the new one as soon as it is there.

        None where nobody makes it (any more): it is no page that is kept, or the cache does not answer.
        """
        for _ in range(LOOKS):
            if kept is not None and version is not None and _epoch(kept[0]) == _epoch(version):
                return kept
            known = cache.get_many([_VERSION, key, _lock(key)])
            version, kept = known.get(_VERSION), known.get(key)
            if _lock(key) not in known:
                break
            _pause()
        return kept if kept is not None and kept[0] == version else None

    @staticmethod
    def _keep(key: str, version: str, response: HttpResponse) -> None:
        patch_vary_headers(response, ["Cookie"])
        patch_cache_control(response, private=True, no_cache=True)
        response.headers["ETag"] = f'"{hashlib.blake2b(response.content, digest_size=12).hexdigest()}"'
        cache.set(key, (version, bytes(response.content), dict(response.headers)), SECONDS)

    @staticmethod
    def _answer(request: HttpRequest, content: bytes, headers: dict[str, str]) -> HttpResponse:
        if request.headers.get("If-None-Match") == headers.get("ETag"):
            answer = HttpResponse(status=304)
            del answer.headers["Content-Type"]
            wanted = ("ETag", "Vary", "Cache-Control", "Content-Language")
            for name in wanted:
                if name in headers:
                    answer.headers[name] = headers[name]
            return answer
        return HttpResponse(content, headers=headers)
