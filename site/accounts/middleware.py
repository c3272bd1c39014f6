"""Refusals, noted; and what signed-in people are shown, kept from other eyes."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.functional import cached_property

from accounts import events
from accounts.throttling import client_address


class RefusalLogMiddleware:
    """Write an event for every 'no permission' (403) that a signed-in person gets, whoever refused.

    Visitors are asked to sign in instead, and leave no rows that a stranger could pile up.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 403 and request.user.is_authenticated:
            events.write(
                events.REFUSED,
                request.user,
                method=request.method or "",
                path=request.path[:200],
                address=client_address(request),
            )
        return response


class PrivateAnswerMiddleware:
    """`Cache-Control: private, no-store` for whatever a session could have shaped, and for refusals.

    Nothing that a person was shown is left in a shared cache, or behind the 'back' button of the next person at the
    same machine. Views that set the header themselves know better.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        personal = settings.SESSION_COOKIE_NAME in request.COOKIES or response.status_code == 403
        if personal and not response.has_header("Cache-Control"):
            patch_cache_control(response, private=True, no_store=True)
        return response


class AdminDoorMiddleware:
    """A signed-in person without the right to the administration gets 403.

    Wagtail sends them to the sign-in page instead, which sends whoever is signed in back: a circle.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    @cached_property
    def _inside(self) -> str:
        return reverse("wagtailadmin_home")

    @cached_property
    def _open(self) -> frozenset[str]:
        names = ("wagtailadmin_login", "wagtailadmin_sprite", "wagtailadmin_javascript_catalog")
        return frozenset(reverse(name) for name in names)

    def process_view(self, request: HttpRequest, *view: Any) -> None:
        """Refuse before Wagtail redirects."""
        if not request.path.startswith(self._inside) or request.path in self._open:
            return
        if request.user.is_authenticated and not request.user.has_perm("wagtailadmin.access_admin"):
            raise PermissionDenied
