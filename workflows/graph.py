"""A process as a graph: its steps, their ways, and what follows from these alone.

Pure: no database, no texts, no kinds of step. What is wrong is named as a `Flaw`; who shows it finds the words. It
serves the checks before publishing, the stages that a citizen is promised, the picture and the compiler.

Parallel branches stand in blocks: a step that opens a block starts its ways as branches, and they come together at
the block's join. Each step then has one *context*, the open blocks and branches around it, found in one linear walk;
that is what keeps branches from disturbing each other. (Exploring all states would grow as steps to the power of
branches.)
"""

from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from functools import cached_property
from itertools import combinations

Context = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Way:
    """One way on from a step. One that somebody chooses has a `key`, and may demand a note of who chooses it."""

    target: str
    label: str = ""
    key: str = ""
    needs_note: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """What a step opens: branches, one for each of its ways, that come together at the step `join`.

    `needed` of them let the case go on (0: all that were started), the rest is cancelled. `starts_all` is false where
    conditions decide which branches are started.
    """

    join: str
    needed: int = 0
    starts_all: bool = True


@dataclass(frozen=True, slots=True)
class Vertex:
    """One step, as far as the graph needs to know it. `writes` names what may have one writer at a time."""

    name: str
    ways: tuple[Way, ...] = ()
    waits: bool = False
    ends: bool = False
    is_good: bool = False
    block: Block | None = None
    joins: bool = False
    writes: frozenset[object] = frozenset()

    @property
    def is_automatic(self) -> bool:
        return not self.waits and not self.ends

    @property
    def waits_for_all(self) -> bool:
        """Whether every branch of the block that it opens is walked to its end."""
        block = self.block
        return block is not None and block.starts_all and block.needed in (0, len(self.ways))

    @property
    def fewest(self) -> int:
        """How many different branches must be able to come to the join, for it to fire at all."""
        block = self.block
        return 1 if block is None or not block.starts_all else block.needed or len(self.ways)


class FlawKind(Enum):
    """What can be wrong with a graph, in `Flaw.others`' terms."""

    UNREACHED = auto()  # no step leads here
    ENDLESS = auto()  # no way leads to an end, or to the end of its branch
    CIRCLING = auto()  # leads back to itself without anybody in between
    FROM_OUTSIDE = auto()  # a join to which a way comes from outside its block
    TWO_PLACES = auto()  # reached in two different branches; others: two places, as texts of `place`
    LOST_BRANCHES = auto()  # a join that waits for ever; others: the opener, then labels of branches that never come
    ENDS_AT_ONCE = auto()  # a branch of the block that it opens ends the case at once; others: the branch
    TWO_WRITERS = auto()  # writes the same as a step in another branch; others: that step


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing that is wrong, at the step `step`."""

    kind: FlawKind
    step: str
    others: tuple[str, ...] = ()


@dataclass
class _Walk:
    """What the walk through the blocks found."""

    contexts: dict[str, Context] = field(default_factory=dict)
    flaws: list[Flaw] = field(default_factory=list)
    arrived: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    openers: dict[str, str] = field(default_factory=dict)
    ended_inside: set[str] = field(default_factory=set)


class Graph:
    """The steps of one process. Ways to steps that do not exist are no part of it."""

    def __init__(self, vertices: Iterable[Vertex], start: str) -> None:
        self.by_name = {vertex.name: vertex for vertex in vertices}
        self.start = start
        self._sure: dict[str, list[str]] = {}

    # ---------------------------------------------------------------------------------------- ways
    def targets(self, name: str) -> list[str]:
        """The steps that may follow, in the editor's order, each once."""
        vertex = self.by_name.get(name)
        ways = vertex.ways if vertex is not None else ()
        return list(dict.fromkeys(way.target for way in ways if way.target in self.by_name))

    @cached_property
    def _before(self) -> dict[str, list[str]]:
        before: dict[str, list[str]] = defaultdict(list)
        for name in self.by_name:
            for target in self.targets(name):
                before[target].append(name)
        return before

    def distances(self, start: str) -> dict[str, int]:
        """Steps that can be reached from `start`, with the least number of ways to them, the nearest first."""
        found, waiting = {start: 0}, deque([start])
        while waiting:
            name = waiting.popleft()
            for target in self.targets(name):
                if target not in found:
                    found[target] = found[name] + 1
                    waiting.append(target)
        return found

    def ways_around(self, hidden: Collection[str]) -> dict[str, list[Way]]:
        """The graph without some of its steps: who remains, with the ways that lead there through the hidden ones."""
        found = {}
        for name in self.by_name:
            if name not in hidden:
                targets = (end for first in self.targets(name) for end in self._visible(first, hidden, set()))
                found[name] = [Way(target) for target in dict.fromkeys(targets)]
        return found

    def _visible(self, name: str, hidden: Collection[str], seen: set[str]) -> Iterator[str]:
        if name not in hidden:
            yield name
        elif name not in seen:
            seen.add(name)
            for target in self.targets(name):
                yield from self._visible(target, hidden, seen)

    # ---------------------------------------------------------------------------------- what surely comes
    def surely_next(self, start: str) -> list[str]:
        """Steps after `start` that lie on every way to a good end (where no end is good: to any end), in order.

        Ends themselves are left out. A block that waits for all its branches passes each of them.
        """
        if start not in self._sure:
            distance = self.distances(start)
            ends = [name for name in distance if self.by_name[name].ends] if start in self.by_name else []
            good = [name for name in ends if self.by_name[name].is_good] or ends
            between = [name for name in distance if name != start and name not in ends]
            self._sure[start] = [name for name in between if start not in self._ending_without(name, good)]
        return self._sure[start]

    def _ending_without(self, avoided: str, ends: Iterable[str]) -> set[str]:
        """The steps from which one of `ends` can be reached without passing the step `avoided`."""
        found: set[str] = set()
        waiting = list(ends)
        while waiting:
            name = waiting.pop()
            if name in found or name == avoided:
                continue
            found.add(name)
            waiting.extend(before for before in self._before[name] if self._can_go(before, found))
        return found

    def _can_go(self, name: str, found: Collection[str]) -> bool:
        if not self.by_name[name].waits_for_all or name in self._walk.ended_inside:
            return True
        return all(target in found for target in self.targets(name))

    def to_come(self, here: Sequence[str]) -> list[str]:
        """What surely follows for a case that stands at all these steps at once, in order.

        A step of a block that may be left before all of its branches are done is never sure.
        """
        last: dict[str, int] = {}
        for place in dict.fromkeys(here):
            distance = self.distances(place)
            for name in self.surely_next(place):
                if not self._may_be_cancelled(name):
                    last[name] = max(last.get(name, 0), distance[name])
        return sorted((name for name in last if name not in here), key=last.__getitem__)

    def _may_be_cancelled(self, name: str) -> bool:
        around = [opener for opener, _branch in self._walk.contexts.get(name, ())]
        return any(not self.by_name[one].waits_for_all or one in self._walk.ended_inside for one in around)

    # ------------------------------------------------------------------------------------- soundness
    @property
    def contexts(self) -> dict[str, Context]:
        """The open blocks and branches around each step that can be reached, the outermost first."""
        return self._walk.contexts

    def flaws(self) -> list[Flaw]:
        """Everything that is wrong with the graph. Sound: each step is reached, can leave, and in one place only."""
        reached = self.distances(self.start) if self.start in self.by_name else {}
        leaving, has_end = self._leaving(), any(vertex.ends for vertex in self.by_name.values())
        circling = self._circling()
        found = list(self._walk.flaws)
        for name in self.by_name:
            if name not in reached:
                found.append(Flaw(FlawKind.UNREACHED, name))
            elif has_end and name not in leaving:
                found.append(Flaw(FlawKind.ENDLESS, name))
            elif name in circling:
                found.append(Flaw(FlawKind.CIRCLING, name))
        return [*found, *self._lost_branches(), *self._two_writers()]

    @cached_property
    def _walk(self) -> _Walk:
        """Each step's context, in one walk from the start."""
        walk, waiting = _Walk(), deque[tuple[str, Context]]()
        waiting += [(self.start, ())] if self.start in self.by_name else []
        while waiting:
            name, context = waiting.popleft()
            vertex = self.by_name[name]
            if vertex.joins:
                onward = self._through_join(walk, name, context)
                if onward is None:
                    continue
                context = onward
            if vertex.ends:
                walk.ended_inside |= {opener for opener, _branch in context}
            elif name in walk.contexts:
                if walk.contexts[name] != context:
                    walk.flaws.append(Flaw(FlawKind.TWO_PLACES, name, self._places(walk.contexts[name], context)))
                continue
            walk.contexts.setdefault(name, context)
            waiting.extend(self._onward(walk, vertex, context))
        return walk

    def _through_join(self, walk: _Walk, name: str, context: Context) -> Context | None:
        """The context behind a join; None while it waits for more branches, or was reached from outside."""
        block = self.by_name[context[-1][0]].block if context else None
        if block is None or block.join != name:
            flaw = Flaw(FlawKind.FROM_OUTSIDE, name, self._places(context))
            walk.flaws += [] if flaw in walk.flaws else [flaw]
            return None
        opener, branch = context[-1]
        walk.openers[name] = opener
        walk.arrived[name].add(branch)
        return context[:-1] if len(walk.arrived[name]) >= self.by_name[opener].fewest else None

    def _onward(self, walk: _Walk, vertex: Vertex, context: Context) -> Iterator[tuple[str, Context]]:
        for branch, way in enumerate(vertex.ways):
            if way.target in self.by_name:
                inner = (*context, (vertex.name, branch)) if vertex.block is not None else context
                if vertex.block is not None and self._ends_at_once(way.target):
                    walk.flaws.append(Flaw(FlawKind.ENDS_AT_ONCE, vertex.name, (way.label or str(branch + 1),)))
                yield way.target, inner

    def _ends_at_once(self, name: str) -> bool:
        seen: set[str] = set()
        while name not in seen and self.by_name[name].is_automatic and not self.by_name[name].joins:
            seen.add(name)
            targets = self.targets(name)
            if len(targets) != 1:
                return False
            name = targets[0]
        return self.by_name[name].ends

    def _places(self, *contexts: Context) -> tuple[str, ...]:
        """Each context as its innermost opener and branch label, both empty outside all blocks."""
        found: list[str] = []
        for context in contexts:
            opener, branch = context[-1] if context else ("", 0)
            way = self.by_name[opener].ways[branch] if opener else Way("")
            found += [opener, (way.label or str(branch + 1)) if opener else ""]
        return tuple(found)

    def _leaving(self) -> set[str]:
        """The steps from which the case, or the branch that they stand in, can come to its end."""
        found: set[str] = set()
        waiting = [name for name, vertex in self.by_name.items() if vertex.ends]
        waiting += [name for join, vertex in self.by_name.items() if vertex.joins for name in self._before[join]]
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting.extend(self._before[name])
        return found

    def _circling(self) -> set[str]:
        """Steps in a circle of steps that wait for nobody: one transaction that never ends."""
        names = {name for name, vertex in self.by_name.items() if vertex.is_automatic}
        inner = Graph((Vertex(name, self.by_name[name].ways) for name in names), "")
        return {name for name in names if any(name in inner.distances(target) for target in inner.targets(name))}

    def _lost_branches(self) -> Iterator[Flaw]:
        for join, opener in self._walk.openers.items():
            if join not in self._walk.contexts:
                ways = self.by_name[opener].ways
                lost = [number for number in range(len(ways)) if number not in self._walk.arrived[join]]
                labels = [ways[number].label or str(number + 1) for number in lost]
                yield Flaw(FlawKind.LOST_BRANCHES, join, (opener, *labels))

    def _two_writers(self) -> Iterator[Flaw]:
        writers = [name for name in self._walk.contexts if self.by_name[name].writes]
        for one, other in combinations(writers, 2):
            if self.by_name[one].writes & self.by_name[other].writes and self._in_parallel(one, other):
                yield Flaw(FlawKind.TWO_WRITERS, other, (one,))

    def _in_parallel(self, one: str, other: str) -> bool:
        contexts = self._walk.contexts
        pairs = zip(contexts[one], contexts[other], strict=False)
        return any(a[0] == b[0] and a[1] != b[1] for a, b in pairs)
