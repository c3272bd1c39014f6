"""Answers, and what they were before each change."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forms_ext.append_only import AppendOnlyModel


class FormRecord(models.Model):
    """One filled form: typed, nested JSON answers under the exact version they were given to; empty ones are absent.

    Dates are ISO 8601 Gregorian, decimals strings, files attachment ids (UUID strings). `revision` counts the changes;
    what the answers were before each stands in its `revisions`.
    """

    version = models.ForeignKey(
        "forms_ext.FormVersion", models.PROTECT, related_name="records", verbose_name=_("version")
    )
    answers = models.JSONField(_("answers"), default=dict)
    revision = models.PositiveIntegerField(_("revision"), default=0)
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


class RecordRevision(AppendOnlyModel):
    """One change of a record: who changed it, when, in the course of what, and what stood there before.

    What stands there after is the next revision's `answers`, or the record's own after the last. `context_type` and
    `context_id` name what the change was part of (`task`, its id) in the words of the app that made it: forms know no
    processes, and a foreign key in an app above would cost an insert with every decision.
    """

    changed_message = _("What was answered before is never changed.")
    deleted_message = _("What was answered before is never deleted.")

    record = models.ForeignKey(FormRecord, models.PROTECT, related_name="revisions", verbose_name=_("record"))
    number = models.PositiveIntegerField(_("number"))
    version = models.ForeignKey("forms_ext.FormVersion", models.PROTECT, related_name="+", verbose_name=_("version"))
    answers = models.JSONField(_("answers before"), default=dict)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("author")
    )
    at = models.DateTimeField(_("changed"), default=timezone.now)
    context_type = models.CharField(_("in the course of"), max_length=20, blank=True)
    context_id = models.PositiveBigIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("change of a form record")
        verbose_name_plural = _("changes of form records")
        constraints = [models.UniqueConstraint(fields=["record", "number"], name="record_revision_number")]

    def __str__(self) -> str:
        return f"{self.record_id} / {self.number}"

    @property
    def context(self) -> tuple[str, Any]:
        return (self.context_type, self.context_id)
