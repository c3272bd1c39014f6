"""The form as its editor works on it."""

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import DraftStateMixin, LockableMixin, PreviewableMixin, RevisionMixin
from wagtailstreamforms.models.form import AbstractForm


class FormDefinition(PreviewableMixin, LockableMixin, DraftStateMixin, RevisionMixin, AbstractForm):
    """An organisational form: drafted, previewed, published. Publishing freezes a `FormVersion`."""

    class Kind(models.TextChoices):
        ORDINARY = "ordinary", _("Ordinary form")
        SURVEY = "survey", _("Survey form")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.ORDINARY)
    _revisions = GenericRelation(
        "wagtailcore.Revision",
        content_type_field="base_content_type",
        object_id_field="object_id",
        related_query_name="form_definition",
        for_concrete_model=False,
    )

    class Meta(AbstractForm.Meta):
        abstract = False
        verbose_name = _("form")
        verbose_name_plural = _("forms")
