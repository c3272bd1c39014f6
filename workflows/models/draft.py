"""The half-filled request of a signed-in citizen."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Draft(models.Model):
    """Answers so far, and texts that were typed and refused. Its id is the idempotency key of the submission, so it
    makes one case at most.

    `revision` grows with every save, so that two open pages do not overwrite each other unseen; `page` is the page that
    saved last, whose own next save is never stale.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    applicant = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="drafts", db_index=False, verbose_name=_("applicant")
    )
    service = models.ForeignKey("cms.ServicePage", models.CASCADE, related_name="+", verbose_name=_("service"))
    version = models.ForeignKey("forms_ext.FormVersion", models.PROTECT, related_name="+", verbose_name=_("form"))
    answers = models.JSONField(_("answers"), default=dict)
    typed = models.JSONField(_("refused texts"), default=dict, help_text=_("By answer path; never taken as answers."))
    revision = models.PositiveIntegerField(_("revision"), default=0)
    page = models.CharField(_("page that saved last"), max_length=32, blank=True)
    step = models.PositiveSmallIntegerField(_("step"), default=0)
    updated_at = models.DateTimeField(_("changed"), default=timezone.now)

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        constraints = [models.UniqueConstraint(fields=["applicant", "service"], name="draft_one_a_service")]

    def __str__(self) -> str:
        return f"{self.applicant_id}: {self.service_id}"
