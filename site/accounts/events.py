"""What happens around sign-in, as the event log names it; and the one place that writes it.

Events about a known person are rows of Wagtail's log, on that person. What cannot be tied to one (a password tried on
a name that nobody has, a code for a number that nobody has) goes to the process log, without what was typed: people
type passwords into the wrong field.
"""

import logging

from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from accounts.models import User

logger = logging.getLogger(__name__)

SIGNED_IN = "account.signed_in"
SIGN_IN_FAILED = "account.sign_in_failed"
SIGNED_OUT = "account.signed_out"
CREATED = "account.created"
PROFILE_CHANGED = "account.profile_changed"
PASSWORD_CHANGED = "account.password_changed"  # noqa: S105 - the name of an event
REFUSED = "access.refused"

LABELS = {
    SIGNED_IN: _("Signed in"),
    SIGN_IN_FAILED: _("Sign-in failed"),
    SIGNED_OUT: _("Signed out"),
    CREATED: _("Account made at first sign-in"),
    PROFILE_CHANGED: _("Own particulars changed"),
    PASSWORD_CHANGED: _("Password changed"),
    REFUSED: _("Access refused"),
}


def write(action: str, person: User | None, **data: str) -> None:
    """Write one event on a person; `person` None sends it to the process log. Never pass codes, passwords or texts."""
    if person is None or person.pk is None:
        logger.info("%s: nobody known (%s)", action, ", ".join(f"{name}={value}" for name, value in data.items()))
        return
    log(person, action, user=person, data=data)
