"""What an editor filled in one step, as its kind reads it to write the specification. Total: nothing here raises."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from forms_ext.condition_blocks import ConditionBlock
from forms_ext.conditions import FieldKind, Tree


def node_name(block_id: str | None) -> str:
    """The name of a step in specifications: stable, since the id of its block is."""
    return f"step_{(block_id or '').replace('-', '')[:8]}"


@dataclass(frozen=True)
class StepValue:
    """One step's raw value, and what lies around it.

    `following` is the next step in the editor's order; `names` the steps' names by the ids of their blocks; `versions`
    the published version of each form; `facts` the kinds of what conditions may ask about, `labels` the stored
    values of their options by label.
    """

    raw: Mapping[str, Any]
    following: str = ""
    names: Mapping[Any, str] = field(default_factory=dict)
    versions: Mapping[int, int] = field(default_factory=dict)
    facts: Mapping[str, FieldKind] = field(default_factory=dict)
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def get(self, name: str, default: Any = None) -> Any:
        """The value of a field as it is stored; `default` where it is empty."""
        return self.raw.get(name) or default

    def text(self, name: str) -> str:
        return (self.raw.get(name) or "").strip()

    def items(self, name: str) -> list["Item"]:
        """The items of a list, with their ids; where there are none (lists of plain values), with their places."""
        found = []
        for index, item in enumerate(self.raw.get(name) or []):
            if isinstance(item, Mapping) and item.get("type") == "item":
                found.append(Item(item.get("id") or str(index), item["value"], self))
            else:
                found.append(Item(str(index), item, self))
        return found

    def target(self, name: str) -> str:
        return self.step(self.raw.get(name))

    def step(self, block_id: Any) -> str:
        """The named step; the following one where none is named; a name that exists nowhere where it is gone."""
        if not block_id:
            return self.following
        return self.names.get(block_id, node_name(str(block_id)))

    def public(self) -> dict[str, Any]:
        """How the step shows to the citizen (`blocks.public_blocks`)."""
        return {"public_title": self.text("public_title"), "hidden": bool(self.raw.get("hidden"))}

    def forms(self, name: str = "forms") -> list[dict[str, Any]]:
        """Placed forms (`blocks.PlacedFormBlock`) with their published versions."""
        placed = []
        for item in self.items(name):
            form = item.get("form")
            version = self.versions.get(form) if form else None
            placed.append({"form": form, "version": version, "access": item.get("access", "read")})
        return placed

    def limit(self, name: str = "limit") -> dict[str, Any] | None:
        limit = self.raw.get(name) or {}
        return {"amount": limit["amount"], "unit": limit.get("unit") or "days"} if limit.get("amount") else None


@dataclass(frozen=True)
class Item:
    """One item of a list in a step."""

    id: str
    raw: Any
    step: StepValue

    @property
    def key(self) -> str:
        """A name that stays with the item whatever its label becomes."""
        return f"d_{self.id.replace('-', '')[:8]}"

    def get(self, name: str, default: Any = None) -> Any:
        return self.raw.get(name) or default

    def text(self, name: str) -> str:
        return (self.raw.get(name) or "").strip()

    def target(self, name: str) -> str:
        return self.step.step(self.raw.get(name))

    def condition(self, name: str) -> Tree:
        return ConditionBlock.to_tree(self.raw.get(name) or {}, self.step.facts, self.step.labels)
