"""One pass that decides what is seen, kept, computed and needed. Pure: the same answers and facts give the same.

Each place of each field is visited once, in the order of the plan: what it stands in and what its rules ask of are
settled before it, so the outcome does not depend on the order of the fields, and settling what is settled changes
nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from forms_ext.answers.evaluation import Budget, Fault, Tree, evaluate
from forms_ext.answers.kinds import FieldKind
from forms_ext.answers.paths import ROW_ID, Path, Place, copied, places
from forms_ext.answers.tree import Node, Plan
from forms_ext.answers.values import Value, is_empty, read, write

__all__ = ["ALWAYS", "Settled", "settle"]

ALWAYS: Tree = ["b", True]


@dataclass
class Settled:
    """Answers as they stand after the pass, and what it found by answer path."""

    answers: dict[str, Any]
    errors: dict[Path, ValidationError] = field(default_factory=dict)
    hidden: set[Path] = field(default_factory=set)
    readonly: set[Path] = field(default_factory=set)
    required: set[Path] = field(default_factory=set)

    def is_closed(self, path: Path) -> bool:
        """Whether the answer, or something that it stands in, is hidden or read only."""
        closed = self.hidden | self.readonly
        return bool(closed) and any(path[:length] in closed for length in range(1, len(path) + 1))


def settle(
    plan: Plan,
    answers: Mapping[str, Any],
    *,
    before: Mapping[str, Any] | None = None,
    facts: Mapping[str, Value] | None = None,
) -> Settled:
    """Settle the answers; they stay as they are, the outcome has its own.

    What is not visible goes, what is computed is computed anew, what is read only keeps its answer of `before` (found
    by the ids of its rows). `facts` are the values of `tree.FACTS`. A rule that has no value for these answers
    (`Fault`) is an error at its field, gives no value, and does not hold.
    """
    settling = _Pass(plan, copied(dict(answers)), before, facts or {})
    for node in plan.decided:
        for place in places(node, settling.found.answers):
            settling.decide(node, place)
    for node in plan.needed:
        for place in places(node, settling.found.answers):
            settling.ask_need(node, place)
    return settling.found


class _Pass:
    def __init__(
        self, plan: Plan, answers: dict[str, Any], before: Mapping[str, Any] | None, facts: Mapping[str, Value]
    ) -> None:
        self.plan, self.before, self.facts = plan, before, facts
        self.found = Settled(answers)
        self.budget = Budget()

    def decide(self, node: Node, place: Place) -> None:
        visible, readonly, compute = (node.rules[aspect] for aspect in ("visible", "readonly", "compute"))
        if visible is not None and not self._holds(visible, place):
            place.at.pop(node.name, None)
            self.found.hidden.add(place.path)
        elif not node.is_leaf:
            place.at.setdefault(node.name, {} if node.kind == FieldKind.GROUP else [])
        elif compute is not None:
            value = self._ask(compute, place)
            _set(place, None if is_empty(value) else write(value)[1])
        elif readonly is not None and self._holds(readonly, place):
            self.found.readonly.add(place.path)
            if self.before is not None:
                _set(place, _by_id(self.before, place.by_id))

    def ask_need(self, node: Node, place: Place) -> None:
        rule = node.rules["required"]
        if rule is not None and place.path not in self.found.hidden and (rule == ALWAYS or self._holds(rule, place)):
            self.found.required.add(place.path)

    def _holds(self, tree: Tree, place: Place) -> bool:
        return tree == ALWAYS or self._ask(tree, place) is True

    def _ask(self, tree: Tree, place: Place) -> Value:
        try:
            return evaluate(tree, _PlaceScope(self, place.rows))
        except Fault as fault:
            self.found.errors.setdefault(place.path, _refusal(fault))
            return None


@dataclass
class _PlaceScope:
    """What field paths mean at one place: `rows` has the row of each repeating group around it, "" is the form."""

    settling: _Pass
    rows_around: dict[str, dict[str, Any]]

    @property
    def budget(self) -> Budget:
        return self.settling.budget

    def field(self, path: str) -> Value:
        node = self.settling.plan.by_path.get(path)
        return self.settling.facts.get(path) if node is None else read(node.kind, self._stored(node))

    def rows(self, path: str) -> list["_PlaceScope"]:
        stored = self._stored(self.settling.plan.by_path[path]) or []
        return [_PlaceScope(self.settling, {**self.rows_around, path: row}) for row in stored]

    def _stored(self, node: Node) -> Any:
        at: Any = self.rows_around[node.base]
        for name in node.tail:
            at = at.get(name) if isinstance(at, dict) else None
        return at


def _set(place: Place, stored: Any) -> None:
    name = str(place.path[-1])
    place.at.pop(name, None)
    if not is_empty(stored):
        place.at[name] = stored


def _by_id(before: Any, path: Path) -> Any:
    """What stood at the path before; rows are found by their ids."""
    at = before
    for part in path:
        if isinstance(at, list):
            at = next((row for number, row in enumerate(at) if row.get(ROW_ID, number) == part), None)
        else:
            at = at.get(part) if isinstance(at, Mapping) else None
    return at


_SENTENCES = {
    "zero": _("This cannot be computed: it divides by zero."),
    "digits": _("This cannot be computed: the number has too many digits."),
    "date": _("This cannot be computed: the date is out of range."),
}


def _refusal(fault: Fault) -> ValidationError:
    text = _SENTENCES.get(fault.code, _("This cannot be computed from these answers."))
    return ValidationError(text, code=fault.code)
