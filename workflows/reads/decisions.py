"""What can be decided in a task."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain

from forms_ext import selectors as form_selectors
from workflows.access.placed_forms import forms_at
from workflows.engine import specs
from workflows.models import Task
from workflows.sla import Holder
from workflows.steps.registry import kind_of


@dataclass(frozen=True, slots=True)
class Decision:
    """One button of the decision bar. `target_title` names the step that it leads to."""

    key: str
    label: str
    needs_note: bool
    target: str
    target_title: str
    asks_applicant: bool = False


def decisions_of(task: Task) -> list[Decision]:
    """What can be decided in the task, in the editor's order."""
    spec = specs.spec_of(task.process_version_id)
    node = spec.node(task.step)
    return [
        Decision(
            key=way.key,
            label=way.label,
            needs_note=way.needs_note,
            target=way.target,
            target_title=spec.node(way.target).get("title", ""),
            asks_applicant=kind_of(spec.node(way.target)).waits_for is Holder.APPLICANT,
        )
        for way in kind_of(node).ways(node)
        if way.key
    ]


@dataclass(frozen=True, slots=True)
class Askable:
    """A field of a filled form that a decision can send back to the applicant to be mended."""

    form_slug: str
    form_title: str
    name: str
    label: str

    @property
    def key(self) -> str:
        return f"{self.form_slug}.{self.name}"


def askable(task: Task, decision: Decision) -> list[Askable]:
    """What the decision can ask the applicant to mend: the open fields of the filled forms that the step after it
    places for writing. Nothing where it does not lead to the applicant.
    """
    if not decision.asks_applicant:
        return []
    node = specs.spec_of(task.process_version_id).node(decision.target)
    return [
        Askable(form.form_slug, form.title, name, label)
        for form in forms_at(task.process, node, {})
        if form.is_writable and form.record is not None
        for name, label in form_selectors.open_fields(form.version, form.answers).items()
    ]


def askable_of(task: Task) -> list[Askable]:
    """What can be asked with one decision of the task or another, each field once."""
    return list(dict.fromkeys(chain.from_iterable(askable(task, way) for way in decisions_of(task))))
