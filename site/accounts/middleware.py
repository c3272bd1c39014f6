"""Refusals, noted."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

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
