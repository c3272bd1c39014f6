"""Messages: the effects of the outbox that reach people."""

from typing import ClassVar

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from messaging.channels import channel_ids
from outbox.models import Effect

# In a person's words, a message is sent where an effect is done.
STATUS_LABELS: dict[str, str | Promise] = {
    **dict(Effect.Status.choices),
    Effect.Status.RUNNING: _("Sending"),
    Effect.Status.DONE: _("Sent"),
}


class MessageManager(models.Manager["Message"]):
    """The effects whose kind is a channel."""

    def get_queryset(self) -> "models.QuerySet[Message]":
        return super().get_queryset().filter(kind__in=channel_ids())


class Message(Effect):
    """One message to one recipient over one channel: names for the columns of its effect, and no table of its own.

    Make it with `messaging.services.new_message`.
    """

    objects: ClassVar[MessageManager] = MessageManager()

    class Meta:
        proxy = True
        verbose_name = _("message")
        verbose_name_plural = _("messages")

    def __str__(self) -> str:
        return f"{self.channel_label}: {self.recipient}"

    @property
    def subject(self) -> str:
        """The title, for channels that have one."""
        return self.payload.get("subject", "")

    @property
    def body(self) -> str:
        """The text; empty once a secret one has left."""
        return self.payload.get("body", "")

    @property
    def channel_label(self) -> str:
        """The channel's name for people."""
        return self.kind_label

    @property
    def status_label(self) -> str:
        """Where it is, for people."""
        return str(STATUS_LABELS[self.status])

    @property
    def provider_id(self) -> str:
        """What the provider calls it."""
        return (self.result or {}).get("provider_id", "")
