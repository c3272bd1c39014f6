"""The working calendar's own tables: office hours of the week, and the days off."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from persian.digits import localise
from persian.jalali import format_date, format_time
from persian.text import fold


class Weekday(models.IntegerChoices):
    """Days of the week in Iran's order; the numbers are those of `persian.jalali.weekday`."""

    SATURDAY = 0, _("Saturday")
    SUNDAY = 1, _("Sunday")
    MONDAY = 2, _("Monday")
    TUESDAY = 3, _("Tuesday")
    WEDNESDAY = 4, _("Wednesday")
    THURSDAY = 5, _("Thursday")
    FRIDAY = 6, _("Friday")


class OfficeHours(models.Model):
    """One stretch of a weekday in which the organisation works; a day may have several, which never overlap.

    A closing of 00:00 is the midnight that ends the day.
    """

    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=Weekday)
    opens = models.TimeField(_("opens at"))
    closes = models.TimeField(_("closes at"), help_text=_("00:00 is the midnight that ends the day."))

    class Meta:
        verbose_name = _("office hours")
        verbose_name_plural = _("office hours")
        ordering = ["weekday", "opens"]
        constraints = [
            models.UniqueConstraint(
                fields=["weekday", "opens"],
                name="persian_officehours_one_opening",
                violation_error_message=_("This weekday already opens at this time."),
            ),
            models.CheckConstraint(
                condition=models.Q(closes__gt=models.F("opens")) | models.Q(closes=dt.time()),
                name="persian_officehours_closes_after_opening",
                violation_error_message=_("The closing time must be after the opening time."),
            ),
            models.CheckConstraint(condition=models.Q(weekday__lte=6), name="persian_officehours_weekday_of_seven"),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {format_time(self.opens)}–{format_time(self.closes)}"

    def clean(self) -> None:
        """Refuse hours that overlap others of the same weekday."""
        super().clean()
        if self.weekday is None or self.opens is None or self.closes is None:
            return
        for other in OfficeHours.objects.filter(weekday=self.weekday).exclude(pk=self.pk):
            if self._ends_after(other.opens) and other._ends_after(self.opens):
                raise ValidationError(_("These hours overlap %(hours)s.") % {"hours": other}, code="overlap")

    def _ends_after(self, time: dt.time) -> bool:
        return self.closes == dt.time() or self.closes > time


class Holiday(models.Model):
    """A day on which the organisation does not work. Seeded from `holidays`, editable by administrators."""

    date = models.DateField(_("date"), unique=True, error_messages={"unique": _("This day is already a holiday.")})
    title = models.CharField(_("title"), max_length=200)

    class Meta:
        verbose_name = _("holiday")
        verbose_name_plural = _("holidays")
        ordering = ["date"]

    def __str__(self) -> str:
        return f"{format_date(self.date, 'long')}: {localise(self.title)}"

    def clean(self) -> None:
        """One spelling of the title, so that a search finds it."""
        super().clean()
        self.title = fold(self.title)
