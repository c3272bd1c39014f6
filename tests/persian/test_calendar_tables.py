"""The working calendar's tables: what is seeded, what is refused, and that a change is seen at once."""

import datetime as dt

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction

from persian import selectors
from persian.jalali import TEHRAN, year_bounds
from persian.models import Holiday, OfficeHours, Weekday
from persian.selectors import working_calendar
from persian.working_time import NoWorkingTime, add_working_days, add_working_time, working_time_between

pytestmark = pytest.mark.django_db
MONDAY = dt.datetime(2026, 11, 23, 10, tzinfo=TEHRAN)


class TestSeeds:
    def test_the_office_week_of_iran(self):
        hours = OfficeHours.objects.values_list("weekday", "opens", "closes")
        assert list(hours) == [(day, dt.time(7, 30), dt.time(14, 30)) for day in range(5)]

    @pytest.mark.parametrize("year", range(1403, 1411))
    def test_official_holidays(self, year):
        first, last = year_bounds(year)
        assert 20 <= Holiday.objects.filter(date__range=(first, last)).count() <= 35
        assert Holiday.objects.filter(date=first).exists()

    def test_nowruz_is_not_worked(self):
        calendar = working_calendar()
        assert not any(calendar.is_working_day(dt.date(2026, 3, 21) + dt.timedelta(days=d)) for d in range(4))

    def test_seeding_again_keeps_what_stands(self, capsys):
        Holiday.objects.filter(date=dt.date(2026, 3, 21)).update(title="نوروز ما")
        Holiday.objects.filter(date=dt.date(2026, 3, 22)).delete()
        call_command("seed_holidays")
        assert capsys.readouterr().out.startswith("1 ")
        assert Holiday.objects.get(date=dt.date(2026, 3, 21)).title == "نوروز ما"


class TestOfficeHours:
    def test_overlap_is_refused(self):
        with pytest.raises(ValidationError):
            OfficeHours(weekday=Weekday.SATURDAY, opens=dt.time(14), closes=dt.time(16)).full_clean()

    def test_an_afternoon_may_follow(self):
        afternoon = OfficeHours(weekday=Weekday.SATURDAY, opens=dt.time(14, 30), closes=dt.time())
        afternoon.full_clean()
        afternoon.save()
        with pytest.raises(ValidationError):
            OfficeHours(weekday=Weekday.SATURDAY, opens=dt.time(23), closes=dt.time(23, 30)).full_clean()

    def test_its_own_row_is_no_overlap(self):
        OfficeHours.objects.first().full_clean()

    @pytest.mark.parametrize("closes", [dt.time(8), dt.time(7)])
    def test_closing_comes_after_opening(self, closes):
        with pytest.raises(ValidationError):
            OfficeHours(weekday=Weekday.FRIDAY, opens=dt.time(8), closes=closes).full_clean()
        with pytest.raises(IntegrityError), transaction.atomic():
            OfficeHours.objects.create(weekday=Weekday.FRIDAY, opens=dt.time(8), closes=closes)


class TestCalendar:
    def test_it_answers_by_the_tables(self):
        assert add_working_days(MONDAY, 3) == dt.datetime(2026, 11, 28, 14, 30, tzinfo=TEHRAN)
        due = add_working_time(MONDAY, dt.timedelta(hours=10))
        assert due == dt.datetime(2026, 11, 24, 13, tzinfo=TEHRAN)
        assert working_time_between(MONDAY, due) == dt.timedelta(hours=10)

    def test_a_new_holiday_is_seen_at_once(self):
        before = add_working_days(MONDAY, 1)
        Holiday.objects.create(date=before.date(), title="برف")
        assert add_working_days(MONDAY, 1) == before + dt.timedelta(days=1)
        Holiday.objects.get(date=before.date()).delete()
        assert add_working_days(MONDAY, 1) == before

    def test_a_rolled_back_holiday_is_forgotten(self):
        before = add_working_days(MONDAY, 1)
        with transaction.atomic():
            Holiday.objects.create(date=before.date(), title="برف")
            assert add_working_days(MONDAY, 1) != before
            transaction.set_rollback(True)
        assert add_working_days(MONDAY, 1) == before

    def test_it_is_kept_between_calls(self, django_assert_num_queries):
        working_calendar()
        with django_assert_num_queries(0):
            assert working_calendar() is working_calendar()

    def test_another_process_saved(self, django_capture_on_commit_callbacks):
        kept = working_calendar()
        cache.set(selectors._VERSION_KEY, "from another process", None)
        assert working_calendar() is not kept

    def test_a_lost_version_is_made_again(self):
        working_calendar()
        cache.delete(selectors._VERSION_KEY)
        assert working_calendar() is working_calendar()

    def test_an_office_that_never_opens(self):
        for hours in OfficeHours.objects.all():
            hours.delete()
        with pytest.raises(NoWorkingTime):
            add_working_days(MONDAY, 1)


@pytest.mark.django_db(transaction=True)
def test_a_committed_change_sets_a_new_version():
    before = working_calendar()
    holiday = Holiday.objects.create(date=dt.date(2026, 11, 24), title="برف")
    assert working_calendar() is not before
    assert holiday.date in working_calendar().holidays


@pytest.mark.django_db(transaction=True)
def test_a_flushed_database_can_tell_due_dates():
    call_command("flush", verbosity=0, interactive=False)
    assert add_working_days(MONDAY, 3) == dt.datetime(2026, 11, 28, 14, 30, tzinfo=TEHRAN)
