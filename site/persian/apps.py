"""The Persian ground: dates, digits, spelling, identifiers, working time."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PersianConfig(AppConfig):
    name = "persian"
    verbose_name = _("Persian calendar and text")

    def ready(self) -> None:
        from persian import admin_fields, receivers  # noqa: F401
