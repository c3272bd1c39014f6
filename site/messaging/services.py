"""Messages to people: effects of the outbox that go to a number or an address. `outbox.services` says how surely.

queue_effects([new_message(channel="sms", recipient="09121234567", body="…", idempotency_key="case:receipt:sms")])
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from messaging.models import Message

if TYPE_CHECKING:
    # This app stands below `accounts`: of a person it needs only what every user model has.
    from django.contrib.auth.models import AbstractUser

__all__ = ["new_message"]


def new_message(
    *,
    channel: str,
    recipient: str,
    body: str,
    idempotency_key: str,
    subject: str = "",
    reference: str = "",
    person: AbstractUser | None = None,
    is_secret: bool = False,
    expires_at: datetime | None = None,
) -> Message:
    """A message that is not written yet: hand it to `outbox.services.queue_effects`, with others.

    `is_secret` hides the text from everyone and erases it once the message has left or was given up; after
    `expires_at` it is not sent any more.
    """
    return Message(  # type: ignore[misc]  # ours is the one user model
        kind=channel,
        recipient=recipient,
        payload={"subject": subject, "body": body},
        idempotency_key=idempotency_key,
        reference=reference,
        person=person,
        is_secret=is_secret,
        expires_at=expires_at,
    )
