"""Requests that no browser of ours sends: answered with 400 in words, instead of failing somewhere inside.

Three kinds. Characters that no address of ours holds and no database text can (NUL). And the hidden numbers by which an
editor's screen says how many parts it posts: where they are missing or broken on the way, nothing can be read of the
form, and Wagtail's blocks raise. And keys of rows that are none: nothing is found under them.
"""

import logging
from collections.abc import Callable
from types import TracebackType
from typing import Any
from urllib.parse import unquote_plus

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from listing.numbers import whole_number

logger = logging.getLogger(__name__)

ADMINISTRATION = "/admin/"
_NUL = "\x00"
_READING = "value_from_datadict"  # the function of Wagtail's blocks that reads a posted value


class InputRefusalMiddleware:
    """Stands before everything that reads path, query or form."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if _NUL in request.path or _NUL in unquote_plus(request.META.get("QUERY_STRING", "")):
            return refused(request)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]) -> None:
        """Wagtail's screens take any text for the key of a row, and fail on what is no number. All our keys are."""
        key = kwargs.get("pk")
        if isinstance(key, str) and whole_number(key) is None and request.path.startswith(ADMINISTRATION):
            raise Http404

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A posted form whose parts cannot be counted."""
        if (
            request.method == "POST"
            and isinstance(error, KeyError | ValueError)
            and _while_reading(error.__traceback__)
        ):
            logger.warning("a posted form cannot be read: %s %s", request.path, type(error).__name__)
            return refused(request)
        return None


def refused(request: HttpRequest) -> HttpResponse:
    """The page for it, in the visitor's language."""
    return render(request, "400.html", status=400)


def _while_reading(traceback: TracebackType | None) -> bool:
    while traceback is not None:
        code = traceback.tb_frame.f_code
        if code.co_name == _READING and "blocks" in code.co_filename:
            return True
        traceback = traceback.tb_next
    return False
