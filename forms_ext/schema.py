"""The stream of a form as data: machine names for its fields, and what is wrong with it."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext as _

from forms_ext.answers.kinds import STRUCTURES
from forms_ext.answers.tree import Plan
from forms_ext.fields import field_type, field_types
from forms_ext.fields.registry import NAME_PATTERN, spec_of
from forms_ext.machine_names import free_name, repeated
from persian.digits import localise
from persian.transliteration import slug_from

Item = dict[str, Any]
# Names that forms, pages, APIs or the package use for themselves.
RESERVED = {
    *("form_id", "form_reference", "csrfmiddlewaretoken", "id", "pk", "submit"),
    *("revision", "decision", "note", "step", "action", "page", "today"),
    # Templates look for these in a form before they look for a field of it.
    *("errors", "sections", "non_field_errors"),
}
MOST_FIELDS = 500


def named(items: Iterable[Mapping[str, Any]]) -> list[Item]:
    """The items as plain JSON, each field with a machine name: its own, or one made from its label.

    Made names are unique where they stand; given ones are left as they are, for `problems` to check.
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
    if item["type"] in STRUCTURES:
        return {**value, "fields": named(_inner(item))}
    return field_type(item["type"]).named(value) if item["type"] in field_types() else dict(value)


def is_content(item: Mapping[str, Any]) -> bool:
    """Whether the item asks nothing. Unknown types are validated by `problems`."""
    return item["type"] in field_types() and field_type(item["type"]).is_content


def _inner(item: Mapping[str, Any]) -> list[Item]:
    """The items inside a group or a repeating group; of any other item none."""
    return list(item["value"].get("fields") or ()) if item["type"] in STRUCTURES else []


def _everything(items: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    for item in items:
        yield item
        yield from _everything(_inner(item))


def problems(items: list[Item]) -> list[str]:
    """Why this form cannot be published, as sentences; empty when it can."""
    found = [f"«{_label(item)}»: {text}" for item in _everything(items) for text in item_problems(item)]
    found += general_problems(items) + [text for _index, text in repeated_names(items)]
    return found or _rule_problems(items)


def _label(item: Mapping[str, Any]) -> str:
    return item["value"].get("label") or "…"


def _rule_problems(items: list[Item]) -> list[str]:
    """What is wrong with the rules of fields that are good in themselves."""
    if not any(item["value"].get("rules") for item in _everything(items)):
        return []
    plan = Plan([spec_of(item) for item in items])
    return [f"«{plan.by_path[problem.path].spec.label}»: {problem.text}" for problem in plan.problems]


def general_problems(items: list[Item]) -> list[str]:
    """What is wrong with the form as a whole, not with one of its fields."""
    every = list(_everything(items))
    if not any(item["type"] in field_types() and not is_content(item) for item in every):
        return [_("The form asks nothing yet. Add at least one field.")]
    if len(every) > MOST_FIELDS:
        return [_("A form can have at most %(limit)s fields.") % {"limit": localise(MOST_FIELDS)}]
    return []


def item_problems(item: Mapping[str, Any]) -> list[str]:
    """What is wrong with one field by itself."""
    if item["type"] not in {*STRUCTURES, *field_types()}:
        return [_("This type of field does not exist any more.")]
    found = [] if str(item["value"].get("label") or "").strip() else [_("A label is missing.")]
    if not is_content(item):
        found += _name_problems(item["value"].get("name") or "")
    if item["type"] in STRUCTURES:
        return found
    kind = field_type(item["type"])
    return found + kind.problems(kind.parameters(item["value"]))


def _name_problems(name: str) -> list[str]:
    if name in RESERVED:
        return [_("The machine name “%(name)s” is reserved.") % {"name": name}]
    if not re.match(NAME_PATTERN, name):
        return [_("The machine name “%(name)s” is not valid.") % {"name": name[:60]}]
    return []


def repeated_names(items: list[Item]) -> list[tuple[int, str]]:
    """Fields whose machine name stands beside them already: (index, sentence). Inside a group, at the group's index."""
    names = ["" if is_content(item) else item["value"].get("name") or "" for item in items]
    inside = [(index, text) for index, item in enumerate(items) for _index, text in repeated_names(_inner(item))]
    return inside + [
        (index, _("The machine name “%(name)s” is used twice.") % {"name": names[index]}) for index in repeated(names)
    ]


def renamed(items: list[Item], published: Iterable[Mapping[str, Any]]) -> list[tuple[int, str]]:
    """Fields of which a machine name differs from the published one, their own or an option's: (index, sentence).

    A field that moved into or out of a group has another path, and so another name to all who ask for it.
    """
    fixed = {item["id"]: (path, item["value"]) for path, item in _with_paths(published) if item.get("id")}
    return [
        (index, text)
        for index, top in enumerate(items)
        for path, item in _with_paths([top])
        if item.get("id") in fixed
        for text in _changes(path, item, *fixed[item["id"]])
    ]


def _with_paths(items: Iterable[Mapping[str, Any]], around: str = "") -> Iterator[tuple[str, Mapping[str, Any]]]:
    for item in items:
        path = f"{around}{item['value'].get('name') or ''}"
        yield path, item
        yield from _with_paths(_inner(item), f"{path}.")


def _changes(path: str, item: Mapping[str, Any], fixed: str, published: Mapping[str, Any]) -> list[str]:
    """What of one field's published names changed."""
    found = []
    if published.get("name") and path != fixed:
        found.append(_("The machine name “%(name)s” is published and stays.") % {"name": fixed})
    if item["type"] in field_types():
        found += field_type(item["type"]).renamed(item["value"], published)
    return found
