"""The editor's side of conditions: rows of field, comparison and value, which write the tree."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from forms_ext.conditions import Tree

Choices = Iterable[tuple[Any, Any]]

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


class ConditionRowBlock(blocks.StructBlock):
    """One comparison. A value is asked for unless the comparison needs none."""

    def __init__(self, operands: Callable[[], Choices], **kwargs: Any) -> None:
        super().__init__(
            [
                ("field", blocks.ChoiceBlock(choices=lambda: list(operands()), label=_("Field"))),
                ("op", blocks.ChoiceBlock(choices=OPERATOR_CHOICES, default="eq", label=_("Comparison"))),
                (
                    "value",
                    blocks.CharBlock(
                        required=False,
                        max_length=300,
                        label=_("Value"),
                        help_text=_("A number, an option, a Jalali date, or yes / no."),
                    ),
                ),
            ],
            **kwargs,
        )

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if cleaned["op"] not in _NO_VALUE and not str(cleaned["value"] or "").strip():
            raise StructBlockValidationError(
                block_errors={"value": ValidationError(_now("Write the value to compare with."))}
            )
        return cleaned


class ConditionBlock(blocks.StructBlock):
    """All or any of some comparisons.

    `operands` is called when the editor is shown; it answers choices, grouped or flat, of fact names.
    """

    def __init__(self, operands: Callable[[], Choices], **kwargs: Any) -> None:
        super().__init__(
            [
                (
                    "mode",
                    blocks.ChoiceBlock(
                        choices=[("all", _("All of these hold")), ("any", _("Any of these holds"))],
                        default="all",
                        label=_("When"),
                    ),
                ),
                ("rows", blocks.ListBlock(ConditionRowBlock(operands), min_num=1, label=_("Comparisons"))),
            ],
            **kwargs,
        )

    @staticmethod
    def to_tree(value: Mapping[str, Any]) -> Tree:
        """The condition tree of a block value, raw (as stored) or bound."""
        return {value.get("mode") or "all": [_leaf(_raw(row)) for row in value.get("rows") or []]}


def _raw(row: Any) -> Mapping[str, Any]:
    # A ListBlock stores its items as {"type": "item", "value": …, "id": …}.
    return row["value"] if isinstance(row, Mapping) and "value" in row and "op" not in row else row


def _leaf(row: Mapping[str, Any]) -> dict[str, Any]:
    operator, value = row.get("op") or "eq", str(row.get("value") or "").strip()
    leaf: dict[str, Any] = {"field": row.get("field") or "", "op": operator}
    if operator in _NO_VALUE:
        return leaf
    if operator == "in":
        leaf["value"] = [_typed(part.strip()) for part in value.split("|") if part.strip()]
    else:
        leaf["value"] = _typed(value)
    return leaf


def _typed(text: str) -> Any:
    """Yes and no as booleans, Jalali dates as ISO 8601, all else as it was written."""
    from persian.jalali import JalaliDateError, parse_date

    if text.lower() in _WORDS:
        return _WORDS[text.lower()]
    if text.count("/") == 2:
        try:
            return parse_date(text).isoformat()
        except JalaliDateError:
            return text
    return text
