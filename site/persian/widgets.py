"""Text inputs that show Persian digits and take either set.

All are `type="text"`: a browser's own date and number inputs refuse Persian digits and know no Jalali
calendar. They stand left to right, and ask a phone for its numeric keyboard.
"""

import datetime as dt
from decimal import Decimal
from typing import Any

from django import forms

from persian.digits import is_persian, localise
from persian.jalali import format_date, format_datetime, format_time

EXAMPLE_DATE = dt.date(2026, 11, 24)


class PersianDigitsInput(forms.TextInput):
    """A left-to-right text input whose digits are shown in the active language's set."""

    input_mode = "numeric"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": self.input_mode, "dir": "ltr", "autocomplete": "off"} | (attrs or {}))

    def format_value(self, value: Any) -> str | None:
        """What the browser shows; text that was refused comes back as it was typed."""
        text = super().format_value(value)
        return None if text is None else localise(text)


class PersianDecimalInput(PersianDigitsInput):
    """Digits with a decimal point, for which phones have another keyboard."""

    input_mode = "decimal"

    def format_value(self, value: Any) -> str | None:
        """The language's decimal separator, never an exponent; a text, which was typed, as it is."""
        if isinstance(value, Decimal):
            value = f"{value:f}"
        if isinstance(value, str | None):
            return super().format_value(value)
        return super().format_value(str(value))


class TelephoneInput(PersianDigitsInput):
    """A mobile number."""

    input_mode = "tel"


class JalaliDateInput(PersianDigitsInput):
    """A day, shown as Jalali with Persian digits in Persian and as ISO 8601 in English.

    `data-jdp` marks it for the date picker that `js/persian-datepicker.js` starts; without JavaScript it is a
    text input.
    """

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"data-jdp": "", "data-jdp-only-date": ""} | (attrs or {}))

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The placeholder shows the form that the active language expects."""
        context = super().get_context(name, value, attrs)
        own = context["widget"]["attrs"]
        own.setdefault("placeholder", format_date(EXAMPLE_DATE, "short"))
        if not is_persian():
            for key in [key for key in own if key.startswith("data-jdp")]:
                del own[key]
        return context

    def format_value(self, value: Any) -> str | None:
        """Dates by the active language; a text, which was typed, as it is."""
        if isinstance(value, dt.date):
            return format_date(value, "short")
        return super().format_value(value)

    @property
    def media(self) -> forms.Media:
        """The picker, for forms that print `form.media`."""
        folder = "vendor/jalalidatepicker/jalalidatepicker.min"
        return forms.Media(
            css={"all": [f"{folder}.css", "css/persian-datepicker.css"]},
            js=[f"{folder}.js", "js/persian-datepicker.js"],
        )


class JalaliDateTimeInput(PersianDigitsInput):
    """A moment: a day as `JalaliDateInput` shows it, a space, hours and minutes in Tehran.

    Without the date picker, which would drop the time.
    """

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The placeholder shows day and time."""
        context = super().get_context(name, value, attrs)
        example = f"{format_date(EXAMPLE_DATE, 'short')} {localise('14:30')}"
        context["widget"]["attrs"].setdefault("placeholder", example)
        return context

    def format_value(self, value: Any) -> str | None:
        """Moments by the active language; a text, which was typed, as it is."""
        if isinstance(value, dt.datetime):
            return format_datetime(value, "short")
        return super().format_value(value)


class PersianTimeInput(PersianDigitsInput):
    """A time of day on the 24-hour clock."""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The placeholder in the active language's digits."""
        context = super().get_context(name, value, attrs)
        context["widget"]["attrs"].setdefault("placeholder", localise("14:30"))
        return context

    def format_value(self, value: Any) -> str | None:
        """Hours and minutes."""
        if isinstance(value, dt.time | dt.datetime):
            return format_time(value)
        return super().format_value(value)
