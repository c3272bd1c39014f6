"""The frozen form that answers are given to."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from forms_ext.versioning import FrozenVersion


class FormVersion(FrozenVersion):
    """An immutable, numbered publication of a form.

    `schema` is `{"fields": [{"type", "id", "value"}, …]}`: the stream as it was published, every field named.
    """

    content_field = "schema"

    form = models.ForeignKey(
        "forms_ext.FormDefinition", models.PROTECT, related_name="versions", verbose_name=_("form")
    )
    schema = models.JSONField(_("schema"))

    class Meta:
        verbose_name = _("form version")
        verbose_name_plural = _("form versions")
        constraints = [models.UniqueConstraint(fields=["form", "number"], name="form_version_number")]
