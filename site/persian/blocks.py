"""StreamField blocks of the Persian ground."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.utils.functional import cached_property
from wagtail.blocks import FieldBlock

from persian.forms import JalaliDateField
from persian.jalali import format_date

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class JalaliDateBlock(FieldBlock):
    """A day in a StreamField, typed and shown as Jalali, stored as ISO 8601."""

    class Meta:
        icon = "date"

    def __init__(self, required: bool = True, help_text: "StrOrPromise | None" = None, **kwargs: Any) -> None:
        self._field_options: dict[str, Any] = {"required": required, "help_text": help_text}
        super().__init__(**kwargs)

    @cached_property
    def field(self) -> JalaliDateField:
        """The form field."""
        return JalaliDateField(**self._field_options)

    def to_python(self, value: Any) -> dt.date | None:
        """The stored text as a day."""
        return dt.date.fromisoformat(value) if isinstance(value, str) and value else value

    def get_prep_value(self, value: dt.date | None) -> str | None:
        """The day as it is stored."""
        return value.isoformat() if isinstance(value, dt.date) else value

    def value_for_form(self, value: dt.date | None) -> dt.date | None:
        """The day, which the widget formats."""
        return value

    def render_basic(self, value: dt.date | None, context: dict[str, Any] | None = None) -> str:
        """The day for readers."""
        return format_date(value)
