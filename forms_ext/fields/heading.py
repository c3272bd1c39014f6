"""A heading: it asks nothing, and starts a step where a form is filled step by step."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from forms_ext.fields.registry import FieldType, Parameters, register


@register
class Heading(FieldType):
    type_id = "heading"
    is_content = True
    label = _("Heading")
    icon = "title"

    def get_form_block(self) -> blocks.StructBlock:
        return blocks.StructBlock(
            [
                ("label", blocks.CharBlock(label=_("Heading"), max_length=200)),
                ("help_text", blocks.CharBlock(label=_("Explanation"), required=False, max_length=500)),
            ],
            icon=self.icon,
            label=self.label,
            label_format="{label}",
            group=_("Structure"),
        )

    def parameters(self, value: Parameters) -> dict[str, Any]:
        return {}
