"""What is never written down, who may try again, and what is deleted when."""

import datetime as dt
import logging

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from outbox import delivery, services
from outbox.failures import PermanentFailure, TemporaryFailure
from outbox.models import Attempt, Effect
from tests.accounts.factories import UserFactory
from tests.outbox.kinds import perform, queued, raising

Status = Effect.Status
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kinds")]


class TestSecrets:
    SECRET = {"pin": "124816", "to": {"name": "نشانی پنهان"}, "rows": [{"n": 99887766}]}
    WORDS = ("124816", "نشانی پنهان", "99887766")

    def test_a_foreign_error_leaves_its_class_and_place_alone(self, probe, caplog):
        caplog.set_level(logging.DEBUG)
        probe.act = raising(RuntimeError("contents: 124816"))
        effect = perform(queued(payload={"pin": "124816"}))
        assert effect.last_error.startswith("RuntimeError (kinds.py:")
        assert effect.tries.get().error == effect.last_error
        assert "124816" not in caplog.text

    @pytest.mark.parametrize("failure", [TemporaryFailure, PermanentFailure, ValueError])
    def test_a_careless_kind_does_not_leak(self, probe, caplog, failure):
        caplog.set_level(logging.DEBUG)
        probe.act = raising(failure("refused 124816 for نشانی پنهان, row 99887766"))
        effect = perform(queued(payload=self.SECRET, is_secret=True))
        told = effect.last_error + effect.tries.get().error + caplog.text + "".join(probe.failed)
        assert not [word for word in self.WORDS if word in told]

    def test_struck_out_whole_and_nothing_else(self, probe):
        """Four characters are a text; what is shorter, or nothing, would make every reason unreadable."""
        probe.act = raising(TemporaryFailure("None at ab: 124816, 1248"))
        effect = perform(
            queued(payload={"short": "1248", "long": "124816", "place": "ab", "none": None}, is_secret=True)
        )
        assert effect.last_error == "None at ab: …, …"

    def test_contents_and_reply_are_erased_once_it_is_over(self, probe):
        done = perform(queued(payload=self.SECRET, is_secret=True))
        assert (done.payload, done.result) == ({}, None)
        probe.act = raising(PermanentFailure("no"))
        failed = perform(queued(payload=self.SECRET, is_secret=True))
        assert failed.payload == {}

    def test_a_kind_may_be_secret_altogether(self, probe, monkeypatch):
        monkeypatch.setattr(type(probe), "is_secret", True)
        assert perform(queued(payload=self.SECRET)).payload == {}

    def test_an_error_no_database_takes_is_stored_without_the_characters(self, probe):
        probe.act = raising(PermanentFailure("a\0b\ud800" + "x" * 1000))
        effect = perform(queued())
        assert effect.last_error.startswith("ab?x")
        assert len(effect.last_error) == 500


class TestTryingAgain:
    def failed(self, probe, **values):
        probe.act = raising(PermanentFailure("no"))
        effect = perform(queued(**values))
        del probe.act
        return effect

    def test_needs_the_right(self, probe):
        effect = self.failed(probe)
        with pytest.raises(PermissionDenied):
            services.retry(effect=effect, user=UserFactory(staff=True))

    def test_a_failed_one_alone_and_no_secret_one(self, probe, announced, django_capture_on_commit_callbacks):
        administrator = UserFactory(administrator=True)
        failed, secret, pending = self.failed(probe), self.failed(probe, is_secret=True), queued()
        with django_capture_on_commit_callbacks(execute=True):
            assert services.retry(effect=failed, user=administrator)
            assert not services.retry(effect=secret, user=administrator)
            assert not services.retry(effect=pending, user=administrator)
        assert announced == [[failed.idempotency_key]]
        failed.refresh_from_db()
        assert (failed.status, failed.attempts, failed.purge_at) == (Status.PENDING, 0, None)
        assert perform(failed).status == Status.DONE


class TestPurging:
    def over(self, effect, ago):
        Effect.objects.filter(pk=effect.pk).update(purge_at=timezone.now() - ago)

    def test_what_is_over_goes_after_its_kinds_time_with_its_tries(self, probe):
        done, fresh, open_one = perform(queued()), perform(queued()), queued()
        assert dt.timedelta(days=89) < done.purge_at - timezone.now() < dt.timedelta(days=91)
        self.over(done, dt.timedelta(seconds=1))
        assert services.purge() == 1
        assert set(Effect.objects.all()) == {fresh, open_one}
        assert set(Attempt.objects.all()) == set(fresh.tries.all())

    def test_what_was_called_off_is_kept_for_as_long(self):
        effect = queued()
        services.withdraw(keys=[effect.idempotency_key])
        effect.refresh_from_db()
        assert dt.timedelta(days=89) < effect.purge_at - timezone.now() < dt.timedelta(days=91)
        assert services.purge() == 0

    def test_a_kind_may_keep_them_but_not_their_tries_and_no_secret_ones(self, probe, monkeypatch):
        monkeypatch.setattr(type(probe), "kept_for", None)
        kept, secret = perform(queued()), perform(queued(is_secret=True))
        assert kept.purge_at is None
        assert secret.purge_at is not None
        Attempt.objects.update(started_at=timezone.now() - dt.timedelta(days=91))
        assert services.purge() == 2
        assert Effect.objects.filter(pk=kept.pk).exists()
        assert not Attempt.objects.exists()

    def test_a_try_that_nobody_ended_is_kept(self, probe):
        under_way = delivery._claim(queued().pk).attempt
        Attempt.objects.update(started_at=timezone.now() - dt.timedelta(days=91))
        assert services.purge() == 0
        assert Attempt.objects.get() == under_way

    def test_bounded(self, probe, monkeypatch):
        monkeypatch.setattr(services, "PURGE_BATCH", 2)
        for _number in range(3):
            self.over(perform(queued()), dt.timedelta(days=1))
        assert [services.purge(), services.purge(), services.purge()] == [2, 1, 0]
