"""The form as its editor works on it."""

from typing import Any, ClassVar

from django.contrib.contenttypes.fields import GenericRelation
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList
from wagtail.blocks.stream_block import StreamBlockValidationError, StreamValue
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.search import index
from wagtailstreamforms.models.form import AbstractForm

from forms_ext import extensions, schema
from forms_ext.machine_names import free_name
from forms_ext.streamfield import DesignerStreamField
from forms_ext.versioning import VersionedDefinition
from persian.transliteration import slug_from


def _at_names(problems: list[tuple[int, str]]) -> StreamBlockValidationError:
    """An error of the stream that the designer shows at the machine names, and others read as sentences."""
    error = StreamBlockValidationError(
        block_errors={
            index: StructBlockValidationError(block_errors={"name": ValidationError(text)}) for index, text in problems
        }
    )
    error.message = " ".join(text for _index, text in problems)
    return error


class FormDefinition(VersionedDefinition, AbstractForm):  # type: ignore[django-manager-missing]
    """An organisational form: drafted, previewed, published. Publishing freezes a `FormVersion`.

    On wagtailstreamforms' abstract form, without its request path: its hooks, templates and redirects are not used.
    `slug` names the form to conditions, messages and other software; it is fixed once the form was published.
    """

    class Kind(models.TextChoices):
        ORDINARY = "ordinary", _("Ordinary form")
        SURVEY = "survey", _("Survey form")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.ORDINARY)
    title = models.CharField(_("title"), max_length=150)
    slug = models.SlugField(
        _("machine name"),
        max_length=50,
        unique=True,
        blank=True,
        help_text=_("Names the form to conditions and other software. Made from the title; fixed once published."),
        error_messages={"unique": _("Another form has this machine name.")},
    )
    template_name = models.CharField(max_length=255, default="forms_ext/form.html", editable=False)
    fields = DesignerStreamField([], verbose_name=_("fields"), blank=True)
    _revisions = GenericRelation(
        "wagtailcore.Revision",
        content_type_field="base_content_type",
        object_id_field="object_id",
        related_query_name="form_definition",
        for_concrete_model=False,
    )

    objects: ClassVar[models.Manager["FormDefinition"]] = models.Manager()

    search_fields = [index.SearchField("title"), index.AutocompleteField("title"), index.SearchField("slug")]
    edit_handler = ObjectList(
        [
            MultiFieldPanel(
                [FieldPanel("title", required_on_save=True), FieldPanel("kind"), FieldPanel("slug")],
                heading=_("The form"),
            ),
            FieldPanel("fields"),
        ]
    )

    class Meta(AbstractForm.Meta):
        abstract = False
        verbose_name = _("form")
        verbose_name_plural = _("forms")

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        self._name_everything()
        super().full_clean(*args, **kwargs)

    def clean(self) -> None:
        """Machine names that were published stay: of the form, and of each field (known by its block's id)."""
        super().clean()
        last = self.last_version
        if last is None:
            return
        if self.slug != last.form.slug:
            raise ValidationError({"slug": _("The machine name is published and stays.")})
        if changed := schema.renamed(self.named_items(), last.schema["fields"]):
            raise ValidationError({"fields": _at_names(changed)})

    def save(self, *args: Any, **kwargs: Any) -> None:
        self._name_everything()
        super().save(*args, **kwargs)

    def _name_everything(self) -> None:
        """Machine names are made once and then kept in the draft, so that a changed label does not change them."""
        if not self.slug:
            self.slug = self._free_slug()
        raw = list(self.fields.raw_data)
        items = schema.named(raw)
        if any(one["value"] != two["value"] for one, two in zip(raw, items, strict=True)):
            field: Any = self._meta.get_field("fields")
            self.fields = StreamValue(field.stream_block, items, is_lazy=True)

    def _free_slug(self) -> str:
        stem = slug_from(self.title, max_length=40, fallback="form")
        taken = set(
            FormDefinition.objects.filter(slug__startswith=stem).exclude(pk=self.pk).values_list("slug", flat=True)
        )
        return free_name(stem, taken)

    def named_items(self) -> list[schema.Item]:
        """The stream as plain data, every field with its machine name."""
        return schema.named(self.fields.raw_data)

    def why_not_deleted(self) -> str:
        """Records and processes name the versions of a form that was ever published."""
        last = self.last_version
        if last is None:
            return ""
        if self.versions.filter(records__isnull=False).exists():
            return str(_("Answers are stored under this form, so it cannot be deleted. Unpublish it instead."))
        return str(_("This form was published, and processes may use it. Unpublish it instead of deleting it."))

    def why_not_unpublished(self) -> list[str]:
        return extensions.needs_of(self, None)

    def get_form_fields(self) -> list[schema.Item]:
        return self.named_items()

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return "forms_ext/preview.html"

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        problems = schema.problems(self.named_items())
        return {"request": request, "definition": self, "problems": problems}
