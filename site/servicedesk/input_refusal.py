"""Requests that no browser of ours sends: answered with 400 in words, instead of failing somewhere inside.

Three kinds. Characters that no address of ours holds and no database text can (NUL). And the hidden numbers by which an
editor's screen says how many parts it posts: where they are missing or broken on the way, nothing can be read of the
form, and Wagtail's blocks raise. And keys of rows that are none: nothing is found under them.
"""

import logging
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import unquote_plus

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from listing.numbers import LARGEST, whole_number

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
        """Nothing is found under a number that no column holds.

        Wagtail's screens take any text for the key of a row, and fail on what is no number; all our keys are numbers.
        """
        if any(isinstance(value, int) and value > LARGEST for value in kwargs.values()):
            raise Http404
        if not request.path.startswith(ADMINISTRATION):
            return
        keys = [kwargs["pk"]] if isinstance(kwargs.get("pk"), str) else []
        if request.path.endswith("/chosen-multiple/"):
            keys += request.GET.getlist("id")
        if any(whole_number(key) is None for key in keys):
            raise Http404

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A posted form whose parts cannot be counted, or one that Wagtail's screen had not offered."""
        if request.method != "POST":
            return None
        uncounted = isinstance(error, KeyError | ValueError) and _while_reading(error.__traceback__)
        if uncounted or (isinstance(error, AttributeError) and _not_offered(error)):
            logger.warning("a posted form cannot be read: %s", request.path, exc_info=error)
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


def _not_offered(error: AttributeError) -> bool:
    """Whether a view of Wagtail's admin asked something of a form, or of a page's parent, that there is none of."""
    last = ""
    traceback = error.__traceback__
    while traceback is not None:
        last, traceback = traceback.tb_frame.f_code.co_filename, traceback.tb_next
    return error.obj is None and "wagtail" in Path(last).parts
