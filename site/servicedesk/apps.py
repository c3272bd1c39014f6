"""App configurations of packages whose own needs a change for this project."""

from typing import Any

from django.apps import AppConfig
from django.contrib.staticfiles.apps import StaticFilesConfig
from wagtail.admin.apps import WagtailAdminAppConfig
from wagtail.admin.views.mixins import SpreadsheetExportMixin
from wagtail.users.apps import WagtailUsersAppConfig

from listing.spreadsheets import safe_cell


class StreamFormsConfig(AppConfig):
    """wagtailstreamforms ships no AppConfig; its migrations were made with `AutoField`."""

    name = "wagtailstreamforms"
    default_auto_field = "django.db.models.AutoField"


class ServiceDeskAdminConfig(WagtailAdminAppConfig):
    """Wagtail's admin, whose CSV exports hold no formulas: what people typed (a title, a name) stands in them.

    Its workbooks are safe already. All its exports are made by this one mixin, so it is mended here, for its own views,
    those of packages and ours.
    """

    def ready(self) -> None:
        super().ready()
        _neutralise(SpreadsheetExportMixin)


def _neutralise(mixin: Any) -> None:
    value, heading = mixin.preprocess_field_value, mixin.get_heading

    def safe_value(self: Any, field: str, content: Any, export_format: str) -> Any:
        cell = value(self, field, content, export_format)
        return safe_cell(cell) if export_format == self.FORMAT_CSV else cell

    def safe_heading(self: Any, queryset: Any, field: str) -> str:
        return str(safe_cell(heading(self, queryset, field)))

    mixin.preprocess_field_value, mixin.get_heading = safe_value, safe_heading


class ServiceDeskUsersConfig(WagtailUsersAppConfig):
    """Wagtail's administration of people and groups, with the fields of our people and by our rule."""

    user_viewset = "accounts.wagtail_users.UserViewSet"
    group_viewset = "accounts.wagtail_groups.GroupViewSet"


class ServiceDeskStaticFilesConfig(StaticFilesConfig):
    """Without Viewflow's own screens, their files are not needed; and their style sheets name files that are missing,
    at which collecting for production (hashed names) would stop.
    """

    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "viewflow"]
