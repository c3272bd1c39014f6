"""What the channels have in common."""

from abc import ABC, abstractmethod
from typing import Any

from outbox.kinds import EffectKind
from outbox.models import Effect
from outbox.registry import registry


class MessageKind(EffectKind, ABC):
    """A message to one person. It stays, as part of what the case did; a secret one does not, and loses its text."""

    kept_for = None

    def perform(self, effect: Effect) -> Any:
        """Send; the reply is the provider's id."""
        return {"provider_id": self.send(effect)[:100]}

    @abstractmethod
    def send(self, effect: Effect) -> str:
        """Send, and return the provider's id, or an empty text. Raises as `EffectKind.perform` does."""


def channel_ids() -> list[str]:
    """The ids of the channels, which are the kinds of their effects."""
    return registry.ids(MessageKind)


def channel_choices() -> list[tuple[str, str]]:
    """Id and label of each channel."""
    return [(channel, registry.label(channel)) for channel in channel_ids()]
