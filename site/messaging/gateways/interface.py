"""What the SMS channel asks of a gateway. A gateway says that it could not by the outbox's two failures."""

from abc import ABC, abstractmethod
from typing import ClassVar

from outbox.failures import PermanentFailure, TemporaryFailure

__all__ = ["GatewayMisconfigured", "PermanentFailure", "SmsGateway", "TemporaryFailure"]


class GatewayMisconfigured(Exception):
    """The options do not fit; the text says which and why."""


class SmsGateway(ABC):
    """One way of sending an SMS."""

    id: ClassVar[str] = ""

    @abstractmethod
    def send(self, *, recipient: str, body: str, key: str) -> str:
        """Hand one message over and return the provider's id for it, or an empty text.

        `key` is the message's idempotency key. The outbox sends at least once: after a worker's death it calls again
        with the same key, and a gateway that recognises it must not send a second time. Raises `PermanentFailure`
        or `TemporaryFailure`; anything else counts as temporary. Must return within `OUTBOX_LEASE_SECONDS`.
        """
