"""App configurations of packages whose own needs a change for this project."""

from django.apps import AppConfig
from django.contrib.staticfiles.apps import StaticFilesConfig
from wagtail.users.apps import WagtailUsersAppConfig


class StreamFormsConfig(AppConfig):
    """wagtailstreamforms ships no AppConfig; its migrations were made with `AutoField`."""

    name = "wagtailstreamforms"
    default_auto_field = "django.db.models.AutoField"


class ServiceDeskUsersConfig(WagtailUsersAppConfig):
    """Wagtail's administration of people and groups, with the fields of our people and by our rule."""

    user_viewset = "accounts.wagtail_users.UserViewSet"
    group_viewset = "accounts.wagtail_groups.GroupViewSet"


class ServiceDeskStaticFilesConfig(StaticFilesConfig):
    """Without Viewflow's own screens, their files are not needed; and their style sheets name files that are missing,
    at which collecting for production (hashed names) would stop.
    """

    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "viewflow"]
