"""What is wrong with a process, said at the step that causes it.

Errors forbid publishing; warnings do not. A process is sound when every target exists, every step can be reached, an
end can be reached from every step (a case can never be caught in a circle without a way out), every circle has
somebody in it who acts, and parallel branches keep to their blocks (`workflows.graph`).
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from forms_ext import conditions
from workflows.graph import Flaw, FlawKind
from workflows.steps.checking import ERROR, Finding, Known
from workflows.steps.outline import START, graph_of
from workflows.steps.registry import kind_of

Spec = Mapping[str, Any]


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong. `step` is the node's name (empty: the process itself), `index` its place among steps."""

    step: str
    index: int
    message: str
    severity: str = ERROR

    @property
    def is_error(self) -> bool:
        return self.severity == ERROR


def check(spec: Spec) -> list[Problem]:
    """Everything that is wrong with the specification, in the order of its steps. A fixed number of queries."""
    return sorted(_Check(spec).problems(), key=lambda problem: problem.index)


class _Check:
    def __init__(self, spec: Spec) -> None:
        self.nodes: list[Mapping[str, Any]] = [node for node in spec["nodes"] if node["name"] != START]
        self.graph = graph_of(spec["nodes"])
        self.known = Known(self.nodes)
        self.titles = {node["name"]: node["title"] for node in self.nodes}

    def problems(self) -> Iterator[Problem]:
        if not self.nodes:
            yield Problem("", -1, _("The process has no steps yet."))
            return
        if not any(kind_of(node).ends for node in self.nodes):
            yield Problem("", -1, _("The process has no end. Add an end step."))
        places = {node["name"]: index for index, node in enumerate(self.nodes)}
        for flaw in self.graph.flaws():
            if flaw.step in places:
                yield Problem(flaw.step, places[flaw.step], self.in_words(flaw))
        counted = Counter(node["name"] for node in self.nodes)
        for index, node in enumerate(self.nodes):
            if counted[node["name"]] > 1:
                yield Problem(node["name"], index, _("Two steps have the same id. Remove one and add it again."))
            for found in self.of_node(node):
                yield Problem(node["name"], index, *found)

    # ------------------------------------------------------------------------------------ the graph
    def in_words(self, flaw: Flaw) -> str:
        """A flaw of the graph as a sentence for the editor."""
        return _WORDS[flaw.kind](self, flaw.others)

    def title(self, step: str) -> str:
        return self.titles.get(step) or step

    def place(self, opener: str, branch: str) -> str:
        """Where a step stands, in words."""
        if not opener:
            return _("outside all blocks")
        return _("in branch “%(branch)s” of “%(block)s”") % {"branch": branch, "block": self.title(opener)}

    # ------------------------------------------------------------------------------------- one step
    def of_node(self, node: Mapping[str, Any]) -> Iterator[Finding]:
        kind = kind_of(node)
        if not node["title"]:
            yield Finding(_("The step has no title."))
        for way in kind.ways(node):
            if not way.target:
                yield Finding(_("No step follows this one. Choose where it goes, or add an end."))
            elif way.target not in self.graph.by_name:
                yield Finding(_("It goes to a step that was removed. Choose another."))
        for form in kind.forms(node):
            if form["form"] is not None and form["form"] not in self.known.published_forms:
                yield Finding(_("A form of this step is not published."))
        yield from kind.problems(node, self.known)
        yield from self.of_conditions(node)

    def of_conditions(self, node: Mapping[str, Any]) -> Iterator[Finding]:
        text = _("Way “%(way)s”: %(problem)s")
        for condition in kind_of(node).conditions(node):
            problems = conditions.check(condition.tree, self.known.facts)
            for value in self.unknown_options(condition.tree):
                problems = [*problems, _("no decision is named “%(decision)s”.") % {"decision": value}]
            yield from (Finding(text % {"way": condition.label, "problem": problem}) for problem in problems)

    def unknown_options(self, tree: Mapping[str, Any]) -> Iterator[str]:
        """Choices that a condition compares with, but that their step does not offer (any more)."""
        for leaf in (leaf for rows in tree.values() for leaf in rows):
            options = self.known.options_of(leaf["field"])
            if options is not None and "value" in leaf:
                values = leaf["value"] if isinstance(leaf["value"], list) else [leaf["value"]]
                yield from (value for value in values if value and value not in options)


def _unreached(check: _Check, others: tuple[str, ...]) -> str:
    return _("No step leads here. Target it from another step, or remove it.")


def _endless(check: _Check, others: tuple[str, ...]) -> str:
    return _("From here the process never reaches an end.")


def _circling(check: _Check, others: tuple[str, ...]) -> str:
    return _("These steps lead back to themselves without anybody in between; the case would never rest.")


def _from_outside(check: _Check, others: tuple[str, ...]) -> str:
    text = _("Here the branches of a block come together, but a way comes here from elsewhere: %(place)s.")
    return text % {"place": check.place(*others)}


def _two_places(check: _Check, others: tuple[str, ...]) -> str:
    text = _("This step is reached both %(one)s and %(other)s. A branch is left only where its block comes together.")
    return text % {"one": check.place(*others[:2]), "other": check.place(*others[2:])}


def _lost_branches(check: _Check, others: tuple[str, ...]) -> str:
    text = _("The case would wait here for ever: these branches of “%(block)s” never come here: %(branches)s.")
    return text % {"block": check.title(others[0]), "branches": ", ".join(others[1:])}


def _ends_at_once(check: _Check, others: tuple[str, ...]) -> str:
    return _("Branch “%(branch)s” ends the case at once; the others come to nothing.") % {"branch": others[0]}


def _two_writers(check: _Check, others: tuple[str, ...]) -> str:
    text = _("A form is written both here and in “%(step)s”, in another branch: one would overwrite the other.")
    return text % {"step": check.title(others[0])}


_WORDS: dict[FlawKind, Callable[[_Check, tuple[str, ...]], str]] = {
    FlawKind.UNREACHED: _unreached,
    FlawKind.ENDLESS: _endless,
    FlawKind.CIRCLING: _circling,
    FlawKind.FROM_OUTSIDE: _from_outside,
    FlawKind.TWO_PLACES: _two_places,
    FlawKind.LOST_BRANCHES: _lost_branches,
    FlawKind.ENDS_AT_ONCE: _ends_at_once,
    FlawKind.TWO_WRITERS: _two_writers,
}
