"""Form fields that take Persian, Arabic and ASCII digits, and give plain Python values.

Each folds first and validates what it folded. Refused input is shown again as it was typed.
"""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import to_current_timezone
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from persian import validators
from persian.digits import is_persian, number_text
from persian.jalali import JalaliDateError, format_date, parse_date, to_jalali, today
from persian.text import fold
from persian.widgets import (
    JalaliDateInput,
    JalaliDateTimeInput,
    PersianDecimalInput,
    PersianDigitsInput,
    PersianTimeInput,
    TelephoneInput,
)

__all__ = [
    "JalaliDateField",
    "JalaliDateTimeField",
    "MobileField",
    "NationalIdField",
    "PersianCharField",
    "PersianDecimalField",
    "PersianIntegerField",
    "PersianTimeField",
    "PostalCodeField",
]

DateBound = dt.date | Callable[[], dt.date] | None
_TIME = re.compile(r"(\d{1,2})\s*[:٫.]\s*(\d{2})(?:\s*[:٫.]\s*(\d{2}))?", re.ASCII)


class PersianCharField(forms.CharField):
    """A text, folded for storage: one spelling of ye, kaf and digits, trimmed, without marks of direction."""

    def to_python(self, value: Any) -> str | None:
        """The folded text; length limits count what is stored."""
        return super().to_python(value if value in self.empty_values else fold(value))


class PersianIntegerField(forms.IntegerField):
    """A whole number with digits of any set, and thousands separators where they stand by threes."""

    widget = PersianDigitsInput

    def to_python(self, value: Any) -> int | None:
        """The number, or None."""
        return super().to_python(number_text(value) if isinstance(value, str) else value)


class PersianDecimalField(forms.DecimalField):
    """A decimal number: `۱۲٬۳۴۵٫۶` and `12,345.6` alike."""

    widget = PersianDecimalInput

    def to_python(self, value: Any) -> Any:
        """The `Decimal`, or None."""
        return super().to_python(number_text(value) if isinstance(value, str) else value)


class JalaliDateField(forms.Field):
    """A day, typed and shown as Jalali; `datetime.date` in Python.

    In English, where dates are shown as Gregorian, an ISO 8601 Gregorian date is taken too. `min_value` and
    `max_value` are inclusive, and may be callables, so that `persian.jalali.today` means the day of the answer.
    """

    widget = JalaliDateInput
    default_error_messages = {
        "min_value": _("The date must be %(limit_value)s or later."),
        "max_value": _("The date must be %(limit_value)s or earlier."),
    }

    def __init__(self, *, min_value: DateBound = None, max_value: DateBound = None, **kwargs: Any) -> None:
        self.min_value, self.max_value = min_value, max_value
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> dt.date | None:
        """The day, or None; refused texts tell why."""
        if value in self.empty_values:
            return None
        if isinstance(value, dt.datetime):
            return value.date()
        if isinstance(value, dt.date):
            return value
        if not fold(value):
            return None
        try:
            return parse_date(str(value), allow_gregorian=self.takes_gregorian())
        except JalaliDateError as error:
            raise ValidationError(str(error), code=error.code) from error

    def takes_gregorian(self) -> bool:
        """In English, and under another widget, which shows Gregorian dates."""
        return not is_persian() or not isinstance(self.widget, JalaliDateInput)

    def validate(self, value: dt.date | None) -> None:
        """Required, and within the bounds."""
        super().validate(value)
        if value is None:
            return
        first, last = _bound(self.min_value), _bound(self.max_value)
        if first is not None and value < first:
            self._refuse("min_value", first)
        if last is not None and value > last:
            self._refuse("max_value", last)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """The bounds, for the picker: its own spelling, Jalali with ASCII digits, or `today`."""
        attrs = super().widget_attrs(widget)
        bounds = {"data-jdp-min-date": self.min_value, "data-jdp-max-date": self.max_value}
        if isinstance(widget, JalaliDateInput):
            attrs |= {name: _picker_date(bound) for name, bound in bounds.items() if bound is not None}
        return attrs

    def _refuse(self, code: str, limit: dt.date) -> None:
        params = {"limit_value": format_date(limit, "medium")}
        raise ValidationError(self.error_messages[code], code=code, params=params)


def _bound(bound: DateBound) -> dt.date | None:
    return bound() if callable(bound) else bound


def _picker_date(bound: dt.date | Callable[[], dt.date]) -> str:
    if bound is today:
        return "today"
    day = to_jalali(bound() if callable(bound) else bound)
    return f"{day.year:04}/{day.month:02}/{day.day:02}"


class JalaliDateTimeField(forms.Field):
    """A moment, typed and shown as a Jalali day and a time in Tehran: `۱۴۰۵/۰۹/۰۳ ۱۴:۳۰`; aware in Python.

    A day without a time is its first moment.
    """

    widget = JalaliDateTimeInput

    def to_python(self, value: Any) -> dt.datetime | None:
        """The moment, or None."""
        if value in self.empty_values or isinstance(value, dt.datetime):
            return value or None
        day, _space, time = fold(value).partition(" ")
        if not day:
            return None
        date = self._day_field().to_python(day)
        at = PersianTimeField().to_python(time) if time.strip() else dt.time()
        return timezone.make_aware(dt.datetime.combine(date, at)) if date and at is not None else None

    def _day_field(self) -> JalaliDateField:
        is_jalali = isinstance(self.widget, JalaliDateTimeInput)
        return JalaliDateField(widget=JalaliDateInput if is_jalali else forms.DateInput)

    def prepare_value(self, value: Any) -> Any:
        """A moment in Tehran's wall time, whichever widget shows it."""
        return to_current_timezone(value) if isinstance(value, dt.datetime) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compared by the minute, which is what is shown."""
        try:
            now = self.to_python(data)
        except ValidationError:
            return True
        was = initial.replace(second=0, microsecond=0) if isinstance(initial, dt.datetime) else None
        return was != now


class PersianTimeField(forms.TimeField):
    """A time of day: `۱۴:۳۰`, `14:30`, `14.30`; `datetime.time` in Python."""

    widget = PersianTimeInput
    default_error_messages = {
        "invalid": _("Write the time as hour:minute on the 24-hour clock, for example 14:30."),
    }

    def to_python(self, value: Any) -> dt.time | None:
        """The time, or None."""
        if value in self.empty_values or isinstance(value, dt.time | dt.datetime):
            return super().to_python(value)
        if not (match := _TIME.fullmatch(fold(value))):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        try:
            return dt.time(int(match[1]), int(match[2]), int(match[3] or 0))
        except ValueError as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error


class _IdentifierField(forms.CharField):
    """A text of digits: normalised first, then checked."""

    widget = PersianDigitsInput
    normalise: Callable[[object], str]
    rule: Callable[[object], None]
    longest = 32

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", self.longest)
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str | None:
        """The normalised digits."""
        return super().to_python(value if value in self.empty_values else type(self).normalise(value))

    def run_validators(self, value: Any) -> None:
        """The identifier's own rule first: "ten digits" says more than "at most 32 characters"."""
        if value not in self.empty_values:
            type(self).rule(value)
        super().run_validators(value)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """No `maxlength`: it would cut a number pasted with its separators."""
        attrs = super().widget_attrs(widget)
        attrs.pop("maxlength", None)
        return attrs


class NationalIdField(_IdentifierField):
    """A person's national id (کد ملی), ten ASCII digits in Python."""

    normalise = staticmethod(validators.normalise_national_id)
    rule = staticmethod(validators.validate_national_id)


class MobileField(_IdentifierField):
    """An Iranian mobile number, `09xxxxxxxxx` in Python whichever way it was typed."""

    widget = TelephoneInput
    normalise = staticmethod(validators.normalise_mobile)
    rule = staticmethod(validators.validate_mobile)


class PostalCodeField(_IdentifierField):
    """A postal code (کد پستی), ten ASCII digits in Python."""

    normalise = staticmethod(validators.normalise_postal_code)
    rule = staticmethod(validators.validate_postal_code)
