"""The clock of the demonstration: verbs and columns live in its moment, and Django's own comes back."""

import datetime as dt

import pytest
from django.utils import timezone

from servicedesk.demo.clock import moved_clock
from tests.workflows.factories import open_task, submitted, world
from workflows.models import CaseLogEntry, Draft

MOMENT = dt.datetime(2026, 5, 4, 8, 30, tzinfo=dt.UTC)


@pytest.mark.django_db
def test_a_case_of_the_story_is_of_its_own_time():
    of = world()
    with moved_clock() as clock:
        clock.moment = MOMENT
        case = submitted(of)
        task = open_task(case)
        clock.moment += dt.timedelta(days=3)
        assert Draft(applicant=of.citizen).updated_at == MOMENT + dt.timedelta(days=3)
    record = case.forms.get().record
    assert {case.created, task.created, record.created_at} == {MOMENT}
    assert {entry.timestamp for entry in CaseLogEntry.objects.filter(case=case)} == {MOMENT}
    assert case.code
    assert MOMENT < case.due < MOMENT + dt.timedelta(days=14)


def test_the_clock_comes_back_whatever_happens():
    assert Draft().updated_at > MOMENT
    real, default = timezone.now, Draft._meta.get_field("updated_at").default

    def story():
        with moved_clock() as clock:
            clock.moment = MOMENT
            assert timezone.now() == Draft().updated_at == MOMENT
            assert timezone.localdate() == dt.date(2026, 5, 4)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        story()
    assert timezone.now is real
    assert Draft._meta.get_field("updated_at").default is default
    assert Draft().updated_at > MOMENT


def test_one_story_at_a_time():
    with moved_clock(), pytest.raises(RuntimeError), moved_clock():
        pass
    assert timezone.now() > MOMENT
