"""Uploads: a document or a picture that stays with its form through every refused page."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from forms_ext import file_validation
from forms_ext.conditions import FieldKind
from forms_ext.fields.bound import BoundAnswer
from forms_ext.fields.cells import Cell, text_cell
from forms_ext.fields.registry import FieldType, JsonSchema, Parameters, Spec, register
from persian.digits import localise

MEGABYTE = 1024 * 1024
DEFAULT_MEGABYTES = 10
MOST_MEGABYTES = 100


class AttachmentInput(forms.FileInput):
    """A file input that shows what was uploaded already, with a box to take it away. Works without JavaScript.

    Beside the file itself it posts `<name>-kept` (the id of the attachment on the page) and `<name>-clear`. Its value
    is the new file, else the id that is kept.
    """

    template_name = "forms_ext/attachment_input.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["attachment"] = value
        context["kept_name"], context["clear_name"] = f"{name}-kept", f"{name}-clear"
        if value is not None:
            context["widget"]["attrs"].pop("required", None)
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return files.get(name) or (None if data.get(f"{name}-clear") else data.get(f"{name}-kept"))

    def use_required_attribute(self, initial: Any) -> bool:
        return False


class BoundAttachment(BoundAnswer):
    """Shows the attachment that the form keeps; nothing is written on the field, which all forms share."""

    def value(self) -> Any:
        return self.form.kept.get(self.name)


class AttachmentField(forms.Field):
    """Cleans to a checked `UploadedFile`, to the id of the attachment that is kept, or to None.

    Whether the person may use that attachment is asked for all of a form at once (`answers.validation`).
    """

    widget = AttachmentInput
    bound_field_class = BoundAttachment
    default_error_messages = {
        "required": _("Choose a file."),
        "file": _("This file is not available; choose it again."),
    }

    def __init__(self, *, kinds: tuple[str, ...], max_bytes: int, **kwargs: Any) -> None:
        self.kinds, self.max_bytes = kinds, max_bytes
        super().__init__(**kwargs)
        self.widget.attrs["accept"] = ",".join(f".{extension}" for extension in file_validation.extensions(kinds))
        self.widget.attrs["data-max-bytes"] = str(max_bytes)

    def clean(self, value: Any) -> Any:
        if isinstance(value, UploadedFile):
            kind = file_validation.detect(value, allowed=self.kinds, max_bytes=self.max_bytes)
            value.detected_content_type = kind.content_type  # type: ignore[attr-defined]
            return value
        if value in self.empty_values:
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        try:
            return str(UUID(str(value)))
        except ValueError:
            raise ValidationError(self.error_messages["file"], code="file") from None

    def has_changed(self, initial: Any, data: Any) -> bool:
        return isinstance(data, UploadedFile) or str(data or "") != str(initial or "")


class _Upload(FieldType):
    kind = FieldKind.FILE
    is_file = True

    def parameter_blocks(self) -> list[tuple[str, blocks.Block]]:
        return [
            (
                "max_mb",
                blocks.IntegerBlock(
                    label=_("Largest size (megabytes)"),
                    default=DEFAULT_MEGABYTES,
                    required=False,
                    min_value=1,
                    max_value=MOST_MEGABYTES,
                ),
            ),
        ]

    def parameters(self, value: Parameters) -> dict[str, Any]:
        return {"max_mb": int(value.get("max_mb") or DEFAULT_MEGABYTES), "kinds": self.allowed(value)}

    def allowed(self, value: Parameters) -> list[str]:
        return [*file_validation.IMAGES]

    def problems(self, parameters: Parameters) -> list[str]:
        if not 1 <= parameters["max_mb"] <= MOST_MEGABYTES:
            return [
                gettext("The size limit must be between 1 and %(limit)s megabytes.")
                % {"limit": localise(MOST_MEGABYTES)}
            ]
        return []

    def form_field(self, spec: Spec) -> forms.Field:
        common = self.common(spec)
        if not spec.help_text:
            common["help_text"] = self._limits(spec)
        return AttachmentField(
            kinds=tuple(spec.parameters["kinds"]), max_bytes=spec.parameters["max_mb"] * MEGABYTE, **common
        )

    @staticmethod
    def _limits(spec: Spec) -> str:
        names = "، ".join(dict.fromkeys(file_validation.KINDS[kind].id.upper() for kind in spec.parameters["kinds"]))
        limit = localise(str(spec.parameters["max_mb"]))
        return gettext("%(kinds)s, at most %(limit)s MB") % {"kinds": names, "limit": limit}

    def json_schema(self, spec: Spec) -> JsonSchema:
        return {"type": "string", "format": "uuid"}

    def to_cell(self, value: Any, spec: Spec) -> Cell:
        """The attachment's id: the name is not part of the answer."""
        return text_cell(value or "")


@register
class File(_Upload):
    type_id = "file"
    label = _("File")
    icon = "doc-full-inverse"

    def parameter_blocks(self) -> list[tuple[str, blocks.Block]]:
        kinds = blocks.MultipleChoiceBlock(
            choices=[(kind.id, kind.id.upper()) for kind in file_validation.KINDS.values()],
            label=_("Kinds of file"),
            help_text=_("None ticked: PDF, pictures and Office documents."),
            required=False,
        )
        return [("kinds", kinds), *super().parameter_blocks()]

    def allowed(self, value: Parameters) -> list[str]:
        chosen = [kind for kind in value.get("kinds") or [] if kind in file_validation.KINDS]
        return chosen or [kind for kind in file_validation.KINDS if kind != "zip"]


@register
class Picture(_Upload):
    type_id = "image"
    label = _("Image")
    icon = "image"
