"""Ids of the items of steps: no two of a process share one.

The editor's page carries the default item of a list (the first decision of a step) with one id, so that two steps that
are added in one visit get it both.
"""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

__all__ = ["with_own_ids"]

_NAMESPACE = uuid.UUID("6f1d3f0a-2a55-4c1f-9a39-6c2f6f8f3f51")


def with_own_ids(raw_steps: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The steps (raw stream data), in which an item with an id that stood before has another.

    It is made of the ids of step and item: the page that is still open sends the same again, and gets the same.
    """
    seen: set[str] = set()
    return [{**step, "value": _own(step.get("value"), str(step.get("id")), seen)} for step in raw_steps]


def _own(value: Any, step: str, seen: set[str]) -> Any:
    if isinstance(value, list):
        return [_own(one, step, seen) for one in value]
    if not isinstance(value, Mapping):
        return value
    made = {name: _own(one, step, seen) for name, one in value.items()}
    if made.get("type") == "item" and made.get("id"):
        if made["id"] in seen:
            made["id"] = str(uuid.uuid5(_NAMESPACE, f"{step}/{made['id']}"))
        seen.add(made["id"])
    return made
