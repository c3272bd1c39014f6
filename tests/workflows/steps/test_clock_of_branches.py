"""The clock of the office beside parallel branches: it stands only while every branch waits for the applicant."""

import datetime as dt

import pytest
import time_machine

from persian.jalali import TEHRAN
from tests.workflows.steps.conftest import AFTER, END, asked, join, split, staff
from workflows import services
from workflows.models import Case, Task
from workflows.reads.time_spent import time_spent_on

HOUR = dt.timedelta(hours=1)
SATURDAY = dt.datetime(2026, 11, 21, 8, tzinfo=TEHRAN)
BESIDE = [split("s", "j", "a", "ask"), staff("a", "j"), asked("ask", "j"), join("j", "after"), AFTER, END]


@pytest.fixture
def after():
    """`after(2)`: two hours after the request came in."""

    def travel(hours):
        return time_machine.travel(SATURDAY + hours * HOUR, tick=False)

    return travel


def answer(desk, case):
    task = desk.task(case, "ask")
    services.answer_applicant_task(task=task, applicant=desk.world.citizen, answers={}, revision=task.revision)


def clock(case):
    """Since when the clock stands, and for how long it has stood before."""
    now = Case.objects.get(pk=case.pk)
    return now.clock_stopped_at, now.time_stopped


def test_it_runs_until_the_offices_branch_has_arrived(desk, after):
    with after(0):
        case = desk.case(*BESIDE)
    assert clock(case) == (None, dt.timedelta())
    with after(2):
        desk.decide(case, "a", "j")  # the join waits: only the applicant's branch is open
    assert clock(case) == (SATURDAY + 2 * HOUR, dt.timedelta())
    with after(5):
        answer(desk, case)
    assert clock(case) == (None, 3 * HOUR)
    case.refresh_from_db()
    assert desk.task(case, "after").due == case.due > case.promised
    spent = time_spent_on(Task.objects.filter(process=case), SATURDAY + 6 * HOUR)
    assert (spent.office, spent.applicant) == (3 * HOUR, 3 * HOUR)


def test_it_never_stood_where_the_applicant_was_the_quicker(desk, after):
    with after(0):
        case = desk.case(*BESIDE)
    with after(1):
        answer(desk, case)
    with after(4):
        desk.decide(case, "a", "j")
    assert clock(case) == (None, dt.timedelta())
    case.refresh_from_db()
    assert case.due == case.promised


def test_it_stands_once_the_offices_last_branch_is_cancelled(desk, after):
    inner = [split("t", "k", "c", "d", needed=1), staff("c", "k"), staff("d", "k"), join("k", "j")]
    with after(0):
        case = desk.case(split("s", "j", "t", "ask"), *inner, asked("ask", "j"), join("j", "after"), AFTER, END)
    with after(2):
        desk.decide(case, "c", "k")
    assert desk.open(case) == ["ask"]
    assert clock(case) == (SATURDAY + 2 * HOUR, dt.timedelta())


def test_it_runs_again_when_the_applicants_step_is_cancelled_by_the_end(desk, after):
    with after(0):
        case = desk.case(split("s", "j", "ask", "a"), asked("ask", "j"), staff("a", "done"), join("j", "done"), END)
    with after(3):
        desk.decide(case, "a", "done")
    case.refresh_from_db()
    assert (case.outcome, case.clock_stopped_at, case.time_taken) == ("done", None, 3 * HOUR)
