"""Yes or no, one of several, several of several."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from forms_ext.conditions import FieldKind
from forms_ext.fields.registry import FieldType, Parameters, Spec, register
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
    json_types = (bool,)
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


class _FoldedChoice(forms.ChoiceField):
    """Takes an option whichever digits, ye and kaf it comes with."""

    def to_python(self, value: Any) -> str:
        return fold(super().to_python(value))


class _FoldedChoices(forms.MultipleChoiceField):
    def to_python(self, value: Any) -> list[str]:
        return [fold(one) for one in super().to_python(value)]


class _Choice(FieldType):
    def parameter_blocks(self) -> list[tuple[str, blocks.Block]]:
        return [
            (
                "choices",
                blocks.TextBlock(label=_("Options"), help_text=_("One option a line."), rows=4),
            ),
        ]

    def parameters(self, value: Parameters) -> dict[str, Any]:
        raw = value.get("choices") or []
        lines = raw.splitlines() if isinstance(raw, str) else raw
        return {"choices": list(dict.fromkeys(option for line in lines if (option := fold(line))))}

    def problems(self, parameters: Parameters) -> list[str]:
        if not parameters["choices"]:
            return [gettext("Write at least one option.")]
        if len(parameters["choices"]) > MOST_OPTIONS:
            return [gettext("At most %(limit)s options are possible.") % {"limit": localise(MOST_OPTIONS)}]
        return []

    @staticmethod
    def options(spec: Spec) -> list[tuple[str, str]]:
        """Stored with ASCII digits, shown with those of the language."""
        return [(option, localise(option)) for option in spec.choices]

    def display(self, value: Any, spec: Spec) -> str:
        values = value if isinstance(value, list) else [value]
        return localise("، ".join(str(option) for option in values if option not in (None, "")))


@register
class SingleChoice(_Choice):
    type_id = "single_choice"
    kind = FieldKind.CHOICE
    label = _("Single choice")
    icon = "radio-full"

    def form_field(self, spec: Spec) -> forms.Field:
        few = len(spec.choices) <= SHOWN_AT_ONCE
        options = self.options(spec)
        return _FoldedChoice(
            choices=options if few else [("", _("Choose…")), *options],
            widget=forms.RadioSelect if few else forms.Select,
            error_messages={
                "required": _("Choose an option."),
                "invalid_choice": _("“%(value)s” is not one of the options."),
            },
            **self.common(spec),
        )


@register
class MultipleChoice(_Choice):
    type_id = "multiple_choice"
    kind = FieldKind.CHOICES
    json_types = (list,)
    label = _("Multiple choice")
    icon = "list-ul"

    def form_field(self, spec: Spec) -> forms.Field:
        return _FoldedChoices(
            choices=self.options(spec),
            widget=forms.CheckboxSelectMultiple,
            error_messages={
                "required": _("Choose at least one option."),
                "invalid_choice": _("“%(value)s” is not one of the options."),
            },
            **self.common(spec),
        )
