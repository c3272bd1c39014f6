"""What the outbox asks of a gateway, and how a gateway says that it could not."""

from abc import ABC, abstractmethod
from typing import ClassVar


class PermanentFailure(Exception):
    """Trying again cannot help: the number is wrong, the account refused. The text is shown to administrators.

    It must hold neither the message's text nor a secret of the gateway's account.
    """


class TemporaryFailure(Exception):
    """The way is closed for now: no connection, an overloaded provider. As above, no texts and no secrets."""


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
