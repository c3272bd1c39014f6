"""Who reads reports: managers and administrators."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.roles import is_administrator, is_manager

View = Callable[..., HttpResponse]


def managers_only(view: View) -> View:
    """Refuse everyone else with a page that says why and whom to ask; the anonymous are asked to sign in."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if is_manager(request.user) or is_administrator(request.user):
            return view(request, *args, **kwargs)
        return render(request, "reports/forbidden.html", status=403)

    return login_required(guarded)
