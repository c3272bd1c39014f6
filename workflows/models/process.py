"""The process as its editor works on it, the frozen version that cases run on, and its tie to a service."""

from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.models import DraftStateMixin, LockableMixin, PreviewableMixin, RevisionMixin


class ProcessDefinition(PreviewableMixin, LockableMixin, DraftStateMixin, RevisionMixin, models.Model):
    """A workflow: drafted, previewed, published. Publishing freezes a `ProcessVersion`."""

    title = models.CharField(_("title"), max_length=150)
    description = models.TextField(_("description"), blank=True)
    _revisions = GenericRelation(
        "wagtailcore.Revision",
        content_type_field="base_content_type",
        object_id_field="object_id",
        related_query_name="process_definition",
        for_concrete_model=False,
    )

    class Meta:
        verbose_name = _("process")
        verbose_name_plural = _("processes")
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title


class ProcessVersion(models.Model):
    """An immutable, numbered publication of a process. `spec` is plain JSON; `workflows.compiler` runs it."""

    process = models.ForeignKey(ProcessDefinition, models.PROTECT, related_name="versions", verbose_name=_("process"))
    number = models.PositiveIntegerField(_("number"))
    title = models.CharField(_("title"), max_length=150)
    spec = models.JSONField(_("specification"))
    digest = models.CharField("SHA-256", max_length=64)
    created_at = models.DateTimeField(_("published"), default=timezone.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("publisher")
    )

    class Meta:
        verbose_name = _("process version")
        verbose_name_plural = _("process versions")
        constraints = [models.UniqueConstraint(fields=["process", "number"], name="process_version_number")]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"


class ServiceProcess(models.Model):
    """The process that a service's requests run on: a child row of the page, edited in the page's own editor."""

    page = ParentalKey("cms.ServicePage", on_delete=models.CASCADE, related_name="service_processes")
    process = models.ForeignKey(ProcessDefinition, models.PROTECT, related_name="services", verbose_name=_("process"))

    class Meta:
        verbose_name = _("process of the service")
        verbose_name_plural = _("process of the service")
        constraints = [models.UniqueConstraint(fields=["page"], name="service_one_process")]

    def __str__(self) -> str:
        return str(self.process)
