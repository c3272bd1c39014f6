"""What a kind of step is, and which kinds there are."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from django.core.exceptions import ImproperlyConfigured
from wagtail import blocks

from workflows.graph import Block, Way
from workflows.sla import Holder
from workflows.steps.blocks import title_block

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from workflows.steps.checking import Finding, Known
    from workflows.steps.running import Run
    from workflows.steps.writing import StepValue

Node = dict[str, Any]
MOST_STEPS = 200


class Shape(Enum):
    """How a step is drawn: its name, which is its class in style sheets, and its width and height in the picture."""

    BOX = ("box", 160, 72)
    DASHED_BOX = ("dashed-box", 160, 72)
    PALE_BOX = ("pale-box", 160, 72)
    DIAMOND = ("diamond", 64, 64)
    THICK_CIRCLE = ("thick-circle", 56, 56)
    SMALL_CIRCLE = ("small-circle", 40, 40)

    @property
    def figure(self) -> str:
        """`box`, `diamond` or `circle`."""
        return self.value[0].rpartition("-")[2]


class Condition(NamedTuple):
    """A condition that a step carries: the name of the way that it opens, and its tree."""

    label: str
    tree: Mapping[str, Any]


class StepKind:
    """Everything that the product knows of one kind of step. Stateless: one instance serves all processes.

    `fact` is the first part of the fact that the step leaves for conditions, `<fact>.<step>`: the key of the way that
    was chosen.
    """

    type_id: ClassVar[str] = ""
    label: ClassVar[StrOrPromise] = ""
    icon: ClassVar[str] = "cog"
    order: ClassVar[int] = 100
    is_offered: ClassVar[bool] = True
    shape: ClassVar[Shape] = Shape.BOX
    bpmn_element: ClassVar[str] = ""
    task_type: ClassVar[str] = ""
    waits_for: ClassVar[Holder | None] = None
    """Who has a case that waits here. `OUTSIDE`: a time, another system, another case; it stands in nobody's list."""
    ends: ClassVar[bool] = False
    joins: ClassVar[bool] = False
    fact: ClassVar[str] = ""

    @property
    def waits(self) -> bool:
        return self.waits_for is not None

    @property
    def asks_somebody(self) -> bool:
        """Whether a person works on it: such steps are stages of a case, all others are machinery."""
        return self.waits_for in (Holder.OFFICE, Holder.APPLICANT)

    # ------------------------------------------------------------------------------------ for its editor
    def fields(self) -> list[tuple[str, blocks.Block]]:
        """What the editor fills beside the title."""
        return []

    def form_block(self) -> blocks.StructBlock:
        """The step as a block."""
        title = title_block(**{"data-step-fact": self.fact} if self.fact else {})
        return blocks.StructBlock(
            [("title", title), *self.fields()], icon=self.icon, label=self.label, label_format="{title}"
        )

    def spec(self, value: StepValue) -> Node:
        """The step's part of the specification, from what the editor filled. Total: a draft may be in any state."""
        return {"next": value.target("next")}

    # ----------------------------------------------------------------------------- what it says of its nodes
    def ways(self, node: Mapping[str, Any]) -> list[Way]:
        """Where it may go on, in the editor's order; an empty target where nothing follows."""
        return [Way(node.get("next") or "")]

    def block(self, node: Mapping[str, Any]) -> Block | None:
        """The block of parallel branches that it opens: then its ways are branches, not alternatives."""
        return None

    def is_good(self, node: Mapping[str, Any]) -> bool:
        """For ends: whether the case has come to what was asked for."""
        return False

    def problems(self, node: Mapping[str, Any], known: Known) -> Iterable[Finding]:
        """What is wrong with the step itself, in the editor's words; the graph is checked for all kinds alike."""
        return ()

    def conditions(self, node: Mapping[str, Any]) -> list[Condition]:
        return []

    def texts(self, node: Mapping[str, Any]) -> list[str]:
        """What it writes to people, with its placeholders."""
        return []

    def post(self, node: Mapping[str, Any]) -> int | None:
        """The post at which the step waits, if it waits at one."""
        return node.get("post") if self.waits_for is Holder.OFFICE else None

    def posts(self, node: Mapping[str, Any]) -> set[int]:
        """Every post that the step names."""
        return {post for post in [self.post(node)] if post}

    def forms(self, node: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        """The forms that it places: `form` (None: the request's), `version`, `access` (read, write)."""
        return list(node.get("forms", []))

    # -------------------------------------------------------------------------------------- in a running case
    def next_ways(self, node: Mapping[str, Any], facts: Mapping[str, Any]) -> list[Way]:
        """The ways that the case takes now; of these facts alone, writing nothing. Alternatives give one way, branches
        of a block all that are started.

        Of a step that leaves a fact, the way with the key that was chosen. Raises `LookupError` where none has it.
        """
        if not self.fact:
            return self.ways(node)
        chosen = facts.get(f"{self.fact}.{node['name']}")
        found = [way for way in self.ways(node) if way.key == chosen]
        if not found:
            raise LookupError(f"step {node['name']} has no way {chosen!r}")
        return found[:1]

    def address(self, run: Run) -> None:
        """Say on the row of a waiting step, before it is written, who has it."""
        if self.waits_for is Holder.APPLICANT:
            run.task.owner_id = run.case.applicant_id
        run.task.post_id = self.post(run.node)

    def enter(self, run: Run) -> None:
        """The case has come to the step: its row is written."""

    def leave(self, run: Run, ways: list[Way]) -> None:
        """The step is done; the case goes on by these ways."""


class _Gone(StepKind):
    """Stands for a kind that is not installed (any more): its steps are shown, and nobody acts on them."""


class Registry:
    """Kinds by id, checked when they are registered."""

    def __init__(self) -> None:
        self._kinds: dict[str, StepKind] = {}

    def register(self, cls: type[StepKind]) -> type[StepKind]:
        """Add a kind. Raises `ImproperlyConfigured` for an incomplete kind or a second one of an id."""
        for name in ("type_id", "label", "bpmn_element", "task_type"):
            if not getattr(cls, name):
                raise ImproperlyConfigured(f"{cls.__name__} must say its {name}")
        if cls.ends and cls.waits_for is not None:
            raise ImproperlyConfigured(f"{cls.__name__} ends the case: it cannot wait as well")
        if cls.fact and cls.ways is StepKind.ways:
            raise ImproperlyConfigured(f"{cls.__name__} leaves a fact: its ways() must have keys to choose from")
        if cls.type_id in self._kinds:
            raise ImproperlyConfigured(f"two kinds of step with the id {cls.type_id!r}")
        self._kinds[cls.type_id] = cls()
        stream_block.cache_clear()
        return cls

    def unregister(self, type_id: str) -> None:
        """Take a kind out again: for tests that bring their own."""
        del self._kinds[type_id]
        stream_block.cache_clear()

    def __iter__(self) -> Iterator[StepKind]:
        """In the order in which the editor offers them."""
        return iter(sorted(self._kinds.values(), key=lambda kind: kind.order))

    def __getitem__(self, type_id: str) -> StepKind:
        try:
            return self._kinds[type_id]
        except KeyError:
            raise LookupError(f"no kind of step {type_id!r} is registered, but a process uses it") from None

    def of(self, node: Mapping[str, Any]) -> StepKind:
        """The kind of a node. One that is not installed reads as a step on which nobody acts."""
        return self._kinds.get(node["type"], _GONE)


_GONE = _Gone()
kinds = Registry()
register = kinds.register
kind_of = kinds.of


@cache
def stream_block() -> blocks.StreamBlock:
    """The steps of a process as its editor adds them; each goes to the following one unless it says otherwise."""
    offered = [(kind.type_id, kind.form_block()) for kind in kinds if kind.is_offered]
    return blocks.StreamBlock(offered, required=False, max_num=MOST_STEPS)


def discover() -> None:
    """Import the files of this folder, so that their kinds are registered."""
    package = import_module("workflows.steps")
    for module in pkgutil.iter_modules(package.__path__, "workflows.steps."):
        import_module(module.name)
