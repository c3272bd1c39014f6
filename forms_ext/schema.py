"""The stream of a form as data: machine names for its fields, and what is wrong with it."""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext as _

from forms_ext.fields import field_type, field_types
from forms_ext.fields.registry import NAME_PATTERN
from forms_ext.machine_names import free_name
from persian.digits import localise
from persian.transliteration import slug_from

Item = dict[str, Any]
# Names that forms, APIs or the package use for themselves.
RESERVED = {"form_id", "form_reference", "csrfmiddlewaretoken", "id", "pk", "revision", "decision", "note", "submit"}
MOST_FIELDS = 500


def named(items: Iterable[Mapping[str, Any]]) -> list[Item]:
    """The items as plain JSON, each field with a machine name: its own, or one made from its label.

    Made names are unique among all of the form's; given ones are left as they are, for `problems` to judge.
    """
    plain: list[Item] = json.loads(json.dumps(list(items), cls=DjangoJSONEncoder))
    found = [{"type": one["type"], "id": one.get("id") or "", "value": _named_inside(one)} for one in plain]
    taken = RESERVED | {one["value"].get("name") or "" for one in found}
    for one in found:
        value = one["value"]
        if is_content(one) or value.get("name"):
            continue
        value["name"] = free_name(slug_from(str(value.get("label") or ""), max_length=50), taken)
        taken.add(value["name"])
    return found


def _named_inside(item: Mapping[str, Any]) -> dict[str, Any]:
    value: dict[str, Any] = item["value"]
    return field_type(item["type"]).named(value) if item["type"] in field_types() else dict(value)


def is_content(item: Mapping[str, Any]) -> bool:
    """Whether the item asks nothing. Unknown types are judged by `problems`."""
    return item["type"] in field_types() and field_type(item["type"]).is_content


def problems(items: list[Item]) -> list[str]:
    """Why this form cannot be published, as sentences; empty when it can."""
    found = [f"«{item['value'].get('label') or '…'}»: {text}" for item in items for text in item_problems(item)]
    return found + general_problems(items) + [text for _index, text in repeated_names(items)]


def general_problems(items: list[Item]) -> list[str]:
    """What is wrong with the form as a whole, not with one of its fields."""
    fields = [item for item in items if item["type"] in field_types() and not is_content(item)]
    if not fields:
        return [_("The form asks nothing yet. Add at least one field.")]
    if len(items) > MOST_FIELDS:
        return [_("A form can have at most %(limit)s fields.") % {"limit": localise(MOST_FIELDS)}]
    return []


def item_problems(item: Item) -> list[str]:
    """What is wrong with one field by itself."""
    if item["type"] not in field_types():
        return [_("This type of field does not exist any more.")]
    value, kind = item["value"], field_type(item["type"])
    found = []
    if not str(value.get("label") or "").strip():
        found.append(_("A label is missing."))
    if not kind.is_content:
        name = value.get("name") or ""
        if name in RESERVED:
            found.append(_("The machine name “%(name)s” is reserved.") % {"name": name})
        elif not re.match(NAME_PATTERN, name):
            found.append(_("The machine name “%(name)s” is not valid.") % {"name": name[:60]})
    return found + kind.problems(kind.parameters(value))


def repeated_names(items: list[Item]) -> list[tuple[int, str]]:
    """Fields whose machine name stands earlier already: (index, sentence)."""
    seen: set[str] = set()
    found = []
    for index, item in enumerate(items):
        name = item["value"].get("name")
        if is_content(item) or not name:
            continue
        if name in seen:
            found.append((index, _("The machine name “%(name)s” is used twice.") % {"name": name}))
        seen.add(name)
    return found


def renamed(items: list[Item], published: Iterable[Mapping[str, Any]]) -> list[tuple[int, str]]:
    """Fields of which a machine name differs from the published one, their own or an option's: (index, sentence)."""
    fixed = {item["id"]: item["value"] for item in published if item.get("id")}
    return [
        (index, text)
        for index, item in enumerate(items)
        if item["id"] in fixed
        for text in _changes(item, fixed[item["id"]])
    ]


def _changes(item: Item, published: Mapping[str, Any]) -> list[str]:
    """What of one field's published names changed."""
    name, found = published.get("name"), []
    if name and item["value"].get("name") != name:
        found.append(_("The machine name “%(name)s” is published and stays.") % {"name": name})
    if item["type"] in field_types():
        found += field_type(item["type"]).renamed(item["value"], published)
    return found
