"""Telling a worker that effects wait, without ever holding up or failing whoever caused them."""

import logging
import time
from collections.abc import Sequence

from celery import current_app

logger = logging.getLogger(__name__)

TASK = "outbox.tasks.perform_effects"  # by name: the task itself stands above this module
PAUSE_AFTER_FAILURE = 30.0  # seconds in which this process does not ask a broker that did not answer

_closed_until = 0.0


def announce(keys: Sequence[str]) -> bool:
    """Enqueue one task for the effects with these idempotency keys; False where that failed.

    The rows are committed already: what is not announced is performed by the sweep within a minute. So a broker that
    does not answer costs one request its short connection timeout, and the next 30 seconds' requests nothing.
    """
    global _closed_until
    if time.monotonic() < _closed_until:
        return False
    try:
        current_app.signature(TASK, args=[list(keys)]).apply_async(retry=False, ignore_result=True)
    except Exception as error:  # whatever the broker's client raises; none of it is the caller's matter
        _closed_until = time.monotonic() + PAUSE_AFTER_FAILURE
        logger.warning(
            "the broker did not take %d effect(s) (%s): the sweep will perform them", len(keys), type(error).__name__
        )
        return False
    return True


def reset() -> None:
    """Ask the broker again at the next effect."""
    global _closed_until
    _closed_until = 0.0
