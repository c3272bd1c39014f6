"""Effects: what leaves the system, and what it is to do later, is first a row here.

One table serves machinery and contents of every kind, messages included: a verb then needs one INSERT whatever it
leaves behind, and lists filter without a join. A kind whose rows people read has a proxy model of its own
(`messaging.models.Message`), which adds names and no column.
"""

from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from outbox.registry import registry


class Effect(models.Model):
    """One thing to be had outside, or at a later moment, at least once and recognisably.

    Written in the transaction of the step that caused it, performed after commit. `idempotency_key` makes a repeated
    step find its effect instead of having it twice; it travels to the other side. While a worker is at it,
    `next_attempt_at` is the end of that worker's lease: a row whose lease ran out was left by a worker that died, and
    is due again. A timer is an effect whose first `next_attempt_at` lies in the future.
    """

    class Status(models.TextChoices):
        PENDING = "pending", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    OPEN = (Status.PENDING, Status.RUNNING)

    kind = models.CharField(_("kind"), max_length=50)
    idempotency_key = models.CharField(_("idempotency key"), max_length=150, unique=True)
    recipient = models.CharField(
        _("recipient"), max_length=254, blank=True, help_text=_("A number or an address, without secrets.")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("person")
    )
    reference = models.CharField(
        _("reference"), max_length=40, blank=True, db_index=True, help_text=_("What it is about: a tracking code.")
    )
    payload = models.JSONField(_("contents"), default=dict, blank=True, encoder=DjangoJSONEncoder)
    is_secret = models.BooleanField(
        _("secret"), default=False, help_text=_("The contents are shown to nobody, and erased once it is over.")
    )
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.PENDING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt"), default=timezone.now)
    expires_at = models.DateTimeField(
        _("of use until"), null=True, blank=True, help_text=_("It is not tried later than this.")
    )
    created_at = models.DateTimeField(_("created"), default=timezone.now)
    performed_at = models.DateTimeField(
        _("performed"), null=True, blank=True, help_text=_("When the other side took it.")
    )
    result = models.JSONField(_("reply"), null=True, blank=True, encoder=DjangoJSONEncoder)
    last_error = models.TextField(_("last error"), blank=True)
    purge_at = models.DateTimeField(_("deleted after"), null=True, blank=True)

    class Meta:
        verbose_name = _("outgoing effect")
        verbose_name_plural = _("outgoing effects")
        ordering = ["-id"]
        indexes = [
            models.Index(
                fields=["next_attempt_at", "id"], name="effect_due", condition=Q(status__in=["pending", "running"])
            ),
            models.Index(fields=["-id"], name="effect_failed", condition=Q(status="failed")),
            models.Index(fields=["purge_at"], name="effect_purge", condition=Q(purge_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.kind_label}: {self.recipient or self.reference or self.idempotency_key}"

    @property
    def kind_label(self) -> str:
        """The kind's name for people."""
        return registry.label(self.kind)

    @property
    def can_be_retried(self) -> bool:
        """Whether new tries can be given: a secret effect's contents are gone."""
        return self.status == self.Status.FAILED and not self.is_secret

    def shown_payload(self) -> dict[str, Any] | None:
        """The contents for a screen; None where they are secret."""
        return None if self.is_secret else self.payload


class Attempt(models.Model):
    """One try of an effect: written when a worker takes it, ended when it knows how it went.

    `number` starts anew when an administrator gives a failed effect new tries. The error's text never holds the
    effect's contents.
    """

    class Outcome(models.TextChoices):
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        LOST = "lost", _("The worker was lost")

    effect = models.ForeignKey(Effect, models.CASCADE, related_name="tries", verbose_name=_("outgoing effect"))
    number = models.PositiveSmallIntegerField(_("number"))
    started_at = models.DateTimeField(_("started"), default=timezone.now, db_index=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices, default=Outcome.RUNNING)
    error = models.TextField(_("error"), blank=True)

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.effect_id}/{self.number}: {self.outcome}"
