"""Why a sign-in was refused. Each text is meant for the person who tried."""

import math
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from persian.digits import localise


class LoginCodeRefused(ValidationError):
    """The code is wrong, out of date, used, tried too often, or was never sent: which of these is not told."""

    def __init__(self) -> None:
        super().__init__(
            _("This code is wrong or no longer valid. Check its digits, or ask for a new code."), code="login_code"
        )


class PasswordRequired(ValidationError):
    """The account belongs to the organisation's staff, who sign in by password. Told only after a right code."""

    def __init__(self) -> None:
        super().__init__(
            _("This account belongs to the organisation's staff: sign in with user name and password."),
            code="password_required",
        )


class AccountClosed(ValidationError):
    """The account was closed by an administrator. Told only after a right code."""

    def __init__(self) -> None:
        super().__init__(_("This account is closed. Please contact the organisation."), code="account_closed")


class TooManyRequests(ValidationError):
    """A rate limit; `retry_after` is the time until it opens again."""

    def __init__(self, retry_after: timedelta) -> None:
        self.retry_after = retry_after
        seconds = max(1, math.ceil(retry_after.total_seconds()))
        if seconds <= 120:
            text = ngettext(
                "Too many requests. Please try again in %(count)s second.",
                "Too many requests. Please try again in %(count)s seconds.",
                seconds,
            ) % {"count": localise(seconds)}
        else:
            minutes = math.ceil(seconds / 60)
            text = ngettext(
                "Too many requests. Please try again in %(count)s minute.",
                "Too many requests. Please try again in %(count)s minutes.",
                minutes,
            ) % {"count": localise(minutes)}
        super().__init__(text, code="too_many_requests")
