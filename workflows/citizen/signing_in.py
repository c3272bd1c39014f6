"""Citizens sign in by a code: their screens send them there, and back."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

if TYPE_CHECKING:
    from accounts.models import User

View = Callable[..., HttpResponse]


class CitizenRequest(HttpRequest):
    """What a view behind `citizen_required` gets: somebody is signed in. Good for annotations alone."""

    user: User


def citizen_required(view: View) -> View:
    """Ask a visitor who is not signed in to do so by a code, and come back to this address."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        back = request.get_full_path() if request.method == "GET" else request.path
        return redirect(f"{reverse('citizen_login')}?{urlencode({'next': back})}")

    return guarded
