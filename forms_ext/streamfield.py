"""The stream of fields in the designer: wagtailstreamforms' contract, our types, errors where they happened."""

from typing import Any

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.blocks.stream_block import StreamBlockValidationError, StreamValue
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtailstreamforms.streamfield import FormFieldsStreamField

from forms_ext import schema
from forms_ext.fields import field_types


class DesignerBlock(blocks.StreamBlock):
    """A stream of our field types. Refuses repeated and invalid machine names at the field that has them."""

    def __init__(self, **kwargs: Any) -> None:
        types = [(type_id, kind.get_form_block()) for type_id, kind in field_types().items()]
        super().__init__(types, **kwargs)

    def clean(self, value: StreamValue) -> StreamValue:
        """Per field: what its block says; then settings and machine names, at the field too. A draft may be unfinished:
        of it, only names that would collide are refused.
        """
        cleaned = super().clean(value)
        items = schema.named(cleaned.get_prep_value())
        by_field: dict[int, list[str]] = {}
        general: list[str] = []
        if not self.is_deferred_validation:
            by_field = {index: texts for index, item in enumerate(items) if (texts := schema.item_problems(item))}
            general = schema.general_problems(items)
        for index, text in schema.repeated_names(items):
            by_field.setdefault(index, []).append(text)
        if by_field or general:
            raise StreamBlockValidationError(
                block_errors={
                    index: StructBlockValidationError(non_block_errors=[ValidationError(text) for text in texts])
                    for index, texts in by_field.items()
                },
                non_block_errors=[ValidationError(text) for text in general],
            )
        return cleaned


class DesignerStreamField(FormFieldsStreamField):
    """The package's stream field with our block, and a deconstruction that does not list every block in migrations."""

    def __init__(self, block_types: Any = (), **kwargs: Any) -> None:
        kwargs.pop("block_lookup", None)
        super().__init__(block_types, **kwargs)
        self.stream_block = DesignerBlock(required=not self.blank)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, _args, kwargs = super().deconstruct()
        kwargs.pop("block_lookup", None)
        return name, path, [[]], kwargs
