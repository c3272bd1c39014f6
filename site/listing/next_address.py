"""Where to go afterwards, when the request says it itself (`next`)."""

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

__all__ = ["is_own_path", "next_address"]


def next_address(request: HttpRequest, name: str = "next") -> str:
    """The wanted address, where it is a path of this very site; else empty.

    A path begins with one slash: `foo` would be taken for the name of an address, `//foo` for another host.
    """
    wanted = request.POST.get(name) or request.GET.get(name) or ""
    return wanted if is_own_path(wanted) else ""


def is_own_path(address: str | None) -> bool:
    """Whether this is a path on whatever host serves it: no scheme, no host, no control character."""
    text = address or ""
    return text.startswith("/") and url_has_allowed_host_and_scheme(text, allowed_hosts=None)
