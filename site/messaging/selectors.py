"""What can be asked about messages."""

from django.db.models import QuerySet

from messaging.models import Message

__all__ = ["messages_about"]


def messages_about(reference: str) -> QuerySet[Message]:
    """Messages that are about this (a tracking code), newest first; secret ones never."""
    return Message.objects.filter(reference=reference, is_secret=False).order_by("-id")
