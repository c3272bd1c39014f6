"""What a kind may look up while it checks a step, each read once a check; and what it answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from forms_ext import selectors as forms
from forms_ext.conditions import Fact
from forms_ext.models import FormVersion
from organisation import selectors as organisation
from organisation.models import Post
from persian.jalali import today
from workflows.steps.outline import fact_kinds
from workflows.steps.registry import kind_of

ERROR, WARNING = "error", "warning"


class Finding(NamedTuple):
    """One thing that is wrong with a step. Errors forbid publishing; warnings do not."""

    message: str
    severity: str = ERROR


class Known:
    """What exists around the steps of a process that is being checked. A fixed number of queries."""

    def __init__(self, nodes: Sequence[Mapping[str, Any]]) -> None:
        self.nodes = nodes
        self.by_name = {node["name"]: node for node in nodes}

    @cached_property
    def form_versions(self) -> list[FormVersion]:
        """The current version of every published form."""
        return forms.published_forms()

    @cached_property
    def published_forms(self) -> set[int]:
        return {version.form_id for version in self.form_versions}

    @cached_property
    def answers(self) -> Mapping[str, Fact]:
        """Every field of every published form: `<form slug>.<field path>`."""
        return {name: fact for version in self.form_versions for name, fact in forms.field_facts(version).items()}

    @cached_property
    def facts(self) -> Mapping[str, Fact]:
        """What the conditions of the steps may ask about."""
        return {name: Fact(kind) for name, kind in fact_kinds(self.nodes, {}).items()} | dict(self.answers)

    @cached_property
    def posts(self) -> Mapping[int, Post]:
        """The posts that the steps name, as far as they exist."""
        named = {post for node in self.nodes for post in kind_of(node).posts(node)}
        return Post.objects.in_bulk(named)

    @cached_property
    def vacant(self) -> set[int]:
        return set(organisation.vacant_posts(today()).values_list("pk", flat=True))

    def options_of(self, fact: str) -> set[str] | None:
        """The keys that the fact of a step may be; None for any other fact."""
        prefix, _dot, step = fact.partition(".")
        node = self.by_name.get(step)
        if node is None or kind_of(node).fact != prefix:
            return None
        return {way.key for way in kind_of(node).ways(node)}
