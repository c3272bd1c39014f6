"""From the editor's steps to the plain JSON that a version is made of.

Total: a draft in any state becomes a specification; what does not fit is named by `workflows.builder.validation`.
What each step becomes is its kind's to say (`workflows.steps`).
"""

from collections.abc import Iterable, Mapping
from typing import Any

from forms_ext.conditions import FieldKind
from workflows.steps.outline import START, fact_kinds
from workflows.steps.registry import Node, kind_of
from workflows.steps.writing import StepValue, node_name


def build_spec(
    title: str,
    raw_steps: Iterable[Mapping[str, Any]],
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
    facts = fact_kinds(named, answers or {})
    nodes: list[Node] = [{"name": START, "type": START, "title": "", "next": names[0] if names else ""}]
    for node, step, following in zip(named, steps, [*names[1:], ""], strict=False):
        value = StepValue(step["value"], following, by_id, versions or {}, facts, labels or {})
        nodes.append({**node, "title": value.text("title"), **kind_of(node).spec(value)})
    _name_options(nodes)
    return {"title": title, "nodes": nodes}


def _name_options(nodes: list[Node]) -> None:
    """Conditions on what was chosen in a step are written with a label; the engine compares keys."""
    keys = {
        f"{kind_of(node).fact}.{node['name']}": {way.label: way.key for way in kind_of(node).ways(node)}
        for node in nodes
        if kind_of(node).fact
    }
    for node in nodes:
        for condition in kind_of(node).conditions(node):
            for leaf in (leaf for rows in condition.tree.values() for leaf in rows):
                known, value = keys.get(leaf["field"], {}), leaf.get("value")
                if isinstance(value, list):
                    leaf["value"] = [known.get(one, one) for one in value]
                elif value in known:
                    leaf["value"] = known[value]
