"""The Wagtail admin: Persian digits and Jalali dates everywhere, and the working calendar for those who may edit it."""

from typing import Any

from django.db.models import QuerySet
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.admin.ui.tables import Column
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet, SnippetViewSetGroup

from persian.digits import localise
from persian.filters import JalaliDateRangeFilter
from persian.jalali import format_date, format_time, today
from persian.models import Holiday, OfficeHours


class JalaliDateColumn(Column):
    """A table column of days, with the weekday, in the active language's calendar."""

    def get_value(self, instance: Any) -> str:
        """The formatted day."""
        return format_date(super().get_value(instance), "long")


class ClockColumn(Column):
    """A table column of times of day."""

    def get_value(self, instance: Any) -> str:
        """Hours and minutes."""
        return format_time(super().get_value(instance))


class DigitsColumn(Column):
    """A table column of text, with the active language's digits."""

    def get_value(self, instance: Any) -> str:
        """The localised text."""
        return localise(super().get_value(instance) or "")


class HolidayFilterSet(WagtailFilterSet):
    """Holidays of a period."""

    date = JalaliDateRangeFilter(field_name="date", label=_("Period"))

    class Meta:
        model = Holiday
        fields = ["date"]


class HolidayIndexView(IndexView):
    """Who opens the list wants the days ahead: without a search or a period it starts at today."""

    def get_base_queryset(self) -> QuerySet[Holiday]:
        """Days from today on; all days where something was asked for."""
        days: QuerySet[Holiday] = super().get_base_queryset()
        asked = any(self.request.GET.get(name) for name in ("q", "date_from", "date_to"))
        return days if asked else days.filter(date__gte=today())


class HolidayViewSet(SnippetViewSet):
    """Days off: searched by their title, filtered by period."""

    model = Holiday
    icon = "date"
    menu_label = _("Holidays")
    menu_name = "holidays"
    index_view_class = HolidayIndexView
    list_display = [
        JalaliDateColumn("date", label=_("Date"), sort_key="date"),
        DigitsColumn("title", label=_("Title"), sort_key="title"),
    ]
    search_fields = ["title"]
    filterset_class = HolidayFilterSet
    list_per_page = 25
    ordering = ["date"]
    inspect_view_enabled = False
    copy_view_enabled = False
    panels = [FieldPanel("date"), FieldPanel("title")]


class OfficeHoursViewSet(SnippetViewSet):
    """The week's hours, in Iran's order of days."""

    model = OfficeHours
    icon = "time"
    menu_label = _("Office hours")
    menu_name = "office-hours"
    list_display = [
        Column("get_weekday_display", label=_("Weekday"), sort_key="weekday"),
        ClockColumn("opens", label=_("Opens at"), sort_key="opens"),
        ClockColumn("closes", label=_("Closes at"), sort_key="closes"),
    ]
    list_filter = ["weekday"]
    list_per_page = 25
    copy_view_enabled = False
    panels = [FieldPanel("weekday"), FieldRowPanel([FieldPanel("opens"), FieldPanel("closes")])]


@register_snippet
class WorkingCalendarGroup(SnippetViewSetGroup):
    """Working calendar: what due dates are counted by."""

    items = (OfficeHoursViewSet, HolidayViewSet)
    menu_icon = "calendar-alt"
    menu_label = _("Working calendar")
    menu_name = "working-calendar"
    menu_order = 700


@hooks.register("insert_global_admin_js")
def persian_digits_and_dates() -> SafeString:
    """One layer for what Wagtail's templates and scripts write, which know neither Persian digits nor our calendar."""
    return format_html('<script src="{}"></script>', static("js/persian-admin.js"))
