"""Competing workers, on PostgreSQL: the outside may be asked twice, what follows inside happens once."""

import threading

import pytest
from django.db import connection, connections, transaction

from outbox import delivery, services
from outbox.models import Effect
from tests.outbox.kinds import make_due, outcomes, queued, resumed, waiting

ROUNDS = 5
pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="needs PostgreSQL"),
]


def at_once(*jobs):
    """Run the jobs in threads that start together. Returns what each returned or raised."""
    barrier, results = threading.Barrier(len(jobs)), [None] * len(jobs)

    def run(number, job):
        try:
            barrier.wait(10)
            results[number] = job()
        except Exception as error:
            results[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def test_two_workers_claim_one_effect(probe):
    row = waiting()
    for _round in range(ROUNDS):
        effect = queued(payload={"waiting": row.pk})
        results = at_once(*[lambda effect=effect: services.perform_effect(pk=effect.pk)] * 4)
        assert sorted(results) == ["", "", "", "done"]
        assert outcomes(effect) == [(1, "done")]
    assert (len(probe.performed), resumed(row)) == (ROUNDS, ROUNDS)


def test_two_that_both_performed_resume_once(probe):
    """The first one's lease ran out while it waited for the reply: both have one, and end together."""
    row = waiting()
    both_asked = threading.Barrier(2)

    def answer(effect):
        both_asked.wait(30)
        return {"answer": 42}

    probe.act = answer
    for _round in range(ROUNDS):
        effect = queued(payload={"waiting": row.pk})
        claims = []
        for _worker in range(2):
            make_due(effect)
            claims.append(delivery._claim(effect.pk))
        results = at_once(*(lambda claim=claim: delivery._run(claim) for claim in claims))
        assert sorted(results) == ["", "done"]
    assert (len(probe.performed), resumed(row)) == (2 * ROUNDS, ROUNDS)


def test_two_sweepers_fire_each_timer_once(kinds):
    row = waiting()
    for _timer in range(20):
        queued("test.timer", payload={"waiting": row.pk})
    tried = at_once(services.sweep, services.sweep, services.sweep)
    assert sum(tried) == 20
    assert resumed(row) == 20


def test_a_timer_fires_or_is_withdrawn_never_both(kinds):
    for _round in range(ROUNDS):
        row = waiting()
        timer = queued("test.timer", payload={"waiting": row.pk})
        fired, withdrawn = at_once(
            lambda timer=timer: services.perform_effect(pk=timer.pk),
            lambda timer=timer: services.withdraw(keys=[timer.idempotency_key]),
        )
        timer.refresh_from_db()
        assert (timer.status, resumed(row)) == (("withdrawn", 0) if withdrawn else ("done", 1)), (fired, withdrawn)


def test_a_verb_that_withdraws_while_the_timer_fires_does_not_deadlock(kinds, monkeypatch):
    """Both lock the subject first, then the effect."""
    row = waiting()
    timer = queued("test.timer", payload={"waiting": row.pk})
    subject_locked, effect_claimed = threading.Event(), threading.Event()

    def lock(effect):
        effect_claimed.set()
        assert subject_locked.wait(30)
        Effect.objects.select_for_update().get(pk=row.pk)

    monkeypatch.setattr(kinds.get("test.timer"), "lock", lock, raising=False)

    def verb():
        with transaction.atomic():
            Effect.objects.select_for_update().get(pk=row.pk)
            subject_locked.set()
            assert effect_claimed.wait(30)
            return services.withdraw(keys=[timer.idempotency_key])

    results = at_once(verb, lambda: services.perform_effect(pk=timer.pk))
    assert results == [1, ""]
    assert resumed(row) == 0
