"""Uploaded documents."""

import uuid

from django.conf import settings
from django.core.files.storage import storages
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


def private_storage():
    return storages["private"]


def random_path(attachment: "Attachment", filename: str) -> str:
    """A name that says nothing of the person or the document; two levels, so that no folder grows large."""
    name = attachment.pk.hex
    return f"attachments/{name[:2]}/{name}"


class Attachment(models.Model):
    """One uploaded document, private: served only by the view that checks access.

    Until its form is submitted it belongs to its uploader alone (`record` is null); abandoned ones are purged.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    record = models.ForeignKey(
        "forms_ext.FormRecord",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="attachments",
        verbose_name=_("record"),
    )
    # The path of the field (`owners.deed`): names of at most 63 letters, a few levels deep.
    field = models.CharField(_("field"), max_length=500)
    file = models.FileField(_("file"), storage=private_storage, upload_to=random_path, max_length=200)
    original_name = models.CharField(_("original name"), max_length=200)
    content_type = models.CharField(_("content type"), max_length=100)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    sha256 = models.CharField("SHA-256", max_length=64)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("uploader")
    )
    created_at = models.DateTimeField(_("uploaded"), default=timezone.now)

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        indexes = [
            models.Index(fields=["created_at"], name="attachment_unbound", condition=Q(record__isnull=True)),
        ]

    def __str__(self) -> str:
        return self.original_name
