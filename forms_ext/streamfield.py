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
        """Per field: what its block says; then settings and machine names, at the field too. All at once.

        A draft may be unfinished: of it, only names that would collide are refused.
        """
        errors: dict[int, ValidationError] = {}
        general: list[ValidationError] = []
        cleaned = value
        try:
            cleaned = super().clean(value)
        except StreamBlockValidationError as refusal:
            errors, general = dict(refusal.block_errors), refusal.non_block_errors.as_data()
        items = schema.named(cleaned.get_prep_value())
        for index, texts in self._problems(items, skip=set(errors)).items():
            errors[index] = StructBlockValidationError(non_block_errors=[ValidationError(text) for text in texts])
        if not self.is_deferred_validation:
            general += [ValidationError(text) for text in schema.general_problems(items)]
        if errors or general:
            raise StreamBlockValidationError(block_errors=errors, non_block_errors=general)
        return cleaned

    def _problems(self, items: list[schema.Item], skip: set[int]) -> dict[int, list[str]]:
        """Sentences by the index of their field. Settings that are not even of their type are in `skip`."""
        found: dict[int, list[str]] = {}
        for index, item in enumerate(items):
            if index not in skip and not self.is_deferred_validation and (texts := schema.item_problems(item)):
                found[index] = texts
        for index, text in schema.repeated_names(items):
            if index not in skip:
                found.setdefault(index, []).append(text)
        return found


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
