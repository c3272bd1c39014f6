"""Fixtures of the outbox's tests."""

import pytest

from outbox import queue
from tests.outbox.kinds import kinds, probe

__all__ = ["announced", "kinds", "probe"]


@pytest.fixture
def announced(monkeypatch):
    """Keys that would have been enqueued, a list a task."""
    calls = []
    monkeypatch.setattr(queue, "announce", calls.append)
    return calls
