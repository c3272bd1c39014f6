"""What lost workers left, what waits for its time, and how a sweep shares its own among kinds."""

import datetime as dt

import pytest
from django.utils import timezone

from outbox import delivery, services
from outbox.failures import TemporaryFailure
from outbox.models import Effect
from tests.outbox.kinds import make_due, outcomes, perform, queued, raising, resumed, waiting

Status = Effect.Status
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kinds")]


class TestLostWorkers:
    def test_an_effect_under_lease_is_left_alone(self, probe):
        effect = queued()
        assert delivery._claim(effect.pk) is not None
        assert delivery._claim(effect.pk) is None
        assert services.sweep() == 0
        assert probe.performed == []

    def test_the_lease_is_the_kinds_own_or_the_settings(self, probe, settings, monkeypatch):
        settings.OUTBOX_LEASE_SECONDS = 50
        effect = queued()
        delivery._claim(effect.pk)
        effect.refresh_from_db()
        assert 45 < (effect.next_attempt_at - timezone.now()).total_seconds() <= 50
        monkeypatch.setattr(type(probe), "lease", dt.timedelta(minutes=10))
        make_due(effect)
        delivery._claim(effect.pk)
        effect.refresh_from_db()
        assert 590 < (effect.next_attempt_at - timezone.now()).total_seconds() <= 600

    def test_a_lease_that_ran_out_is_taken_over_and_the_loss_is_noted(self, probe):
        effect = queued()
        delivery._claim(effect.pk)
        make_due(effect)
        assert services.sweep() == 1
        assert outcomes(effect) == [(1, "lost"), (2, "done")]

    def test_whoever_was_overtaken_between_look_and_claim_has_nothing(self, probe, monkeypatch):
        """Also where the clocks of two machines differ so much that the other's lease seems to be over."""
        effect = queued()
        kind_of = delivery._kind_of

        def overtaken(seen):
            monkeypatch.setattr(delivery, "_kind_of", kind_of)
            assert delivery._claim(effect.pk) is not None
            Effect.objects.update(next_attempt_at=timezone.now() - dt.timedelta(days=1))
            return kind_of(seen)

        monkeypatch.setattr(delivery, "_kind_of", overtaken)
        assert delivery._claim(effect.pk) is None
        assert outcomes(effect) == [(1, "running")]

    def test_a_slow_worker_that_fails_does_not_undo_what_another_did(self, probe):
        effect = queued()
        slow = delivery._claim(effect.pk)
        perform(effect)
        assert delivery._try_later(slow, TemporaryFailure("late")) == ""
        assert delivery._give_up(slow, "late") == ""
        effect.refresh_from_db()
        assert (effect.status, probe.failed) == (Status.DONE, [])

    def test_a_slow_worker_that_succeeds_counts(self, probe):
        row = waiting()
        effect = queued(payload={"waiting": row.pk})
        slow = delivery._claim(effect.pk)
        make_due(effect)
        second = delivery._claim(effect.pk)
        assert delivery._run(slow) == Status.DONE
        assert delivery._run(second) == ""
        assert resumed(row) == 1
        assert outcomes(effect) == [(1, "done"), (2, "done")]

    def test_an_effect_that_kills_every_worker_is_given_up(self, probe):
        effect = queued()
        for _try in range(probe.max_attempts):
            make_due(effect)
            delivery._claim(effect.pk)
        assert perform(effect).status == Status.FAILED
        assert (probe.performed, probe.failed) == ([], ["the worker was lost at every try"])


class TestSweeping:
    def test_bounded_by_number(self, probe, monkeypatch):
        monkeypatch.setattr(delivery, "SWEEP_BATCH", 2)
        for _number in range(3):
            queued()
        assert [services.sweep(), services.sweep(), services.sweep()] == [2, 1, 0]

    def test_poison_does_not_starve_others(self, probe, monkeypatch):
        """More poisoned effects than a sweep takes, all older: those of other kinds are performed all the same."""
        monkeypatch.setattr(delivery, "SWEEP_BATCH", 6)
        probe.act = raising(RuntimeError("poison"))
        poison = [queued() for _number in range(10)]
        timers = [queued("test.timer") for _number in range(2)]
        services.sweep()
        assert {Effect.objects.get(pk=timer.pk).status for timer in timers} == {Status.DONE}
        assert len(probe.performed) == 4
        services.sweep()
        assert len(set(probe.performed)) == len(poison)  # each had its turn, none a second one

    def test_a_kind_that_hangs_gets_a_third_of_the_time(self, probe, monkeypatch):
        clock = [0.0]
        monkeypatch.setattr(delivery.time, "monotonic", lambda: clock[0])

        def hang(effect):
            clock[0] += 10
            raise TemporaryFailure("no answer")

        probe.act = hang
        for _number in range(6):
            queued()
        timers = [queued("test.timer") for _number in range(6)]
        assert services.sweep() == 2 + len(timers)

    def test_bounded_by_time(self, probe, monkeypatch):
        clock = [0.0]
        monkeypatch.setattr(delivery.time, "monotonic", lambda: clock[0])
        monkeypatch.setattr(delivery, "KIND_SECONDS", 1000.0)
        probe.act = lambda effect: clock.__setitem__(0, clock[0] + 20)
        for _number in range(6):
            queued()
        assert services.sweep() == 3


class TestTimers:
    def test_it_fires_when_its_time_has_come(self):
        row = waiting()
        timer = queued("test.timer", payload={"waiting": row.pk}, next_attempt_at=timezone.now() + dt.timedelta(days=3))
        assert services.sweep() == 0
        make_due(timer)
        assert services.sweep() == 1
        assert services.sweep() == 0
        assert resumed(row) == 1

    def test_a_withdrawn_one_does_not(self):
        row = waiting()
        timer = queued("test.timer", idempotency_key="due:7", payload={"waiting": row.pk})
        kept = queued("test.timer")
        assert services.withdraw(keys=["due:7", "no such"]) == 1
        assert services.withdraw(keys=["due:7"]) == 0
        timer.refresh_from_db()
        assert timer.status == Status.WITHDRAWN
        assert services.sweep() == 1
        kept.refresh_from_db()
        assert (kept.status, resumed(row)) == (Status.DONE, 0)

    def test_what_a_worker_is_at_has_no_consequence_once_withdrawn(self, probe):
        row = waiting()
        effect = queued(payload={"waiting": row.pk})
        claim = delivery._claim(effect.pk)
        services.withdraw(keys=[effect.idempotency_key])
        assert delivery._run(claim) == ""
        assert resumed(row) == 0

    def test_withdrawing_erases_what_is_secret(self):
        secret, open_one = queued(payload={"pin": "124816"}, is_secret=True), queued(payload={"n": 1})
        services.withdraw(keys=[secret.idempotency_key, open_one.idempotency_key])
        secret.refresh_from_db()
        open_one.refresh_from_db()
        assert (secret.payload, open_one.payload) == ({}, {"n": 1})
