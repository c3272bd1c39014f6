"""The vocabulary of a case's events: dotted, past tense. A verb writes them, in its own transaction; nothing else does.

The same ids are registered as Wagtail log actions (`register`), so that the site history report speaks them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise
    from wagtail.log_actions import LogActionRegistry

CASE_SUBMITTED = "case.submitted"
TASK_CREATED = "task.created"
TASK_CLAIMED = "task.claimed"
TASK_RELEASED = "task.released"
TASK_SAVED = "task.saved"
TASK_DECIDED = "task.decided"
TASK_REFERRED = "task.referred"
TASK_ANSWERED = "task.answered"
CASE_RETURNED = "case.returned"
CASE_ROUTED = "case.routed"
MESSAGE_QUEUED = "case.message_queued"
CASE_CLOSED = "case.closed"
TASK_CANCELLED = "task.cancelled"
CLOCK_STOPPED = "case.clock_stopped"
CLOCK_STARTED = "case.clock_started"

LABELS: dict[str, StrOrPromise] = {
    CASE_SUBMITTED: _("Request submitted"),
    TASK_CREATED: _("Arrived at the step"),
    TASK_CLAIMED: _("Claimed"),
    TASK_RELEASED: _("Released to the worklist"),
    TASK_SAVED: _("Forms saved"),
    TASK_DECIDED: _("Decision taken"),
    TASK_REFERRED: _("Referred"),
    TASK_ANSWERED: _("Answered by the applicant"),
    CASE_RETURNED: _("Returned to the applicant"),
    CASE_ROUTED: _("Route chosen"),
    MESSAGE_QUEUED: _("Message to the applicant"),
    CASE_CLOSED: _("Case closed"),
    TASK_CANCELLED: _("Not needed any more"),
    CLOCK_STOPPED: _("The answering clock stopped"),
    CLOCK_STARTED: _("The answering clock runs again"),
}


def label(action: str) -> str:
    """The event's name in the active language; an id that the vocabulary lacks is shown as it is."""
    return str(LABELS.get(action, action))


def register(registry: LogActionRegistry) -> None:
    """Give the vocabulary to Wagtail's log registry (hook `register_log_actions`)."""
    for action, text in LABELS.items():
        registry.register_action(action, text, text)
