"""Answers."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class FormRecord(models.Model):
    """One filled form: typed JSON answers keyed by field name, under the exact version they were given to.

    Dates are ISO 8601 Gregorian, decimals strings, files attachment ids (UUID strings).
    """

    version = models.ForeignKey(
        "forms_ext.FormVersion", models.PROTECT, related_name="records", verbose_name=_("version")
    )
    answers = models.JSONField(_("answers"), default=dict)
    created_at = models.DateTimeField(_("created"), default=timezone.now)
    updated_at = models.DateTimeField(_("changed"), default=timezone.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("author")
    )

    class Meta:
        verbose_name = _("form record")
        verbose_name_plural = _("form records")

    def __str__(self) -> str:
        return f"{self.version} #{self.pk}"
