"""What is wrong with a process, said at the step that causes it.

Errors forbid publishing; warnings do not. A process is sound when every target exists, every step can be reached, and
an end can be reached from every step (a case can never be caught in a circle without a way out), and every circle has
somebody in it who acts.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from forms_ext import conditions
from forms_ext import selectors as forms
from organisation import selectors as organisation
from organisation.models import Post
from persian.jalali import today
from workflows.builder.operands import answer_kinds, fact_kinds
from workflows.builder.spec_building import START
from workflows.engine.messages import PLACEHOLDERS

Spec = Mapping[str, Any]
ERROR, WARNING = "error", "warning"
AUTOMATIC = {"route", "message"}
_PLACEHOLDER = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")


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


def targets_of(node: Mapping[str, Any]) -> list[str]:
    """The names that may follow a node; an empty name where the process stops without an end."""
    kind = node["type"]
    if kind == "staff_task":
        return [decision["target"] for decision in node["decisions"]]
    if kind == "route":
        return [*(branch["target"] for branch in node["branches"]), node["default"]]
    return [] if kind == "end" else [node.get("next") or ""]


class _Check:
    def __init__(self, spec: Spec) -> None:
        self.nodes: list[Mapping[str, Any]] = [node for node in spec["nodes"] if node["name"] != START]
        self.start = next((node for node in spec["nodes"] if node["name"] == START), None)
        self.by_name = {node["name"]: node for node in self.nodes}

    def problems(self) -> Iterator[Problem]:
        if not self.nodes:
            yield Problem("", -1, _("The process has no steps yet."))
            return
        if not any(node["type"] == "end" for node in self.nodes):
            yield Problem("", -1, _("The process has no end. Add an end step."))
        yield from self.unsound()
        counted = Counter(node["name"] for node in self.nodes)
        for index, node in enumerate(self.nodes):
            if counted[node["name"]] > 1:
                yield Problem(node["name"], index, _("Two steps have the same id. Remove one and add it again."))
            for severity, message in self.of_node(node):
                yield Problem(node["name"], index, message, severity)

    # ------------------------------------------------------------------------------------ the graph
    def unsound(self) -> Iterator[Problem]:
        reached = self._reached_from({self.nodes[0]["name"]}, self._ways)
        back: dict[str, set[str]] = defaultdict(set)
        for name, targets in self._ways.items():
            for target in targets:
                back[target].add(name)
        ends = {node["name"] for node in self.nodes if node["type"] == "end"}
        ending = self._reached_from(ends, back)
        for index, node in enumerate(self.nodes):
            name = node["name"]
            if name not in reached:
                yield Problem(name, index, _("No step leads here. Target it from another step, or remove it."))
            elif ends and name not in ending:
                yield Problem(name, index, _("From here the process never reaches an end."))
            elif name in self._circling:
                text = _("These steps lead back to themselves without anybody in between; the case would never rest.")
                yield Problem(name, index, text)

    @cached_property
    def _circling(self) -> set[str]:
        """Steps in a circle of steps that wait for nobody: one transaction that never ends."""
        names = {node["name"] for node in self.nodes if node["type"] in AUTOMATIC}
        ways = {name: self._ways[name] & names for name in names}
        return {name for name in names if name in self._reached_from(ways[name], ways)}

    @cached_property
    def _ways(self) -> dict[str, set[str]]:
        return {node["name"]: {t for t in targets_of(node) if t in self.by_name} for node in self.nodes}

    @staticmethod
    def _reached_from(start: set[str], ways: Mapping[str, set[str]]) -> set[str]:
        found: set[str] = set()
        waiting = list(start)
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting.extend(ways.get(name, ()))
        return found

    # ------------------------------------------------------------------------------------- one step
    def of_node(self, node: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        if not node["title"]:
            yield ERROR, _("The step has no title.")
        for target in targets_of(node):
            if not target:
                yield ERROR, _("No step follows this one. Choose where it goes, or add an end.")
            elif target not in self.by_name:
                yield ERROR, _("It goes to a step that was removed. Choose another.")
        for form in node.get("forms", []):
            yield from self.of_form(form)
        judge = getattr(self, f"of_{node['type']}", None)
        if judge is not None:
            yield from judge(node)

    def of_form(self, form: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        if form["form"] is not None and form["form"] not in self.published:
            yield ERROR, _("A form of this step is not published.")

    def of_staff_task(self, node: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        post = self.posts.get(node["post"])
        if post is None:
            yield ERROR, _("Choose the post that works on this step.")
        elif not post.is_active:
            yield ERROR, _("The post “%(post)s” is not active.") % {"post": post.title}
        elif node["post"] in self.vacant:
            yield WARNING, _("Nobody holds the post “%(post)s” now; its work will wait.") % {"post": post.title}
        if not node["decisions"]:
            yield ERROR, _("Add at least one decision.")
        labels = [decision["label"] for decision in node["decisions"]]
        if not all(labels):
            yield ERROR, _("A decision has no label.")
        if len(set(labels)) != len(labels):
            yield ERROR, _("Two decisions have the same label.")
        for other in node["referral_posts"]:
            if other not in self.posts or not self.posts[other].is_active:
                yield ERROR, _("A post for referral does not exist or is not active.")

    def of_applicant_task(self, node: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        if not any(form["access"] == "write" for form in node["forms"]):
            yield ERROR, _("The applicant has nothing to write here. Give write access to a form.")

    def of_route(self, node: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        if not node["branches"]:
            yield ERROR, _("Add at least one way with a condition.")
        for branch in node["branches"]:
            for message in conditions.check(branch["condition"], self.facts):
                yield ERROR, _("Way “%(way)s”: %(problem)s") % {"way": branch["label"], "problem": message}
            for value in self._unknown_decisions(branch["condition"]):
                problem = _("no decision is named “%(decision)s”.") % {"decision": value}
                yield ERROR, _("Way “%(way)s”: %(problem)s") % {"way": branch["label"], "problem": problem}

    def _unknown_decisions(self, condition: Mapping[str, Any]) -> Iterator[str]:
        """Decisions that a condition compares with, but that its step does not have (any more)."""
        for leaf in (leaf for rows in condition.values() for leaf in rows):
            node = self.by_name.get(leaf["field"].removeprefix("decision."))
            if node is None or node["type"] != "staff_task" or "value" not in leaf:
                continue
            keys = {decision["key"] for decision in node["decisions"]}
            values = leaf["value"] if isinstance(leaf["value"], list) else [leaf["value"]]
            yield from (value for value in values if value and value not in keys)

    def of_message(self, node: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        if not node["body"].strip():
            yield ERROR, _("Write the text of the message.")
        if node["channel"] == "email" and not node["subject"]:
            yield ERROR, _("An e-mail needs a subject.")
        for name in _PLACEHOLDER.findall(f"{node['subject']} {node['body']}"):
            if name not in PLACEHOLDERS and name not in self.answers:
                yield ERROR, _("The message asks for “%(name)s”, which does not exist.") % {"name": name[:60]}

    # --------------------------------------------------------------------- what exists, each read once
    @cached_property
    def published(self) -> set[int]:
        return {version.form_id for version in forms.published_forms()}

    @cached_property
    def answers(self) -> Mapping[str, conditions.FieldKind]:
        return answer_kinds()

    @cached_property
    def facts(self) -> Mapping[str, conditions.FieldKind]:
        return fact_kinds(self.nodes, self.answers)

    @cached_property
    def posts(self) -> Mapping[int, Post]:
        named = {node.get("post") for node in self.nodes}
        named |= {post for node in self.nodes for post in node.get("referral_posts", [])}
        return Post.objects.in_bulk([post for post in named if post])

    @cached_property
    def vacant(self) -> set[int]:
        return set(organisation.vacant_posts(today()).values_list("pk", flat=True))
