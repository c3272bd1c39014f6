"""How django-allauth behaves here.

Its sign-in by code was looked at (65.21) and not taken: it keeps the code readable in the session, counts tries in the
session, where a new session has new tries, sends a code to known numbers only (others get another text), and makes
accounts by a sign-up form alone. Citizens need the opposite of each; see `accounts.services`. What comes after the code
is allauth's again: `perform_login` with its checks and stages.
"""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts import events, landing, selectors, services
from accounts.throttling import client_address
from listing.next_address import is_own_path


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up; staff may type their mobile number for their user name; failures are logged."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _("The user name or the password is not right."),
        "account_inactive": _("This account is closed. Please contact the organisation."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Citizens' accounts are made by their first code, staff's by administrators."""
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """By user name, or by the mobile number of whoever has it."""
        name = selectors.username_for(credentials.get("username") or "")
        return super().authenticate(request, **{**credentials, "username": name})

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the try, per account and per address, before the password is looked at; a refusal is logged.

        In place of allauth's limits, which live in the cache and are keyed by the host name that was sent. A right
        password takes its try back (`_rollback_login_failed_rl_usage`), so that only failures count.
        """
        try:
            services.count_password_try(
                account=credentials.get("username") or "", address=client_address(request) or "unknown"
            )
        except ValidationError:
            self._failed(request, credentials, "too_many")
            raise
        self._counted = (credentials.get("username") or "", client_address(request) or "unknown")

    def _rollback_login_failed_rl_usage(self) -> None:
        account, address = self._counted
        services.forgive_password_try(account=account, address=address)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Log it on the account whose name was used."""
        self._failed(request, credentials, "password")

    def _failed(self, request: HttpRequest, credentials: dict[str, Any], why: str) -> None:
        person = selectors.person_named(credentials.get("username") or "")
        events.write(events.SIGN_IN_FAILED, person, why=why, address=client_address(request))

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Where the person's work is."""
        return landing.address_for(request.user)

    def is_safe_url(self, url: str | None) -> bool:
        """Only paths of this very host: no other name of `ALLOWED_HOSTS`, no trusted origin."""
        return is_own_path(url)
