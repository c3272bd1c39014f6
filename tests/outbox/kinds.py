"""Kinds of effects for tests alone, and effects of them."""

import datetime as dt
from itertools import count

import pytest
from django.db.models import F
from django.utils import timezone

from outbox.kinds import EffectKind
from outbox.models import Effect
from outbox.registry import registry
from outbox.services import perform_effect, queue_effects

_numbers = count(1)


class Probe(EffectKind):
    """Does what a test gave it as `act`, notes what happened, and counts a resumption in another effect's row."""

    id, label = "test.probe", "probe"
    first_pause, longest_pause = dt.timedelta(seconds=10), dt.timedelta(minutes=5)
    max_attempts = 4

    def __init__(self):
        self.performed, self.failed = [], []

    def act(self, effect):
        return {"answer": 42}

    def perform(self, effect):
        self.performed.append(effect.idempotency_key)
        return self.act(effect)

    def on_done(self, effect, result):
        resume(effect)

    def on_failed(self, effect, reason):
        self.failed.append(reason)


class Timer(EffectKind):
    """Nothing leaves; the waiting row resumes."""

    id, label = "test.timer", "timer"

    def on_done(self, effect, result):
        resume(effect)


def waiting():
    """A row that waits to be resumed: how often it was is its `attempts`. Never due."""
    return Effect.objects.create(kind="test.waiting", idempotency_key=f"waiting:{next(_numbers)}", status="withdrawn")


def resume(effect):
    if "waiting" in effect.payload:
        Effect.objects.filter(pk=effect.payload["waiting"]).update(attempts=F("attempts") + 1)


def resumed(row):
    row.refresh_from_db()
    return row.attempts


def queued(kind="test.probe", **values):
    """One effect, written by everyone's door."""
    effect = Effect(kind=kind, **{"idempotency_key": f"test:{next(_numbers)}", **values})
    queue_effects([effect])
    return Effect.objects.get(idempotency_key=effect.idempotency_key)


def make_due(effect):
    Effect.objects.filter(pk=effect.pk).update(next_attempt_at=timezone.now() - dt.timedelta(seconds=1))


def raising(error):
    def act(effect):
        raise error

    return act


def perform(effect):
    """Once more, now; the row as it is after it."""
    make_due(effect)
    perform_effect(pk=effect.pk)
    return Effect.objects.get(pk=effect.pk)


def outcomes(effect):
    return list(effect.tries.values_list("number", "outcome"))


@pytest.fixture
def kinds(monkeypatch):
    """The registry with the test's kinds in it as well."""
    monkeypatch.setattr(registry, "_kinds", dict(registry._kinds))
    registry.register(Probe)
    registry.register(Timer)
    return registry


@pytest.fixture
def probe(kinds):
    """The probe, to tell what it is to do."""
    return kinds.get("test.probe")
