"""What is due, near and late, and who has had a case: the rules, and that the tables answer as they do."""

import datetime as dt
from itertools import pairwise

import pytest
from django.db.models import Count
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from persian.jalali import TEHRAN
from persian.models import OfficeHours
from persian.working_time import working_time_between
from tests.workflows.factories import open_task, submitted
from workflows import sla
from workflows.models import Case, Task
from workflows.sla import CASE, TASK, Holder, Span

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
# The office works from 7:30 to 14:30, Saturday to Wednesday; the week holds no holiday.
SATURDAY = dt.datetime(2026, 11, 21, 8, tzinfo=TEHRAN)
CLOSING = dt.datetime(2026, 11, 21, 14, 30, tzinfo=TEHRAN)


# ------------------------------------------------------------------------------------------------------ due
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("limit", "due"),
    [
        ({"amount": 2, "unit": "hours"}, SATURDAY + 2 * HOUR),
        ({"amount": 8, "unit": "hours"}, SATURDAY + DAY + HOUR),
        ({"amount": 2, "unit": "days"}, CLOSING + 2 * DAY),
        ({"amount": 8, "unit": "days"}, CLOSING + 10 * DAY),
        ({"amount": "3", "unit": ""}, CLOSING + 3 * DAY),
    ],
)
def test_hours_are_hours_of_work_and_days_end_at_closing(limit, due):
    assert sla.due_of_step(limit, now=SATURDAY, otherwise=None) == due


@pytest.mark.parametrize("limit", [None, {}, {"amount": 0, "unit": "hours"}, {"amount": None}])
def test_a_step_without_a_limit_is_due_when_it_is_told(limit):
    assert sla.due_of_step(limit, now=SATURDAY, otherwise=CLOSING) == CLOSING
    assert sla.due_of_step(limit, now=SATURDAY, otherwise=None) is None


@pytest.mark.django_db
def test_a_promise_is_the_closing_of_a_working_day():
    assert sla.promise(SATURDAY, 1) == CLOSING + DAY
    assert sla.promise(SATURDAY, 5) == CLOSING + 7 * DAY  # Thursday and Friday are not counted


# ---------------------------------------------------------------------------------------------- late and near
@pytest.mark.parametrize(
    ("due", "finished", "stopped", "late"),
    [
        (SATURDAY - HOUR, None, None, True),
        (SATURDAY, None, None, False),
        (SATURDAY + HOUR, None, None, False),
        (SATURDAY - 9 * HOUR, SATURDAY - 10 * HOUR, None, False),  # done in time, though its due is long past
        (SATURDAY - 9 * HOUR, SATURDAY - 9 * HOUR, None, False),
        (SATURDAY - 9 * HOUR, SATURDAY - 8 * HOUR, None, True),
        (SATURDAY - 9 * HOUR, None, SATURDAY - 10 * HOUR, False),  # its clock stands
        (SATURDAY - 9 * HOUR, None, SATURDAY - 8 * HOUR, False),
        (None, None, None, False),
        (None, SATURDAY, None, False),
    ],
)
def test_late(due, finished, stopped, late):
    assert sla.is_late(due=due, finished=finished, clock_stopped_at=stopped, now=SATURDAY) is late


@pytest.mark.django_db
def test_near_reaches_to_the_closing_of_the_next_working_day(settings):
    until = sla.near_until(SATURDAY)
    assert until == CLOSING + DAY
    near = {"finished": None, "now": SATURDAY, "until": until}
    assert [sla.is_near(due=due, **near) for due in (SATURDAY - HOUR, SATURDAY, until, until + HOUR, None)] == [
        False,
        True,
        True,
        False,
        False,
    ]
    assert not sla.is_near(due=until, **near | {"finished": SATURDAY})
    assert not sla.is_near(due=until, **near, clock_stopped_at=SATURDAY)
    settings.NEAR_WORKING_DAYS = 3
    assert sla.near_until(SATURDAY) == CLOSING + 3 * DAY


@pytest.mark.django_db
def test_without_office_hours_nothing_is_near():
    OfficeHours.objects.all().delete()
    assert sla.near_until(SATURDAY) == SATURDAY


# ------------------------------------------------------------------------------- the tables answer the same
MOMENTS = st.sampled_from(
    [SATURDAY + sign * step for sign in (-1, 1) for step in (dt.timedelta(), dt.timedelta(microseconds=1), HOUR, DAY)]
)
MAYBE = st.none() | MOMENTS
CONDITIONS = {
    "late": lambda columns, now, until: columns.late(now),
    "open_late": lambda columns, now, until: columns.open_late(now),
    "open_on_time": lambda columns, now, until: columns.open_on_time(now),
    "finished_late": lambda columns, now, until: columns.finished_late(),
    "finished_on_time": lambda columns, now, until: columns.finished_on_time(),
    "near": lambda columns, now, until: columns.near(now, until),
    "stopped": lambda columns, now, until: columns.stopped(),
    "running": lambda columns, now, until: columns.running(),
}


def predicted(due, finished, stopped, now, until):
    """What the Python predicates say of a row, by the names of `CONDITIONS`."""
    row = {"due": due, "finished": finished, "clock_stopped_at": stopped, "now": now}
    late, is_open = sla.is_late(**row), finished is None
    return {
        "late": late,
        "open_late": late and is_open,
        "open_on_time": is_open and not late,
        "finished_late": late and not is_open,
        "finished_on_time": not is_open and not late,
        "near": sla.is_near(**row, until=until),
        "stopped": stopped is not None,
        "running": stopped is None,
    }


def answered(model, columns, pk, now, until):
    """What the table says of the row, counted as the dashboard counts."""
    counts = {name: Count("pk", filter=condition(columns, now, until)) for name, condition in CONDITIONS.items()}
    return {name: bool(count) for name, count in model.objects.filter(pk=pk).aggregate(**counts).items()}


AGREEMENT = settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])


@AGREEMENT
@given(due=MOMENTS, finished=MAYBE, stopped=MAYBE, now=MOMENTS, until=MOMENTS)
def test_predicate_and_condition_agree_on_cases(permits, due, finished, stopped, now, until):
    case = Case.objects.first() or submitted(permits)
    stopped = None if finished else stopped  # the table allows no other
    Case.objects.filter(pk=case.pk).update(due=due, finished=finished, clock_stopped_at=stopped)
    assert answered(Case, CASE, case.pk, now, until) == predicted(due, finished, stopped, now, until)
    if finished is None:
        assert Case.objects.filter(CASE.overdue(now)).exists() == predicted(due, None, stopped, now, until)["late"]
    case.refresh_from_db()
    assert case.is_late == sla.is_late(
        due=due, finished=finished, clock_stopped_at=stopped, now=dt.datetime.now(dt.UTC)
    )


@AGREEMENT
@given(due=MAYBE, finished=MAYBE, now=MOMENTS, until=MOMENTS)
def test_predicate_and_condition_agree_on_tasks(permits, due, finished, now, until):
    case = Case.objects.first() or submitted(permits)
    task = Task.objects.filter(process=case).latest("pk")
    Task.objects.filter(pk=task.pk).update(post=None, due=due, finished=finished)  # an applicant's may have no due
    assert answered(Task, TASK, task.pk, now, until) == predicted(due, finished, None, now, until)
    task.refresh_from_db()
    assert task.is_late == sla.is_late(due=due, finished=finished, now=dt.datetime.now(dt.UTC))


def test_the_table_refuses_a_finished_case_whose_clock_stands(permits):
    from django.db import IntegrityError, transaction

    case = submitted(permits)
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(finished=SATURDAY, clock_stopped_at=SATURDAY)


# ------------------------------------------------------------------------------------- who has had the case
def span(holder, start, end):
    return Span(Holder(holder), SATURDAY + start * HOUR, None if end is None else SATURDAY + end * HOUR)


def test_overlapping_steps_are_the_offices_while_any_is():
    found = sla.spans([span("applicant", 0, 9), span("office", 2, 4), span("office", 3, 6), span("outside", 5, 7)])
    assert found == [
        span("applicant", 0, 2),
        span("office", 2, 6),
        span("outside", 6, 7),
        span("applicant", 7, 9),
    ]


def test_steps_of_one_holder_are_one_span_and_the_engines_own_leave_no_trace():
    steps = [span("outside", 0, 0), span("office", 0, 2), span("outside", 2, 2), span("office", 2, None)]
    assert sla.spans(steps) == [span("office", 0, None)]
    assert sla.spans([]) == []


HOURS = st.integers(min_value=0, max_value=12)
STEPS = st.lists(
    st.tuples(st.sampled_from(list(Holder)), HOURS, HOURS | st.none()).map(
        lambda drawn: span(drawn[0], drawn[1], drawn[2] if drawn[2] is None else max(drawn[1], drawn[2]))
    ),
    max_size=6,
)


@settings(deadline=None)
@given(STEPS)
def test_spans_say_of_every_hour_who_had_the_case(steps):
    found = sla.spans(steps)
    for hour in range(14):
        moment = SATURDAY + hour * HOUR + dt.timedelta(minutes=30)
        has = {one.holder for one in steps if one.start <= moment and (one.end is None or one.end > moment)}
        expected = next((holder for holder in (Holder.OFFICE, Holder.OUTSIDE, Holder.APPLICANT) if holder in has), None)
        (said,) = [one.holder for one in found if one.start <= moment and (one.end is None or one.end > moment)] or [
            None
        ]
        assert said is expected
    for one, other in pairwise(found):
        assert one.end is not None
        assert one.end < other.start or (one.end == other.start and one.holder != other.holder)


@pytest.mark.django_db
def test_time_is_working_time_up_to_now():
    steps = [span("office", 0, 3), span("applicant", 3, 48), span("office", 48, None)]
    spent = sla.time_spent(steps, SATURDAY + 50 * HOUR)
    assert (spent.office, spent.applicant, spent.outside) == (5 * HOUR, 11 * HOUR, dt.timedelta())
    assert spent.pauses == (span("applicant", 3, 48),)
    assert spent.office + spent.applicant == working_time_between(SATURDAY, SATURDAY + 50 * HOUR)


def test_a_task_at_a_post_is_the_offices(permits):
    task = open_task(submitted(permits))
    assert sla.holder_of(post_id=task.post_id, owner_id=None) is Holder.OFFICE
    assert sla.holder_of(post_id=task.post_id, owner_id=permits.clerk.pk) is Holder.OFFICE
    assert sla.holder_of(post_id=None, owner_id=permits.citizen.pk) is Holder.APPLICANT
    assert sla.holder_of(post_id=None, owner_id=None) is Holder.OUTSIDE
