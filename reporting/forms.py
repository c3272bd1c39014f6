"""What a report is asked for: its period, and for lists the number whose cases are wanted."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from cms.selectors import service_choices
from persian.forms import JalaliDateField
from reporting import periods
from reporting.periods import Period
from reporting.selectors import LABELS


class PeriodForm(forms.Form):
    """A preset, or two Jalali dates. Without an answer it is the default preset; two dates alone mean a custom period.

    After validation `answer` is the period.
    """

    answer: Period

    period = forms.ChoiceField(label=_("Period"), choices=periods.CHOICES, required=False)
    since = JalaliDateField(label=_("From date"), required=False)
    until = JalaliDateField(label=_("To date"), required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        key = data.get("period") or (periods.CUSTOM if data.get("since") or data.get("until") else periods.DEFAULT)
        data["period"] = key
        if key != periods.CUSTOM:
            self.answer = periods.preset(key)
            return data
        for name in ("since", "until"):
            if not data.get(name) and name not in self.errors:
                self.add_error(name, _("Enter this date for a custom period."))
        if not self.errors:
            if data["since"] > data["until"]:
                self.add_error("until", _("The last day is before the first."))
            else:
                self.answer = Period(data["since"], data["until"])
        return data


class CaseListForm(PeriodForm):
    """The same period, one service or all, and which of the numbers."""

    service = forms.TypedChoiceField(label=_("Service"), required=False, coerce=int, empty_value=None)
    show = forms.ChoiceField(label=_("Which cases"), choices=list(LABELS.items()), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        service = cast(forms.TypedChoiceField, self.fields["service"])
        service.choices = [("", _("All services")), *service_choices()]

    def clean_show(self) -> str:
        return self.cleaned_data["show"] or "received"
