"""The registry of field types, on wagtailstreamforms' own: what a type must say, and that it said it.

wagtailstreamforms keeps a plain dictionary in which a later registration silently replaces an earlier one. Ours refuses
a second id, and offers in the designer what is registered here, not the package's own types.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, NamedTuple

from django import forms
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtailstreamforms.fields import BaseField

from forms_ext.answers.kinds import STRUCTURES
from forms_ext.conditions import OPERATORS, FieldKind
from forms_ext.fields.cells import Cell

NAME_PATTERN = r"^[a-z][a-z0-9_]{0,62}$"
Parameters = Mapping[str, Any]
JsonSchema = dict[str, Any]


class Option(NamedTuple):
    """One option of a choice: `value` is stored and compared, `label` is shown."""

    value: str
    label: str


@dataclass(frozen=True)
class Spec:
    """One field of a form version.

    `name` is the machine name by which other software, conditions and answers know it; `parameters` are the settings
    of its type; `options` what a choice offers.
    """

    id: str
    type: str
    name: str
    label: str
    help_text: str = ""
    required: bool = False
    parameters: Mapping[str, Any] = field(default_factory=dict)
    # Of groups and repeating groups: the fields in them. Of any field: rules by aspect (`answers.tree.ASPECTS`).
    fields: tuple["Spec", ...] = ()
    rules: Mapping[str, Any] = field(default_factory=dict)

    @property
    def params(self) -> Mapping[str, Any]:
        return self.parameters

    @property
    def options(self) -> tuple[Option, ...]:
        return tuple(Option(one["value"], one["label"]) for one in self.parameters.get("options", ()))

    @property
    def is_content(self) -> bool:
        """Shown, not asked: it has no answer."""
        return self.type not in STRUCTURES and field_type(self.type).is_content

    @property
    def is_file(self) -> bool:
        return self.type not in STRUCTURES and field_type(self.type).is_file

    @property
    def kind(self) -> FieldKind:
        return STRUCTURES[self.type] if self.type in STRUCTURES else field_type(self.type).kind


class FieldType(BaseField):
    """What the designer and the runtime need to know of a type of field. Stateless: one instance serves all forms."""

    type_id: ClassVar[str]
    kind: ClassVar[FieldKind]
    is_content: ClassVar[bool] = False
    is_file: ClassVar[bool] = False

    # ------------------------------------------------------------------------------------ for its editor
    def parameter_blocks(self) -> list[tuple[str, blocks.Block]]:
        """The settings of this type, as blocks of the editor."""
        return []

    def get_form_block(self) -> blocks.StructBlock:
        """What the designer shows for one field: label, the type's settings, help, required, machine name."""
        return blocks.StructBlock(
            [
                ("label", blocks.CharBlock(label=_("Label"), max_length=200)),
                *self.parameter_blocks(),
                ("help_text", blocks.CharBlock(label=_("Help text"), required=False, max_length=300)),
                ("required", blocks.BooleanBlock(label=_("Required"), required=False)),
                ("name", machine_name_block()),
            ],
            icon=self.icon,
            label=self.label,
            label_format="{label}",
        )

    def parameters(self, value: Mapping[str, Any]) -> dict[str, Any]:
        """The settings from the editor's raw value, as plain JSON for the version."""
        return {name: value.get(name) for name, _block in self.parameter_blocks()}

    def problems(self, parameters: Parameters) -> list[str]:
        """What is wrong with the settings, as sentences for the editor."""
        return []

    def named(self, value: Mapping[str, Any]) -> dict[str, Any]:
        """The editor's raw value with machine names made for what stands inside its settings (options of a choice)."""
        return dict(value)

    def renamed(self, value: Parameters, published: Parameters) -> list[str]:
        """Which of those names differ from the published ones, as sentences."""
        return []

    # ------------------------------------------------------------------------------------ for the runtime
    def form_field(self, spec: Spec) -> forms.Field:
        """The Django field that asks for the answer."""
        raise NotImplementedError

    def to_json(self, value: Any) -> Any:
        """A cleaned value as typed JSON."""
        return value

    def from_json(self, value: Any) -> Any:
        """Stored JSON as what the Django field takes as initial value, and cleans again."""
        return value

    def display(self, value: Any, spec: Spec) -> str:
        """Stored JSON in words, in the active language."""
        return "" if value is None else str(value)

    # ------------------------------------------------------------------------------------ for other software
    def json_schema(self, spec: Spec) -> JsonSchema:
        """The JSON Schema (2020-12) of a stored answer: what `to_json` gives and `from_json` takes.

        A pure function of the spec; no query, no translation. Its `type` and `format` are what an answer that comes
        as JSON is held to (`json_values.fits`). An empty answer is no matter of the leaf.
        """
        raise NotImplementedError

    def to_cell(self, value: Any, spec: Spec) -> Cell:
        """Stored JSON for a cell of a spreadsheet or CSV file: a number, a day, a text with ASCII digits, or None."""
        raise NotImplementedError

    @property
    def operators(self) -> tuple[str, ...]:
        """The comparisons that conditions offer for it; a type may offer fewer than its kind has."""
        return OPERATORS[self.kind]

    def get_formfield(self, block_value: Mapping[str, Any]) -> forms.Field:
        """wagtailstreamforms' contract: the Django field of a raw block value."""
        return self.form_field(spec_of({"type": self.type_id, "id": "", "value": block_value}))

    @staticmethod
    def common(spec: Spec) -> dict[str, Any]:
        """Arguments that every Django field takes."""
        return {"label": spec.label, "help_text": spec.help_text, "required": spec.required}


def machine_name_block() -> blocks.Block:
    """The field's name for other software. Left blank, it is made from the label."""
    return blocks.RegexBlock(
        regex=NAME_PATTERN,
        required=False,
        label=_("Machine name"),
        help_text=_("Small Latin letters, digits and _. Made from the label when left blank; fixed once published."),
        error_messages={"invalid": _("Only small Latin letters, digits and _, beginning with a letter.")},
        form_classname="miz-machine-name",
    )


_types: dict[str, FieldType] = {}


def register(cls: type[FieldType]) -> type[FieldType]:
    """Register a field type. Raises `ImproperlyConfigured` for a second type of one id or an incomplete one."""
    add(cls, _types)
    return cls


def add(cls: type[FieldType], registry: dict[str, FieldType]) -> None:
    """Check a type and put it into a registry."""
    type_id = getattr(cls, "type_id", "")
    if not type_id:
        raise ImproperlyConfigured(f"{cls.__name__} must say its type_id")
    if not cls.label:
        raise ImproperlyConfigured(f"{cls.__name__} must have a label")
    if type_id in registry:
        raise ImproperlyConfigured(f"two field types with the id {type_id!r}")
    kind = cls()
    if not cls.is_content:
        _check_answers(kind)
    registry[type_id] = kind


def _check_answers(kind: FieldType) -> None:
    """What a type that asks must say of its answers."""
    cls = type(kind)
    if not isinstance(getattr(cls, "kind", None), FieldKind):
        raise ImproperlyConfigured(f"{cls.__name__} must say its kind")
    for name in ("form_field", "json_schema", "to_cell"):
        if getattr(cls, name) is getattr(FieldType, name):
            raise ImproperlyConfigured(f"{cls.__name__} must say its {name}")
    if not kind.operators or not set(kind.operators) <= set(OPERATORS[cls.kind]):
        raise ImproperlyConfigured(f"{cls.__name__} must offer some of the operators of its kind {cls.kind}")


def field_types() -> Mapping[str, FieldType]:
    """All types by id, in the order in which the designer offers them."""
    return _types


def field_type(type_id: str) -> FieldType:
    """The type of this id. A stored version may not outlive its types: `LookupError` says which one is gone."""
    try:
        return _types[type_id]
    except KeyError:
        raise LookupError(f"no field type {type_id!r} is registered, but a form uses it") from None


def heading(label: str) -> Spec:
    """A heading that is no field of a version: the title of a row, or of a group."""
    return Spec(id="", type="heading", name="", label=label)


def spec_of(item: Mapping[str, Any]) -> Spec:
    """A raw item of the stream (`type`, `id`, `value`) as a `Spec`; its name must be known by now."""
    value = item["value"]
    return Spec(
        id=item.get("id") or "",
        type=item["type"],
        name=value.get("name") or "",
        label=value.get("label") or "",
        help_text=value.get("help_text") or "",
        required=bool(value.get("required")),
        parameters=_parameters(item["type"], value),
        fields=tuple(spec_of(inner) for inner in value.get("fields") or ()),
        rules=value.get("rules") or {},
    )


def _parameters(type_id: str, value: Mapping[str, Any]) -> dict[str, Any]:
    if type_id in STRUCTURES:
        return {name: value[name] for name in ("min", "max") if value.get(name) is not None}
    return field_type(type_id).parameters(value)
