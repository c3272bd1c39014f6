"""The case (پرونده): one request on its way, its forms, and its event log."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from viewflow.workflow.models import AbstractProcess

from workflows import sla
from workflows.models.case_log import CaseLogManager, DescribedForTheReport
from workflows.outcomes import Outcome

if TYPE_CHECKING:
    from workflows.engine.ledger import Ledger


class Case(AbstractProcess):
    """A request (later also complaint, suggestion, criticism) running on one process version.

    `status` and `finished` belong to the engine; `outcome` is set by the end step that closed the case. `cost_text`
    and `promised` are what the applicant was promised: frozen when the request was submitted. `due` is the promise as
    it stands: it moves by the working time in which the office's clock stood (`workflows.engine.clock`).
    """

    class Kind(models.TextChoices):
        REQUEST = "request", _("Request")
        COMPLAINT = "complaint", _("Complaint")
        SUGGESTION = "suggestion", _("Suggestion")
        CRITICISM = "criticism", _("Criticism")

    Outcome = Outcome

    code = models.CharField(_("tracking code"), max_length=11, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.REQUEST)
    service = models.ForeignKey("cms.ServicePage", models.PROTECT, related_name="cases", verbose_name=_("service"))
    process_version = models.ForeignKey(
        "workflows.ProcessVersion", models.PROTECT, related_name="cases", verbose_name=_("process version")
    )
    applicant = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="cases", verbose_name=_("applicant")
    )
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome.choices, default=Outcome.OPEN, blank=True)
    reason = models.TextField(
        _("reason"), blank=True, help_text=_("Why it was not granted: the note of the decision that closed it.")
    )
    object_until = models.DateTimeField(
        _("objection possible until"), null=True, blank=True, help_text=_("Only of a request that was rejected.")
    )
    promised = models.DateTimeField(_("first promise"))
    due = models.DateTimeField(_("promised date"))
    clock_stopped_at = models.DateTimeField(
        _("clock stopped at"), null=True, blank=True, help_text=_("Null while the clock of the office runs.")
    )
    time_stopped = models.DurationField(
        _("time with the applicant"), default=sla.ZERO, help_text=_("Working time of all pauses that have ended.")
    )
    time_taken = models.DurationField(
        _("time with the office"),
        null=True,
        blank=True,
        help_text=_("Working time from submission to the outcome, without the pauses; null while open."),
    )
    cost_text = models.CharField(_("cost"), max_length=500, blank=True)
    idempotency_key = models.UUIDField(_("idempotency key"), unique=True, default=uuid.uuid4, editable=False)
    verify_token = models.UUIDField(_("verification token"), unique=True, default=uuid.uuid4, editable=False)
    search_text = models.TextField(_("search text"), blank=True, editable=False)
    facts = models.JSONField(_("facts"), default=dict, help_text=_("What routes may ask of: decisions by step."))

    # What the verb now running leaves behind (events, messages); set by the verb, found here by the engine's steps.
    ledger: Ledger | None = None

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        constraints = [
            models.CheckConstraint(
                condition=Q(finished__isnull=True) | Q(clock_stopped_at__isnull=True), name="case_finished_clock_runs"
            ),
        ]
        indexes = [
            models.Index(fields=["applicant", "-id"], name="case_of_applicant"),
            models.Index(fields=["service", "-created"], name="case_of_service"),
            models.Index(fields=["-created"], name="case_by_date"),
            # What applicants never answer stands for ever, long past its due: the list of the late does not read it.
            models.Index(
                fields=["due"],
                name="case_open_due",
                condition=Q(finished__isnull=True, clock_stopped_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_open(self) -> bool:
        return self.finished is None

    @property
    def is_late(self) -> bool:
        """Whether the case is late, or was when it was closed (`sla.is_late`)."""
        return sla.is_late(
            due=self.due, finished=self.finished, clock_stopped_at=self.clock_stopped_at, now=timezone.now()
        )

    @property
    def first_promise(self) -> datetime | None:
        """What was promised first, where the date has moved since."""
        return self.promised if self.promised != self.due else None


class CaseForm(models.Model):
    """One form of a case: the request form, or one that a step placed. One record per form and case."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="forms", verbose_name=_("case"))
    form = models.ForeignKey("forms_ext.FormDefinition", models.PROTECT, related_name="+", verbose_name=_("form"))
    record = models.OneToOneField(
        "forms_ext.FormRecord", models.PROTECT, related_name="case_form", verbose_name=_("record")
    )
    is_request = models.BooleanField(_("request form"), default=False)

    class Meta:
        verbose_name = _("form of the case")
        verbose_name_plural = _("forms of the case")
        constraints = [models.UniqueConstraint(fields=["case", "form"], name="case_one_record_a_form")]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.form_id}"


class CaseLogEntry(DescribedForTheReport, models.Model):
    """One event of a case: its timeline, and its part of the event log. Written by the verb, never by a signal.

    It is `Case`'s model in Wagtail's log registry, but lean: `wagtail.models.BaseLogEntry` carries seven indexes and
    a label that repeats the case's code in every row. What the report reads of an entry is derived (`case_log`).
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="log_entries", db_index=False, verbose_name=_("case"))
    task = models.ForeignKey(
        "workflows.Task",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("task"),
    )
    action = models.CharField(_("event"), max_length=40)
    timestamp = models.DateTimeField(_("time"), default=timezone.now)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("person")
    )
    post = models.ForeignKey(
        "organisation.Post",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("post"),
        help_text=_("The post under which the person acted."),
    )
    data = models.JSONField(_("details"), default=dict)

    objects = CaseLogManager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("event of the case")
        verbose_name_plural = _("events of the case")
        ordering = ["timestamp", "id"]
        indexes = [
            models.Index(fields=["case", "timestamp", "id"], name="case_timeline"),
            models.Index(F("timestamp").desc(), name="case_event_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.action}"
