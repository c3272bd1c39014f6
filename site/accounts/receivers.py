"""Sign-ins and sign-outs, whichever way they come, written to the event log."""

from typing import Any

from allauth.account.signals import password_changed
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.http import HttpRequest
from django.urls import reverse

from accounts import events
from accounts.models import User
from accounts.throttling import client_address


def _signed_in(*, request: HttpRequest | None, user: User, **kwargs: Any) -> None:
    if request is not None and request.resolver_match:
        events.write(events.SIGNED_IN, user, address=client_address(request))


def _signed_out(*, request: HttpRequest | None, user: User | None, **kwargs: Any) -> None:
    if request is not None and user is not None and request.resolver_match:
        events.write(events.SIGNED_OUT, user, address=client_address(request))


def _password_changed(*, user: User, **kwargs: Any) -> None:
    events.write(events.PASSWORD_CHANGED, user)


def administration_of(person: User) -> str | None:
    """Where administrators and editors work."""
    return reverse("wagtailadmin_home") if person.has_perm("wagtailadmin.access_admin") else None


def connect() -> None:
    """Called once, at start."""
    user_logged_in.connect(_signed_in, dispatch_uid="accounts.signed_in")
    user_logged_out.connect(_signed_out, dispatch_uid="accounts.signed_out")
    password_changed.connect(_password_changed, dispatch_uid="accounts.password_changed")
