"""The options of a choice: a stored value beside each label, made once and then kept.

Raw options are what the editor's list holds: `{"type": "item", "id", "value": {"label", "value"}}`, or the inner part
alone where a form is written by a program.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from forms_ext.machine_names import free_name, repeated
from persian.digits import localise
from persian.text import fold
from persian.transliteration import slug_from

__all__ = ["VALUE_PATTERN", "option_of", "option_values", "renamed_options", "repeated_options", "unfit_values"]

# Safe in addresses, CSV and conditions, where `|` separates values.
VALUE_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$"

RawOption = Mapping[str, Any]


def option_of(item: RawOption) -> dict[str, Any]:
    """The label and value of a raw option, without the list's wrapping."""
    inner = item.get("value")
    return dict(inner) if isinstance(inner, Mapping) else {"label": item.get("label"), "value": inner}


def option_values(items: Sequence[RawOption]) -> list[str]:
    """The value of each option: its own, or one made from its label, unique among all of them.

    Given values are left as they are, for `repeated_options` to check.
    """
    options = [option_of(item) for item in items]
    taken = {fold(one["value"]) for one in options if one.get("value")}
    values = []
    for one in options:
        value = fold(one["value"]) if one.get("value") else _made(str(one.get("label") or ""), taken)
        taken.add(value)
        values.append(value)
    return values


def _made(label: str, taken: set[str]) -> str:
    return free_name(slug_from(label, max_length=50, fallback="option"), taken)


def unfit_values(options: Iterable[Mapping[str, str]]) -> list[str]:
    """Values that software could not take, as sentences. In versions from before, a label is its own value."""
    return [
        _("The stored value “%(value)s” is not valid.") % {"value": one["value"][:70]}
        for one in options
        if one["value"] != one["label"] and not re.match(VALUE_PATTERN, one["value"])
    ]


def repeated_options(options: Iterable[Mapping[str, str]]) -> list[str]:
    """Values and labels that stand twice, as sentences."""
    options = list(options)
    values, labels = [one["value"] for one in options], [one["label"] for one in options]
    found = [_("The stored value “%(value)s” is used twice.") % {"value": values[one]} for one in repeated(values)]
    return found + [
        _("The option “%(label)s” stands twice.") % {"label": localise(labels[one])} for one in repeated(labels)
    ]


def renamed_options(items: Sequence[RawOption], published: Sequence[RawOption]) -> list[str]:
    """Published options whose value changed, or went to another option, as sentences.

    An option is known by the id of its place in the list, and where it has none (written by a program), by its label.
    """
    now = list(_known(items))
    found = []
    for identity, label, value in _known(published):
        for other_identity, other_label, other_value in now:
            same = identity == other_identity if identity and other_identity else label == other_label
            if same and other_value != value:
                found.append(_("The stored value “%(value)s” is published and stays.") % {"value": value})
            elif not same and other_value == value and label != other_label:
                found.append(
                    _("The stored value “%(value)s” is published for “%(label)s” and stays with it.")
                    % {"value": value, "label": localise(label)}
                )
    return found


def _known(items: Sequence[RawOption]) -> Iterable[tuple[str, str, str]]:
    for item, value in zip(items, option_values(items), strict=True):
        yield str(item.get("id") or ""), fold(option_of(item).get("label") or ""), value
