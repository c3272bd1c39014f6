"""The editor's side of conditions: rows of field, comparison and value, which write the tree."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from forms_ext.conditions import FieldKind, Tree
from persian.forms import PersianTimeField
from persian.jalali import JalaliDateError, parse_date
from persian.text import fold

OPERATOR_CHOICES = [
    ("eq", _("is")),
    ("ne", _("is not")),
    ("gt", _("is greater than / after")),
    ("gte", _("is at least / from")),
    ("lt", _("is less than / before")),
    ("lte", _("is at most / until")),
    ("contains", _("contains")),
    ("in", _("is one of (separate with |)")),
    ("filled", _("is filled")),
    ("empty", _("is empty")),
]
_NO_VALUE = {"filled", "empty"}
# What editors may write for a yes/no answer.
_WORDS = {"بله": True, "خیر": False, "yes": True, "no": False, "true": True, "false": False}


class OperandInput(forms.TextInput):
    """Holds the name of a fact. The editor never types it: the script of the page that asks puts a list in front."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"data-condition-operand": "", "hidden": True, **(attrs or {})})


class OperandBlock(blocks.FieldBlock):
    """The fact that is compared: a field of a form, a decision, a fact of the case. What exists, the caller checks."""

    def __init__(self, *, required: bool = True, help_text: str | None = None, **kwargs: Any) -> None:
        self.field = forms.CharField(
            required=required, help_text=help_text or "", max_length=130, widget=OperandInput()
        )
        super().__init__(**kwargs)


class ConditionRowBlock(blocks.StructBlock):
    """One comparison. A value is asked for unless the comparison needs none."""

    field = OperandBlock(label=_("Field"))
    op = blocks.ChoiceBlock(choices=OPERATOR_CHOICES, default="eq", label=_("Comparison"))
    value = blocks.CharBlock(
        required=False,
        max_length=300,
        label=_("Value"),
        help_text=_("A number, an option, a Jalali date, or yes / no."),
    )

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if cleaned["op"] not in _NO_VALUE and not str(cleaned["value"] or "").strip():
            raise StructBlockValidationError(
                block_errors={"value": ValidationError(gettext("Write the value to compare with."))}
            )
        return cleaned


class ConditionBlock(blocks.StructBlock):
    """All or any of some comparisons."""

    mode = blocks.ChoiceBlock(
        choices=[("all", _("All of these hold")), ("any", _("Any of these holds"))], default="all", label=_("When")
    )
    rows = blocks.ListBlock(ConditionRowBlock(), min_num=1, label=_("Comparisons"))

    @staticmethod
    def to_tree(
        value: Mapping[str, Any],
        kinds: Mapping[str, FieldKind] | None = None,
        labels: Mapping[str, Mapping[str, str]] | None = None,
    ) -> Tree:
        """The condition tree of a block value, raw (as stored) or bound.

        `kinds` says how values are read and compared, and is kept in the tree: an option named “yes” is a word where
        the field is a choice. A comparison of a field without a known kind never holds; publishing refuses it.
        `labels` are the stored values of options by label, of each field that offers some: what is compared is the
        value, whichever of the two was written.
        """
        rows = value.get("rows") or []
        return {value.get("mode") or "all": [_leaf(_raw(row), kinds or {}, labels or {}) for row in rows]}


def _raw(row: Any) -> Mapping[str, Any]:
    # A ListBlock stores its items as {"type": "item", "value": …, "id": …}.
    return row["value"] if isinstance(row, Mapping) and "value" in row and "op" not in row else row


def _leaf(
    row: Mapping[str, Any], kinds: Mapping[str, FieldKind], labels: Mapping[str, Mapping[str, str]]
) -> dict[str, Any]:
    operator, value = row.get("op") or "eq", str(row.get("value") or "").strip()
    leaf: dict[str, Any] = {"field": row.get("field") or "", "op": operator}
    kind = kinds.get(leaf["field"])
    if kind is not None:
        leaf["kind"] = str(kind)
    if operator in _NO_VALUE:
        return leaf
    options = labels.get(leaf["field"], {})
    if operator == "in":
        leaf["value"] = [_stored(part.strip(), kind, options) for part in value.split("|") if part.strip()]
    else:
        leaf["value"] = _stored(value, kind, options)
    return leaf


def _stored(text: str, kind: FieldKind | None, options: Mapping[str, str]) -> Any:
    """What is compared: a value that is one stays, also where another option is called so."""
    if options:
        return text if text in options.values() else options.get(fold(text), text)
    return _typed(text, kind)


def _typed(text: str, kind: FieldKind | None) -> Any:
    """Yes and no as booleans, dates and times as answers are stored (ISO 8601), all else as it was written."""
    if kind is FieldKind.BOOLEAN and text.lower() in _WORDS:
        return _WORDS[text.lower()]
    if kind is FieldKind.DATE and text.count("/") == 2:
        try:
            return parse_date(text).isoformat()
        except JalaliDateError:
            return text
    if kind is FieldKind.TIME:
        try:
            time = PersianTimeField(required=False).to_python(text)
        except ValidationError:
            return text
        return time.isoformat() if time is not None else text
    return text
