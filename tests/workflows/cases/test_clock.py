"""The clock of the office stands while the applicant is asked; the promised date moves with it, and is told."""

import datetime as dt
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse

from messaging.models import Message
from persian.jalali import TEHRAN, format_date
from persian.models import Holiday
from persian.working_time import add_working_time, working_time_between
from tests.workflows.builder import steps
from tests.workflows.factories import ANSWERS, decide, form, open_task, process, service, submitted
from workflows import selectors, services
from workflows.models import Case, Task
from workflows.reads.time_spent import time_spent_on

HOUR, DAY, ZERO = dt.timedelta(hours=1), dt.timedelta(days=1), dt.timedelta()
# The office works from 7:30 to 14:30, Saturday to Wednesday; the next fortnight holds no holiday.
SATURDAY = dt.datetime(2026, 11, 21, 8, tzinfo=TEHRAN)
PROMISED = dt.datetime(2026, 11, 28, 14, 30, tzinfo=TEHRAN)  # five working days on


@pytest.fixture
def case(permits) -> Case:
    """A request that came in on Saturday at eight."""
    return at(SATURDAY, submitted, permits)


def at(moment, act, *args, **values):
    """Do it at this moment."""
    with time_machine.travel(moment, tick=False):
        return act(*args, **values)


def ask(case, permits, moment):
    at(moment, decide, case, "d_return", permits.clerk, note="کامل کنید")
    case.refresh_from_db()


def answer(case, moment, task=None):
    task = task or open_task(case)
    at(
        moment,
        services.answer_applicant_task,
        task=task,
        applicant=case.applicant,
        answers={},
        revision=task.revision,
    )
    case.refresh_from_db()


def late_at(case, moment):
    with time_machine.travel(moment, tick=False):
        return case.is_late


# --------------------------------------------------------------------------------------------------- pauses
def test_a_pause_moves_the_promised_date_by_its_working_time(permits, case):
    assert (case.promised, case.due, case.first_promise) == (PROMISED, PROMISED, None)
    ask(case, permits, SATURDAY + 2 * HOUR)
    assert (case.clock_stopped_at, case.due) == (SATURDAY + 2 * HOUR, PROMISED)
    answer(case, SATURDAY + 2 * DAY + 2 * HOUR)  # two days of seven hours
    assert case.clock_stopped_at is None
    assert case.due == dt.datetime(2026, 11, 30, 14, 30, tzinfo=TEHRAN)
    assert case.time_stopped == 14 * HOUR
    assert (case.promised, case.first_promise) == (PROMISED, PROMISED)


def test_two_pauses_add_up(permits, case):
    ask(case, permits, SATURDAY + HOUR)
    answer(case, SATURDAY + 3 * HOUR)
    ask(case, permits, SATURDAY + DAY)
    answer(case, SATURDAY + DAY + HOUR)
    assert case.time_stopped == 3 * HOUR
    assert case.due == add_working_time(PROMISED, 3 * HOUR) == dt.datetime(2026, 11, 29, 10, 30, tzinfo=TEHRAN)
    spent = time_spent_on(Task.objects.filter(process=case), SATURDAY + DAY + HOUR)
    assert [(pause.start, pause.end) for pause in spent.pauses] == [
        (SATURDAY + HOUR, SATURDAY + 3 * HOUR),
        (SATURDAY + DAY, SATURDAY + DAY + HOUR),
    ]
    assert (spent.office, spent.applicant) == (5 * HOUR, 3 * HOUR)


def test_days_off_are_no_part_of_a_pause(permits, case):
    Holiday.objects.create(date=dt.date(2026, 11, 23), title="برف")
    ask(case, permits, dt.datetime(2026, 11, 22, 13, 30, tzinfo=TEHRAN))
    answer(case, dt.datetime(2026, 11, 24, 8, 30, tzinfo=TEHRAN))  # an hour on Sunday, none on Monday, one on Tuesday
    assert case.time_stopped == 2 * HOUR
    ask(case, permits, dt.datetime(2026, 11, 25, 14, 30, tzinfo=TEHRAN))
    answer(case, dt.datetime(2026, 11, 27, 20, 0, tzinfo=TEHRAN))  # from Wednesday's closing into Friday evening
    assert case.time_stopped == 2 * HOUR


def test_a_pause_outside_office_hours_moves_nothing(permits, case):
    ask(case, permits, dt.datetime(2026, 11, 25, 18, tzinfo=TEHRAN))
    answer(case, dt.datetime(2026, 11, 26, 18, tzinfo=TEHRAN))
    assert (case.due, case.first_promise) == (PROMISED, None)


def test_a_holiday_that_is_entered_later_leaves_the_due_as_it_was_told(permits, case):
    due = open_task(case).due
    Holiday.objects.create(date=dt.date(2026, 11, 22), title="برف")
    case.refresh_from_db()
    assert (case.due, open_task(case).due) == (PROMISED, due)


def test_the_office_has_more_time_for_steps_without_a_limit_of_their_own(permits, case):
    ask(case, permits, SATURDAY + 2 * HOUR)
    assert open_task(case).due is None  # an applicant is not held to the office's promise
    back = SATURDAY + DAY + 2 * HOUR
    answer(case, back)
    assert open_task(case).due == dt.datetime(2026, 11, 24, 14, 30, tzinfo=TEHRAN)  # two days of its own, from now
    at(back, decide, case, "d_accept", permits.clerk)
    assert open_task(case).due == case.due == PROMISED + DAY


# ------------------------------------------------------------------------------------------ parallel branches
def beside(task: Task) -> Task:
    """Another open step of the same case, as a parallel branch leaves it."""
    copy = Task.objects.get(pk=task.pk)
    copy.pk = None
    copy.save(force_insert=True)
    return copy


def test_the_clock_runs_while_one_branch_is_with_the_office(permits, case):
    first, second = open_task(case), beside(open_task(case))
    for moment, task in ((SATURDAY + HOUR, first), (SATURDAY + 3 * HOUR, second)):
        case.refresh_from_db()
        assert case.clock_stopped_at is None
        values = {"task": task, "user": permits.clerk, "decision": "d_return", "note": "کامل کنید", "revision": 0}
        at(moment, services.decide_task, **values)
    case.refresh_from_db()
    assert case.clock_stopped_at == SATURDAY + 3 * HOUR  # only when the second branch waits for the applicant, too
    asked = Task.objects.filter(process=case, status="NEW").order_by("pk")
    answer(case, SATURDAY + 4 * HOUR, asked[0])
    assert (case.clock_stopped_at, case.time_stopped) == (None, HOUR)
    answer(case, SATURDAY + 5 * HOUR, asked.get(post=None))
    assert case.time_stopped == HOUR
    spent = time_spent_on(Task.objects.filter(process=case), SATURDAY + 5 * HOUR)
    assert (spent.office, spent.applicant) == (4 * HOUR, HOUR)


def test_an_answered_branch_does_not_end_the_pause_of_its_sibling(permits, case):
    first, second = open_task(case), beside(open_task(case))
    for task in (first, second):
        values = {"task": task, "user": permits.clerk, "decision": "d_return", "note": "کامل کنید", "revision": 0}
        at(SATURDAY + HOUR, services.decide_task, **values)
    asked = Task.objects.filter(process=case, status="NEW").order_by("pk").first()
    answer(case, SATURDAY + 2 * HOUR, asked)
    decide_open = Task.objects.get(process=case, status="NEW", post=permits.clerk_post)
    values = {"task": decide_open, "user": permits.clerk, "decision": "d_return", "note": "باز", "revision": 0}
    at(SATURDAY + 3 * HOUR, services.decide_task, **values)
    case.refresh_from_db()
    assert (case.clock_stopped_at, case.time_stopped) == (SATURDAY + 3 * HOUR, HOUR)


# ------------------------------------------------------------------------------------------------------ late
def test_a_case_is_not_late_while_its_clock_stands(permits, case):
    assert late_at(case, PROMISED + HOUR)
    ask(case, permits, SATURDAY + HOUR)
    assert not late_at(case, PROMISED + 100 * DAY)
    answer(case, SATURDAY + 2 * HOUR)
    assert not late_at(case, case.due)
    assert late_at(case, case.due + HOUR)


def test_what_was_late_before_it_was_asked_is_late_again_after(permits, case):
    ask(case, permits, PROMISED + 2 * DAY)
    assert not late_at(case, PROMISED + 3 * DAY)
    answer(case, PROMISED + 3 * DAY)
    assert late_at(case, PROMISED + 3 * DAY)


def test_a_closed_case_is_judged_by_when_it_was_closed(permits, case):
    late = at(SATURDAY, submitted, permits)
    at(PROMISED - HOUR, decide, case, "d_reject", permits.clerk, note="ناقص")
    at(PROMISED + DAY, decide, late, "d_reject", permits.clerk, note="ناقص")
    case.refresh_from_db()
    late.refresh_from_db()
    for moment in (PROMISED - HOUR, PROMISED + 100 * DAY):
        assert (late_at(case, moment), late_at(late, moment)) == (False, True)


def test_a_pause_makes_a_late_end_an_end_in_time(permits, case):
    ask(case, permits, SATURDAY + HOUR)
    answer(case, SATURDAY + 3 * DAY + HOUR)
    at(PROMISED + 2 * DAY, decide, case, "d_reject", permits.clerk, note="ناقص")
    case.refresh_from_db()
    assert case.finished > case.promised
    assert not late_at(case, PROMISED + 100 * DAY)


def test_how_long_the_office_took_is_kept_at_the_end(permits, case):
    ask(case, permits, SATURDAY + HOUR)
    answer(case, SATURDAY + 3 * HOUR)
    assert case.time_taken is None
    at(SATURDAY + 5 * HOUR, decide, case, "d_reject", permits.clerk, note="ناقص")
    case.refresh_from_db()
    assert (case.time_taken, case.time_stopped) == (3 * HOUR, 2 * HOUR)
    spent = time_spent_on(Task.objects.filter(process=case))
    assert (spent.office, spent.applicant) == (case.time_taken, case.time_stopped)


@pytest.mark.parametrize("hours", [(1, 2, 30, 31), (5, 50, 51, 300), (30, 31, 200, 201), (0, 1, 1, 99)])
def test_the_date_moves_by_what_the_steps_say_the_applicant_had_it(permits, case, hours):
    for number, hour in enumerate(hours):
        moment = SATURDAY + hour * HOUR
        if number % 2 == 0:
            ask(case, permits, moment)
        else:
            answer(case, moment)
    spent = time_spent_on(Task.objects.filter(process=case), moment)
    assert spent.applicant == case.time_stopped
    assert case.due == add_working_time(PROMISED, spent.applicant)
    assert spent.office + spent.applicant == working_time_between(SATURDAY, moment)


# ------------------------------------------------------------------------------ a process that asks first
@pytest.fixture
def asks_first(permits):
    """A service whose first step asks the applicant; then a message tells the date, then it ends."""
    definition, _version = form("درخواست", "ask", [{"type": "text", "name": "address", "label": "نشانی"}])
    runs, _version = process(
        "پرسش نخست",
        steps.applicant("ask", "tell", title="تکمیل", forms=[steps.placed(access="write")]),
        steps.message("tell", "end", title="پیام", body="تا {{ due }} پاسخ می‌دهیم."),
        steps.end("end", title="پایان"),
    )
    return service("پرسش", request_form=definition, runs=runs, promised_working_days=5)


def test_a_case_that_begins_with_the_applicant_begins_with_its_clock_standing(permits, asks_first):
    from forms_ext import selectors as form_selectors

    version = form_selectors.current_version(asks_first.request_form)
    values = {"version": version, "answers": {"address": ANSWERS["address"]}, "applicant": permits.citizen}
    case = at(SATURDAY, services.submit_request, service=asks_first, key=uuid4(), **values)
    case.refresh_from_db()
    assert case.clock_stopped_at == SATURDAY
    answer(case, SATURDAY + DAY)
    assert (case.outcome, case.due, case.time_stopped, case.time_taken) == ("done", PROMISED + DAY, 7 * HOUR, ZERO)
    (told,) = [one for one in Message.objects.filter(reference=case.code) if "پاسخ می‌دهیم" in one.body]
    assert format_date(PROMISED + DAY) in told.body  # the message that follows the answer tells the moved date


# ------------------------------------------------------------------------------------------- what people see
def test_the_log_tells_of_the_pause_in_the_citizens_words(permits, case):
    ask(case, permits, SATURDAY + HOUR)
    answer(case, SATURDAY + DAY)
    told = [entry.label for entry in selectors.timeline(case, public=True) if "ساعت پاسخ‌گویی" in entry.label]
    assert told[0] == "ساعت پاسخ‌گویی متوقف شد"
    assert told[1].startswith("ساعت پاسخ‌گویی از ")
    assert "متوقف بود" in told[1]
    assert format_date(case.due, "medium") in told[1]
    actions = [entry.action for entry in selectors.timeline(case)]
    assert actions.count("case.clock_stopped") == actions.count("case.clock_started") == 1


def test_both_dates_are_shown_to_everybody_and_the_receipt_keeps_the_first(permits, case, client):
    ask(case, permits, SATURDAY + HOUR)
    answer(case, SATURDAY + 2 * DAY)
    now, first = format_date(case.due), format_date(case.promised, "medium")
    assert now != format_date(case.promised)
    task = open_task(case)
    client.force_login(permits.citizen)
    for address in (reverse("track_case", args=[case.code]), reverse("my_case", args=[case.code]), reverse("my")):
        page = client.get(address).content.decode()
        assert "وعده نخست" in page, address
        assert first in page, address
        assert now in page or format_date(case.due, "medium") in page, address
    receipt = client.get(reverse("receipt", args=[case.code])).content.decode()
    assert format_date(case.promised) in receipt
    assert now not in receipt
    client.force_login(permits.clerk)
    for address in (reverse("desk_case", args=[case.code]), reverse("desk_task", args=[task.pk])):
        page = client.get(address).content.decode()
        assert now in page, address
        assert first in page, address
    for address in (reverse("desk"), reverse("desk_cases")):
        page = client.get(address).content.decode()
        assert format_date(case.promised, "short") in page, address


def test_a_date_that_has_not_moved_is_shown_once(permits, case, client):
    for user, addresses in (
        (permits.citizen, [reverse("my"), reverse("my_case", args=[case.code])]),
        (permits.clerk, [reverse("desk"), reverse("desk_case", args=[case.code])]),
    ):
        client.force_login(user)
        for address in addresses:
            assert "وعده نخست" not in client.get(address).content.decode(), address


def test_the_citizen_reads_that_the_clock_stands_and_how_long_who_had_it(permits, case, client):
    ask(case, permits, SATURDAY + 2 * HOUR)
    page = client.get(reverse("track_case", args=[case.code])).content.decode()
    assert "ساعت پاسخ‌گویی تا پاسخ متقاضی متوقف است" in page
    assert "تا رسیدن پاسخ شما متوقف است" in page
    answer(case, SATURDAY + 5 * HOUR)
    page = client.get(reverse("track_case", args=[case.code])).content.decode()
    assert "زمان کاری نزد ما" in page
    assert "زمان کاری نزد شما" in page
    assert "۳ ساعت" in page
    assert "متوقف بود" in page


def test_who_answers_is_told_the_new_date(permits, case, client):
    ask(case, permits, SATURDAY + HOUR)
    task = open_task(case)
    values = {f"f1-{name}": value for name, value in {**ANSWERS, "area": "90"}.items()}
    with time_machine.travel(SATURDAY + 2 * DAY, tick=False):
        client.force_login(permits.citizen)
        address = reverse("applicant_task", args=[task.pk])
        response = client.post(address, {**values, "revision": task.revision}, follow=True)
    case.refresh_from_db()
    assert case.first_promise is not None
    assert f"اکنون {format_date(case.due)} است" in response.content.decode()
