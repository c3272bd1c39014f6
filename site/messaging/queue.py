"""Telling a worker that messages wait, without ever holding up or failing whoever caused them."""

import logging
import time
from collections.abc import Sequence

logger = logging.getLogger(__name__)

PAUSE_AFTER_FAILURE = 30.0  # seconds in which this process does not ask a broker that did not answer

_closed_until = 0.0


def announce(keys: Sequence[str]) -> bool:
    """Enqueue one delivery task for these idempotency keys; False where that failed.

    The rows are committed already: what is not announced is sent by the sweep within a minute. So a broker that does
    not answer costs one request its short connection timeout, and the next 30 seconds' requests nothing.
    """
    global _closed_until
    from messaging.tasks import deliver_messages

    if time.monotonic() < _closed_until:
        return False
    try:
        deliver_messages.apply_async(args=[list(keys)], retry=False, ignore_result=True)
    except Exception as error:  # whatever the broker's client raises; none of it is the caller's matter
        _closed_until = time.monotonic() + PAUSE_AFTER_FAILURE
        logger.warning(
            "the broker did not take %d message(s) (%s): the sweep will send them", len(keys), type(error).__name__
        )
        return False
    return True


def reset() -> None:
    """Ask the broker again at the next message."""
    global _closed_until
    _closed_until = 0.0
