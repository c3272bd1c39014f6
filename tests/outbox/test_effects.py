"""Effects: written with the step, performed after commit, tried again, given up; and what follows from them."""

import datetime as dt

import pytest
from django.db import transaction
from django.utils import timezone

from outbox import delivery, services, tasks
from outbox.failures import NoLongerNeeded, PermanentFailure, TemporaryFailure, UnknownKind
from outbox.models import Effect
from tests.outbox.kinds import outcomes, perform, queued, raising, resumed, waiting

Status = Effect.Status
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kinds")]


class TestQueueing:
    def test_one_insert_and_one_task_after_commit(
        self, announced, django_capture_on_commit_callbacks, django_assert_num_queries
    ):
        effects = [Effect(kind="test.probe", idempotency_key=f"k{n}") for n in range(5)]
        with django_capture_on_commit_callbacks(execute=True), django_assert_num_queries(1):
            services.queue_effects(effects)
            assert announced == []
        assert announced == [["k0", "k1", "k2", "k3", "k4"]]

    def test_a_step_that_rolls_back_has_no_effect(self, announced, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
            queued()
            transaction.set_rollback(True)
        assert announced == []
        assert not Effect.objects.exists()

    def test_a_repeated_key_finds_its_effect(self):
        first = queued(idempotency_key="case:1", payload={"n": 1})
        again = queued(idempotency_key="case:1", payload={"n": 2})
        assert (again.pk, again.payload) == (first.pk, {"n": 1})

    def test_no_effects_cost_nothing(self, django_assert_num_queries):
        with django_assert_num_queries(0):
            services.queue_effects([])

    def test_the_step_fails_where_the_kind_is_unknown_or_the_key_is_missing(self):
        with pytest.raises(UnknownKind, match="no\\.such"):
            queued("no.such")
        with pytest.raises(ValueError, match="without an idempotency key"):
            queued(idempotency_key="")

    def test_a_timer_is_not_announced(self, announced, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            queued("test.timer", next_attempt_at=timezone.now() + dt.timedelta(hours=1))
        assert announced == []


class TestPerforming:
    def test_once_with_its_reply_and_what_follows(self, probe):
        row = waiting()
        effect = queued(payload={"waiting": row.pk})
        assert services.perform_effect(pk=effect.pk) == Status.DONE
        assert services.perform_effect(pk=effect.pk) == ""
        effect.refresh_from_db()
        assert (effect.result, effect.attempts, resumed(row)) == ({"answer": 42}, 1, 1)
        assert effect.performed_at is not None
        assert outcomes(effect) == [(1, "done")]

    def test_the_task_performs_what_is_due_among_its_keys(self, probe):
        keys = [queued().idempotency_key for _number in range(3)]
        later = queued(next_attempt_at=timezone.now() + dt.timedelta(hours=1))
        tasks.perform_effects([*keys, later.idempotency_key, "unknown"])
        assert probe.performed == keys

    def test_pauses_double_up_to_the_longest_and_are_spread(self, probe, monkeypatch):
        with monkeypatch.context() as steady:
            steady.setattr(delivery.random, "uniform", lambda low, high: 1.0)
            pauses = [delivery.pause_after(probe, tries).total_seconds() for tries in range(1, 9)]
            assert pauses == [10, 20, 40, 80, 160, 300, 300, 300]
            assert delivery.pause_after(probe, 10_000).total_seconds() == 300
        spread = {delivery.pause_after(probe, 1).total_seconds() for _try in range(50)}
        assert min(spread) >= 8
        assert max(spread) <= 12
        assert len(spread) > 10

    def test_a_temporary_failure_is_tried_again_until_the_kind_gives_up(self, probe):
        probe.act = raising(TemporaryFailure("answered 503"))
        effect = queued()
        for _try in range(probe.max_attempts - 1):
            assert perform(effect).status == Status.PENDING
            assert services.perform_effect(pk=effect.pk) == ""  # not due
        assert probe.failed == []
        effect = perform(effect)
        assert (effect.status, effect.last_error, probe.failed) == (Status.FAILED, "answered 503", ["answered 503"])
        assert outcomes(effect) == [(number, "failed") for number in range(1, 5)]
        assert len(probe.performed) == probe.max_attempts

    def test_the_next_try_waits_for_the_pause(self, probe):
        probe.act = raising(TemporaryFailure("busy"))
        effect = perform(queued())
        assert 7 < (effect.next_attempt_at - timezone.now()).total_seconds() < 13

    def test_a_permanent_failure_is_none_to_repeat(self, probe):
        probe.act = raising(PermanentFailure("answered 422"))
        effect = perform(queued())
        assert (effect.status, effect.attempts, probe.failed) == (Status.FAILED, 1, ["answered 422"])

    def test_after_its_time_it_is_not_performed(self, probe):
        effect = perform(queued(expires_at=timezone.now() - dt.timedelta(seconds=1)))
        assert (effect.status, probe.performed) == (Status.FAILED, [])
        assert probe.failed == ["no longer of use"]
        assert perform(queued(expires_at=timezone.now() + dt.timedelta(hours=1))).status == Status.DONE

    def test_what_is_not_needed_any_more_is_withdrawn(self, probe):
        row = waiting()
        probe.act = raising(NoLongerNeeded())
        effect = perform(queued(payload={"waiting": row.pk}))
        assert (effect.status, resumed(row), probe.failed) == (Status.WITHDRAWN, 0, [])

    @pytest.mark.parametrize("reply", [object(), float("nan"), {"text": "a\0b"}])
    def test_a_reply_that_cannot_be_stored_fails_clearly(self, probe, reply):
        probe.act = lambda effect: reply
        effect = perform(queued())
        assert effect.status == Status.FAILED
        assert effect.last_error.startswith("the reply")


class TestWhatFollows:
    def test_its_failure_undoes_it_and_does_not_ask_the_outside_again(self, probe, monkeypatch):
        row = waiting()
        effect = queued(payload={"waiting": row.pk})
        follow = probe.on_done

        def half(effect, result):
            follow(effect, result)
            raise RuntimeError("after the resumption")

        with monkeypatch.context() as broken:
            broken.setattr(probe, "on_done", half, raising=False)
            effect = perform(effect)
        assert (effect.status, effect.result, resumed(row)) == (Status.PENDING, {"answer": 42}, 0)
        effect = perform(effect)
        assert (effect.status, resumed(row), len(probe.performed)) == (Status.DONE, 1, 1)

    def test_a_reply_is_acted_on_although_time_ran_out_meanwhile(self, probe):
        row = waiting()
        effect = queued(payload={"waiting": row.pk})
        Effect.objects.filter(pk=effect.pk).update(performed_at=timezone.now(), expires_at=timezone.now())
        assert perform(effect).status == Status.DONE
        assert resumed(row) == 1

    def test_a_failing_end_is_tried_a_few_times_and_then_left_out(self, probe, monkeypatch):
        probe.act = raising(PermanentFailure("no"))
        monkeypatch.setattr(probe, "on_failed", raising(RuntimeError("x")), raising=False)
        effect = queued()
        tries = 0
        while perform(effect).status == Status.PENDING:
            tries += 1
            assert tries < 20
        effect.refresh_from_db()
        assert (effect.status, effect.last_error) == (Status.FAILED, "no")
        assert effect.attempts == probe.max_attempts + delivery.LAST_TRIES

    def test_what_is_resumed_is_locked_before_the_effect(self, probe, monkeypatch):
        order = []
        monkeypatch.setattr(probe, "lock", lambda effect: order.append("lock"), raising=False)
        select = delivery.Effect.objects.all().__class__.select_for_update
        monkeypatch.setattr(
            delivery.Effect.objects.all().__class__,
            "select_for_update",
            lambda self, **options: order.append("effect") or select(self, **options),
        )
        perform(queued())
        assert order == ["lock", "effect"]

    def test_a_subject_that_is_gone_withdraws_even_a_failure(self, probe, monkeypatch):
        probe.act = raising(PermanentFailure("no"))
        monkeypatch.setattr(probe, "lock", raising(NoLongerNeeded()), raising=False)
        assert perform(queued()).status == Status.WITHDRAWN


class TestUnknownKinds:
    def test_a_kind_that_is_gone_fails_clearly_and_stops_nobody(self, probe, kinds):
        del kinds._kinds["test.timer"]
        orphan = Effect.objects.create(kind="test.timer", idempotency_key="orphan")
        good = queued()
        assert services.sweep() == 2
        orphan.refresh_from_db()
        good.refresh_from_db()
        assert (orphan.status, good.status) == (Status.PENDING, Status.DONE)
        assert "there is no kind of effect 'test.timer'" in orphan.last_error
        while perform(orphan).status == Status.PENDING:
            pass
        orphan.refresh_from_db()
        assert (orphan.status, orphan.attempts) == (Status.FAILED, 8)
        assert str(orphan) == "test.timer: orphan"

    def test_a_release_that_knows_it_performs_it_after_all(self, kinds):
        timer = kinds._kinds.pop("test.timer")
        orphan = Effect.objects.create(kind="test.timer", idempotency_key="orphan")
        perform(orphan)
        kinds._kinds["test.timer"] = timer
        assert perform(orphan).status == Status.DONE
