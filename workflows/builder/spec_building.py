"""From the editor's steps to the plain JSON that a version is made of.

Total: a draft in any state becomes a specification; what does not fit is named by `workflows.builder.validation`.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from forms_ext.condition_blocks import ConditionBlock
from forms_ext.conditions import FieldKind
from workflows.builder.operands import fact_kinds

Node = dict[str, Any]
Raw = Mapping[str, Any]
START = "start"


def node_name(block_id: str | None) -> str:
    """The name of a step in specifications: stable, since the id of its block is."""
    return f"step_{(block_id or '').replace('-', '')[:8]}"


def build_spec(
    title: str,
    raw_steps: Iterable[Raw],
    versions: Mapping[int, int] | None = None,
    answers: Mapping[str, FieldKind] | None = None,
    labels: Mapping[str, Mapping[str, str]] | None = None,
) -> dict[str, Any]:
    """The specification of these steps (raw stream data).

    `versions` maps a form's id to the id of the version that is placed; forms without one are placed without.
    `answers` are the kinds of the answers that conditions may ask about, `labels` the stored values of their options by
    label.
    """
    steps = [step for step in raw_steps if isinstance(step.get("value"), Mapping)]
    names = [node_name(step.get("id")) for step in steps]
    by_id = {step.get("id"): name for step, name in zip(steps, names, strict=True)}
    named = [{"name": name, "type": step["type"]} for step, name in zip(steps, names, strict=True)]
    kinds = fact_kinds(named, answers or {})
    nodes: list[Node] = [{"name": START, "type": "start", "title": "", "next": names[0] if names else ""}]
    for index, (step, name) in enumerate(zip(steps, names, strict=True)):
        following = names[index + 1] if index + 1 < len(names) else ""
        builder = _Builder(step["value"], by_id, following, versions or {}, kinds, labels or {})
        node = {"name": name, "type": step["type"], "title": (step["value"].get("title") or "").strip()}
        nodes.append(node | builder.build(step["type"]))
    _name_decisions(nodes)
    return {"title": title, "nodes": nodes}


class _Builder:
    def __init__(
        self,
        value: Raw,
        by_id: Mapping[Any, str],
        following: str,
        versions: Mapping[int, int],
        kinds: Mapping[str, FieldKind],
        labels: Mapping[str, Mapping[str, str]],
    ) -> None:
        self.value, self.by_id, self.following, self.versions = value, by_id, following, versions
        self.kinds, self.labels = kinds, labels

    def build(self, kind: str) -> Node:
        return {
            "staff_task": self.staff_task,
            "applicant_task": self.applicant_task,
            "route": self.route,
            "message": self.message,
            "end": self.end,
        }[kind]()

    def target(self, block_id: Any) -> str:
        """The named step; the following one where none is named; a name that exists nowhere where it is gone."""
        if not block_id:
            return self.following
        return self.by_id.get(block_id, node_name(str(block_id)))

    def visible(self) -> Node:
        return {
            "public_title": (self.value.get("public_title") or "").strip(),
            "hidden": bool(self.value.get("hidden")),
        }

    def forms(self) -> list[Node]:
        placed = []
        for item in _items(self.value.get("forms")):
            form = item.get("form")
            version = self.versions.get(form) if form else None
            placed.append({"form": form or None, "version": version, "access": item.get("access") or "read"})
        return placed

    def limit(self) -> Node | None:
        limit = self.value.get("limit") or {}
        return {"amount": limit["amount"], "unit": limit.get("unit") or "days"} if limit.get("amount") else None

    def staff_task(self) -> Node:
        decisions = [
            {
                "key": _key(identifier),
                "label": (item.get("label") or "").strip(),
                "target": self.target(item.get("target")),
                "needs_note": bool(item.get("needs_note")),
            }
            for identifier, item in _identified(self.value.get("decisions"))
        ]
        return self.visible() | {
            "post": self.value.get("post"),
            "forms": self.forms(),
            "decisions": decisions,
            "limit": self.limit(),
            "instructions": self.value.get("instructions") or "",
            "referral_posts": [post for post in _items(self.value.get("referral_posts")) if post],
        }

    def applicant_task(self) -> Node:
        return self.visible() | {
            "forms": self.forms(),
            "limit": self.limit(),
            "instructions": self.value.get("instructions") or "",
            "next": self.target(self.value.get("next")),
        }

    def route(self) -> Node:
        branches = [
            {
                "label": (item.get("label") or "").strip(),
                "condition": ConditionBlock.to_tree(item.get("condition") or {}, self.kinds, self.labels),
                "target": self.target(item.get("target")),
            }
            for item in _items(self.value.get("branches"))
        ]
        return {"hidden": True, "branches": branches, "default": self.target(self.value.get("default"))}

    def message(self) -> Node:
        return {
            "hidden": True,
            "channel": self.value.get("channel") or "sms",
            "subject": (self.value.get("subject") or "").strip(),
            "body": self.value.get("body") or "",
            "next": self.target(self.value.get("next")),
        }

    def end(self) -> Node:
        return {
            "public_title": (self.value.get("public_title") or "").strip(),
            "outcome": self.value.get("outcome") or "done",
        }


def _identified(items: Any) -> list[tuple[str, Any]]:
    """The values of a raw list block with the ids of their items."""
    found = []
    for index, item in enumerate(items or []):
        if isinstance(item, Mapping) and item.get("type") == "item":
            found.append((item.get("id") or str(index), item["value"]))
        else:
            found.append((str(index), item))
    return found


def _items(items: Any) -> list[Any]:
    return [value for _identifier, value in _identified(items)]


def _key(identifier: str) -> str:
    return f"d_{identifier.replace('-', '')[:8]}"


def _name_decisions(nodes: list[Node]) -> None:
    """Conditions on decisions are written with a decision's label; the engine compares keys."""
    keys = {
        f"decision.{node['name']}": {decision["label"]: decision["key"] for decision in node["decisions"]}
        for node in nodes
        if node["type"] == "staff_task"
    }
    for node in nodes:
        for branch in node.get("branches", []):
            for rows in branch["condition"].values():
                for leaf in rows:
                    known = keys.get(leaf["field"], {})
                    value = leaf.get("value")
                    if isinstance(value, list):
                        leaf["value"] = [known.get(one, one) for one in value]
                    elif value in known:
                        leaf["value"] = known[value]
