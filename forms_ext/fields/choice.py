"""Yes or no, one of several, several of several."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from forms_ext.conditions import FieldKind
from forms_ext.fields.cells import Cell, text_cell
from forms_ext.fields.options import (
    VALUE_PATTERN,
    option_of,
    option_values,
    renamed_options,
    repeated_options,
    unfit_values,
)
from forms_ext.fields.registry import FieldType, JsonSchema, Parameters, Spec, register
from persian.digits import localise
from persian.text import fold

# Up to so many options are shown all at once; more become a drop-down list.
SHOWN_AT_ONCE = 5
MOST_OPTIONS = 500


def _yes_or_no(value: Any) -> bool | None:
    return {"true": True, "false": False}.get(str(value).lower())


@register
class YesNo(FieldType):
    """A question that wants a yes or a no: unlike a tick box, it tells 'no' from 'not answered'."""

    type_id = "yes_no"
    kind = FieldKind.BOOLEAN
    label = _("Yes / no")
    icon = "check"

    def form_field(self, spec: Spec) -> forms.Field:
        return forms.TypedChoiceField(
            choices=[("true", _("Yes")), ("false", _("No"))],
            coerce=_yes_or_no,
            empty_value=None,
            widget=forms.RadioSelect,
            error_messages={"required": _("Answer yes or no.")},
            **self.common(spec),
        )

    def from_json(self, value: Any) -> str | None:
        return None if value is None else str(bool(value)).lower()

    def display(self, value: Any, spec: Spec) -> str:
        return "" if value is None else gettext("Yes") if value else gettext("No")

    def json_schema(self, spec: Spec) -> JsonSchema:
        return {"type": "boolean"}

    def to_cell(self, value: Any, spec: Spec) -> Cell:
        return text_cell(self.display(value, spec))


class _FoldedChoice(forms.ChoiceField):
    """Takes an option whichever digits, ye and kaf it comes with."""

    def to_python(self, value: Any) -> str:
        return fold(super().to_python(value))


class _FoldedChoices(forms.MultipleChoiceField):
    def to_python(self, value: Any) -> list[str]:
        return [fold(one) for one in super().to_python(value)]


class OptionBlock(blocks.StructBlock):
    """One option: what people read, and the value that is stored and compared."""

    label = blocks.CharBlock(label=_("Option"), max_length=200)
    value = blocks.RegexBlock(
        regex=VALUE_PATTERN,
        required=False,
        label=_("Stored value"),
        help_text=_("Made from the option when left blank; fixed once published, whatever the option is called later."),
        error_messages={"invalid": _("Only Latin letters, digits, _, - and point, at most 64.")},
        form_classname="miz-machine-name",
    )

    class Meta:
        label_format = "{label}"


class _Choice(FieldType):
    def parameter_blocks(self) -> list[tuple[str, blocks.Block]]:
        options = blocks.ListBlock(OptionBlock(), min_num=1, max_num=MOST_OPTIONS, label=_("Options"))
        return [("options", options)]

    def named(self, value: Parameters) -> dict[str, Any]:
        raw = value.get("options")
        if not isinstance(raw, list):
            return dict(value)
        made = option_values(raw)
        items = [{**item, "value": {**option_of(item), "value": one}} for item, one in zip(raw, made, strict=True)]
        return {**value, "options": [{"type": "item", **item} for item in items]}

    def renamed(self, value: Parameters, published: Parameters) -> list[str]:
        return renamed_options(value.get("options") or [], published.get("options") or [])

    def parameters(self, value: Parameters) -> dict[str, Any]:
        """Versions from before options had values of their own hold `choices`: there each label is its own value."""
        if (raw := value.get("options")) is None:
            return {"options": [{"value": one, "label": one} for one in _old_choices(value.get("choices"))]}
        values = option_values(raw)
        labels = [fold(option_of(item).get("label") or "") for item in raw]
        return {"options": [{"value": one, "label": label} for one, label in zip(values, labels, strict=True)]}

    def problems(self, parameters: Parameters) -> list[str]:
        options = parameters["options"]
        if not options:
            return [gettext("Write at least one option.")]
        if len(options) > MOST_OPTIONS:
            return [gettext("At most %(limit)s options are possible.") % {"limit": localise(MOST_OPTIONS)}]
        if any(not one["label"] for one in options):
            return [gettext("Write what each option is called.")]
        return unfit_values(options) + repeated_options(options)

    @staticmethod
    def shown(spec: Spec) -> list[tuple[str, str]]:
        """The options as Django's choices, with the digits of the language."""
        return [(option.value, localise(option.label)) for option in spec.options]

    def labels(self, value: Any, spec: Spec) -> list[str]:
        """The stored values in words; one that is no option any more stands for itself."""
        known = dict(spec.options)
        values = value if isinstance(value, list) else [value]
        return [known.get(one, str(one)) for one in values if one not in (None, "")]

    def display(self, value: Any, spec: Spec) -> str:
        return localise("، ".join(self.labels(value, spec)))

    def to_cell(self, value: Any, spec: Spec) -> Cell:
        return text_cell("، ".join(self.labels(value, spec)))


def _old_choices(raw: Any) -> list[str]:
    lines = raw.splitlines() if isinstance(raw, str) else raw or []
    return list(dict.fromkeys(option for line in lines if (option := fold(line))))


@register
class SingleChoice(_Choice):
    type_id = "single_choice"
    kind = FieldKind.CHOICE
    label = _("Single choice")
    icon = "radio-full"

    def form_field(self, spec: Spec) -> forms.Field:
        options = self.shown(spec)
        few = len(options) <= SHOWN_AT_ONCE
        return _FoldedChoice(
            choices=options if few else [("", _("Choose…")), *options],
            widget=forms.RadioSelect if few else forms.Select,
            error_messages={
                "required": _("Choose an option."),
                "invalid_choice": _("“%(value)s” is not one of the options."),
            },
            **self.common(spec),
        )

    def json_schema(self, spec: Spec) -> JsonSchema:
        return {"type": "string", "enum": [option.value for option in spec.options]}


@register
class MultipleChoice(_Choice):
    type_id = "multiple_choice"
    kind = FieldKind.CHOICES
    label = _("Multiple choice")
    icon = "list-ul"

    def form_field(self, spec: Spec) -> forms.Field:
        return _FoldedChoices(
            choices=self.shown(spec),
            widget=forms.CheckboxSelectMultiple,
            error_messages={
                "required": _("Choose at least one option."),
                "invalid_choice": _("“%(value)s” is not one of the options."),
            },
            **self.common(spec),
        )

    def json_schema(self, spec: Spec) -> JsonSchema:
        options = {"type": "string", "enum": [option.value for option in spec.options]}
        return {"type": "array", "items": options, "minItems": 1, "uniqueItems": True}
