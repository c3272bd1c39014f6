"""Publications and withdrawals that come due, one by one: a refusal is told to its author, the rest goes on.

In place of Wagtail's `publish_scheduled`, which stops at the first refusal, and with it everything that came due after.
"""

import logging
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import DraftStateMixin, Page, PageLogEntry, Revision

from messaging.services import new_message
from outbox.services import queue_effects

__all__ = ["REFUSED", "WITHDRAWAL_REFUSED", "message_of", "publish_due"]

logger = logging.getLogger(__name__)

REFUSED = "cms.schedule_refused"
WITHDRAWAL_REFUSED = "cms.withdrawal_refused"


def publish_due() -> tuple[int, int]:
    """Withdraw what has expired and publish what is due; how many were published, and how many refused."""
    now = timezone.now()
    for model in _drafted_models():
        for page in model.objects.filter(live=True, expire_at__lt=now).order_by("expire_at"):
            _withdraw(page)
    due = Revision.objects.filter(approved_go_live_at__lt=now).order_by("approved_go_live_at", "pk")
    outcomes = [_publish(revision) for revision in due]
    return outcomes.count(True), outcomes.count(False)


def message_of(entry: PageLogEntry) -> str:
    """The reasons, in the page's history."""
    return " ".join(entry.data.get("reasons", []))


def _drafted_models() -> list[Any]:
    own = [model for model in apps.get_models() if issubclass(model, DraftStateMixin) and not issubclass(model, Page)]
    return [Page, *own]


def _withdraw(definition: Any) -> None:
    """Unpublish what has expired. What others need stays, without that day, and its history says why."""
    try:
        with transaction.atomic():
            definition.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
    except ValidationError as refusal:
        type(definition).objects.filter(pk=definition.pk).update(expire_at=None)
        logger.warning("scheduled withdrawal refused: %s %s", definition, "; ".join(refusal.messages))
        log(definition, WITHDRAWAL_REFUSED, data={"reasons": refusal.messages})
    except Exception:  # whatever it is, the others are due, too
        logger.exception("a withdrawal that is due failed: %s", definition)


def _publish(revision: Revision) -> bool:
    try:
        with transaction.atomic():
            revision.publish(log_action="wagtail.publish.scheduled")
    except ValidationError as refusal:
        _refuse(revision, refusal.messages)
        return False
    except Exception:  # a fault of ours or of the surroundings: tried again the next minute, while the others go on
        logger.exception("a publication that is due failed: %s", revision)
        return False
    return True


@transaction.atomic
def _refuse(revision: Revision, reasons: list[str]) -> None:
    """It is a draft again, whose history says why; its author gets a message where there is an address for one."""
    Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=None)
    draft = revision.content_object
    logger.warning("scheduled publication refused: %s %s", draft, "; ".join(reasons))
    log(draft, REFUSED, user=revision.user, revision=revision, data={"reasons": reasons})
    author = revision.user
    if author is None or not author.email:
        return
    title = getattr(draft, "title", str(draft))
    body = _("“%(title)s” was to be published now and was refused. It is kept as a draft.\n%(reasons)s")
    message = new_message(
        channel="email",
        recipient=author.email,
        subject=_("Not published: %(title)s") % {"title": title},
        body=body % {"title": title, "reasons": "\n".join(reasons)},
        idempotency_key=f"schedule-refused:{revision.pk}",
        person=author,
    )
    queue_effects([message])
