"""From a published process to a Viewflow flow.

`ProcessVersion.spec` (plain JSON) becomes a subclass of `viewflow.workflow.Flow`, made once per worker process, about a
millisecond and some kilobytes each. A version never changes, so nothing is ever invalidated. Viewflow's references
(`workflows/flows.P12V3`) find the class again through `workflows.flows`.

`nodes` makes a Viewflow node of each step, asking its kind (`workflows.steps`); `activations` says what happens when it
is reached, which is all in `workflows.engine.runtime`.
"""

import re
from collections.abc import Mapping
from typing import Any

from viewflow.workflow import Flow, lock

from workflows.compiler.nodes import Step
from workflows.models import Case, ProcessVersion, Task
from workflows.steps.registry import kinds

__all__ = ["MissingProcessVersion", "compile_spec", "flow_class_for", "flow_class_named", "flow_name"]

_NAME = re.compile(r"P(\d{1,18})V(\d{1,9})")
_classes: dict[str, type[Flow]] = {}


class MissingProcessVersion(AttributeError):
    """A case or task refers to a process version that the database does not have.

    An `AttributeError`, since it is raised where a module is asked for a class: Viewflow's fields then read as None.
    """


def flow_name(process_id: int, number: int) -> str:
    """The name of a version's flow class in `workflows.flows`."""
    return f"P{process_id}V{number}"


def flow_class_for(version: ProcessVersion) -> type[Flow]:
    """The flow class of a version; compiled at first need. No query."""
    name = flow_name(version.process_id, version.number)
    flow_class = _classes.get(name)
    if flow_class is None:
        # Two threads may compile at once; all then use the class that was stored first.
        flow_class = _classes.setdefault(name, compile_spec(version.spec, name=name))
    return flow_class


def flow_class_named(name: str) -> type[Flow]:
    """The flow class of this name; one query where it is not compiled yet. Raises `MissingProcessVersion`."""
    if name in _classes:
        return _classes[name]
    match = _NAME.fullmatch(name)
    version = ProcessVersion.objects.filter(process_id=int(match[1]), number=int(match[2])).first() if match else None
    if version is None:
        raise MissingProcessVersion(f"there is no published process version {name}")
    return flow_class_for(version)


def compile_spec(spec: Mapping[str, Any], *, name: str = "Draft") -> type[Flow]:
    """A flow class of this specification, kept nowhere. Its targets must exist (`workflows.builder.validation`).

    Raises `LookupError` where a kind of step is not installed: a case must not run on half a process.
    """
    for node in spec["nodes"]:
        kinds[node["type"]]  # raises
    nodes = {node["name"]: Step(node) for node in spec["nodes"]}
    attributes = {
        "__module__": "workflows.flows",
        "__doc__": "",
        "process_class": Case,
        "task_class": Task,
        # The verbs lock the case themselves, once, before they read it.
        "lock_impl": lock.no_lock,
        "process_title": spec.get("title") or name,
        "process_description": " ",
        **nodes,
    }
    return type(name, (Flow,), attributes)


def forget_classes() -> None:
    """Forget what was compiled, and what Viewflow remembers of it: for databases that are made anew, as tests do."""
    from viewflow.workflow import fields

    _classes.clear()
    for remembered in (
        fields.import_flow_by_ref,
        fields.import_task_by_ref,
        fields.get_flow_ref,
        fields.get_task_ref,
    ):
        remembered.cache_clear()
