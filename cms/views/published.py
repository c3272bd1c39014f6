"""Published pages, as Wagtail serves them, with a quicker way from the address to the page."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from wagtail import views

from cms import page_cache, routing


@page_cache.answers_with_pages
def serve(request: HttpRequest, path: str) -> HttpResponseBase:
    """The page at this address: hooks, view restrictions and all else are Wagtail's."""
    routing.route(request, path)
    return views.serve(request, path)
