"""The process as its editor works on it, the frozen version that cases run on, and its tie to a service."""

from typing import Any

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.fields import StreamField
from wagtail.search import index

from forms_ext.versioning import FrozenVersion, VersionedDefinition


class StepsField(StreamField):
    """The steps of a process. Its blocks stand in `workflows.builder`, above the models, so they are found late; and
    they are no part of the table, so migrations do not list them.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.pop("block_lookup", None)
        super().__init__([], **kwargs)

    @property
    def stream_block(self) -> Any:
        if "_steps" not in self.__dict__:
            from workflows.builder.blocks import StepsBlock

            self._steps = StepsBlock(required=False)
        return self._steps

    def deconstruct(self) -> Any:
        name, path, _args, kwargs = super().deconstruct()
        kwargs.pop("block_lookup", None)
        return name, path, [], kwargs


class ProcessDefinition(VersionedDefinition):
    """A workflow: drafted, previewed, published. Publishing freezes a `ProcessVersion`."""

    title = models.CharField(_("title"), max_length=150)
    description = models.TextField(_("description"), blank=True)
    steps = StepsField(verbose_name=_("steps"), blank=True)
    _revisions = GenericRelation(
        "wagtailcore.Revision",
        content_type_field="base_content_type",
        object_id_field="object_id",
        related_query_name="process_definition",
        for_concrete_model=False,
    )

    search_fields = [index.SearchField("title"), index.AutocompleteField("title")]

    class Meta:
        verbose_name = _("process")
        verbose_name_plural = _("processes")
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title

    def why_not_deleted(self) -> str:
        """Cases run on the versions of a process that was ever published."""
        if self.pk and self.versions.exists():
            return str(_("This process was published, and cases may run on it. Unpublish it instead of deleting it."))
        return ""

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return "workflows/admin/process_preview.html"

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        from workflows.builder.preview import preview_context

        return {"request": request, **preview_context(self)}


class ProcessVersion(FrozenVersion):
    """An immutable, numbered publication of a process. `spec` is plain JSON; `workflows.compiler` runs it."""

    content_field = "spec"

    process = models.ForeignKey(ProcessDefinition, models.PROTECT, related_name="versions", verbose_name=_("process"))
    spec = models.JSONField(_("specification"))

    class Meta:
        verbose_name = _("process version")
        verbose_name_plural = _("process versions")
        constraints = [models.UniqueConstraint(fields=["process", "number"], name="process_version_number")]


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
