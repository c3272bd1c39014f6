"""Two people in two branches at once, on PostgreSQL: one join fires, one wins, nobody deadlocks."""

import threading

import pytest
from django.db import connection

from tests.workflows import factories
from tests.workflows.cases.test_concurrency import at_once
from tests.workflows.steps.conftest import AFTER, END, Desk, holds, join, split, staff
from workflows import services
from workflows.errors import TaskClosed
from workflows.models import Task
from workflows.verbs import decisions

ROUNDS = 10

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="needs PostgreSQL"),
]


@pytest.fixture
def desk(transactional_db, parallel):
    return Desk(factories.world())


def both(desk, case):
    """A job for each of the case's two branches, by two people."""
    users = (desk.world.clerk, desk.world.second_clerk)
    tasks = [desk.task(case, name) for name in "ab"]
    return [
        lambda task=task, user=user: services.decide_task(task=task, user=user, decision="j", revision=task.revision)
        for task, user in zip(tasks, users, strict=True)
    ]


def two_branches(desk, needed):
    desk.version(split("s", "j", "a", "b", needed=needed), staff("a", "j"), staff("b", "j"), join("j", "after"), AFTER,
                 END)  # fmt: skip


def test_the_two_last_branches_fire_one_join(desk):
    two_branches(desk, 0)
    for _round in range(ROUNDS):
        case = factories.submitted(desk.world)
        results = at_once(*both(desk, case))
        assert all(isinstance(result, Task) for result in results), results
        assert desk.steps(case, "DONE").count("j") == 1
        assert desk.open(case) == ["after"]
        holds(case)


def test_where_one_of_two_is_enough_one_wins_and_the_other_is_told(desk):
    two_branches(desk, 1)
    for _round in range(ROUNDS):
        case = factories.submitted(desk.world)
        results = at_once(*both(desk, case))
        assert sorted(type(result).__name__ for result in results) == ["Task", "TaskClosed"], results
        assert desk.open(case) == ["after"]
        holds(case)


def test_a_verb_that_waits_for_the_case_holds_no_task(desk, monkeypatch):
    """The join's verb cancels the other branch's task. Locking the task before the case would deadlock with it."""
    two_branches(desk, 1)
    case = factories.submitted(desk.world)
    has_case, advance = threading.Event(), decisions.advance

    def advance_late(task):
        has_case.set()
        _until_somebody_waits_for_a_lock()
        return advance(task)

    monkeypatch.setattr(decisions, "advance", advance_late)
    first, second = both(desk, case)
    results = at_once(first, lambda: (has_case.wait(10), second())[1])
    assert isinstance(results[0], Task), results
    assert isinstance(results[1], TaskClosed), results


def _until_somebody_waits_for_a_lock():
    with connection.cursor() as cursor:
        for _look in range(10_000):
            cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
                           "AND wait_event_type = 'Lock'")  # fmt: skip
            if cursor.fetchone()[0]:
                return
