"""The picture of a process: laid out by Viewflow's chart, drawn by a template of ours, mirrored for right-to-left.

Viewflow's own SVG template carries a style sheet and inline styles, which the site's content security policy forbids,
and switches escaping off; the layout is what it is good for.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from textwrap import wrap
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language_bidi
from viewflow.workflow import Flow, chart

from workflows.compiler.nodes import Step
from workflows.graph import Way as Link
from workflows.steps.outline import START, graph_of
from workflows.steps.registry import kind_of

LINE_LENGTH, LINE_HEIGHT, MOST_LINES = 22, 17, 3
LETTER_WIDTH = 6  # of a label, at its size of 11 pixels
MARGIN = 20
COLUMN_GAP, ROW_GAP, LABEL_ROOM, NEAR = 70, 18, 40, 9

Drawn = dict[str, tuple[Mapping[str, Any], list[Link]]]


@dataclass(frozen=True)
class Cell:
    """A step in the picture."""

    name: str
    shape: str
    figure: str
    state: str
    x: float
    y: float
    width: float
    height: float
    lines: list[tuple[str, float]]
    title: str

    @property
    def middle(self) -> float:
        return self.width / 2

    @property
    def diamond(self) -> str:
        w, h = self.width, self.height
        return f"{w / 2},0 {w},{h / 2} {w / 2},{h} 0,{h / 2}"


@dataclass(frozen=True)
class Way:
    """An arrow in the picture."""

    path: str
    label: str
    label_x: float
    label_y: float

    @property
    def ground(self) -> dict[str, float]:
        """The white ground behind the label: a little wider than its text, as far as that is known without the font."""
        width = len(self.label) * LETTER_WIDTH + 10
        return {"x": round(self.label_x - width / 2, 1), "y": self.label_y - 12, "width": width, "height": 16}


def diagram_svg(
    spec: Mapping[str, Any],
    *,
    done: Iterable[str] = (),
    current: Iterable[str] = (),
    problems: Iterable[str] = (),
    public: bool = False,
) -> SafeString:
    """The process as SVG, in any state: links to steps that do not exist are left out.

    `done`, `current` and `problems` are names of nodes to mark. `public` draws the citizen's words and leaves out steps
    that are hidden from citizens, joining the ways through them.
    """
    nodes = [node for node in spec["nodes"] if node["name"] != START or len(spec["nodes"]) > 1]
    if not nodes:
        return SafeString("")
    states = dict.fromkeys(done, "done") | dict.fromkeys(current, "current") | dict.fromkeys(problems, "problem")
    drawn = _public(nodes) if public else {node["name"]: (node, kind_of(node).ways(node)) for node in nodes}
    grid = chart.calc_layout_data(_flow(drawn))
    return render_to_string("workflows/diagram.svg", _picture(grid, states))


def _public(nodes: list[Mapping[str, Any]]) -> Drawn:
    ways = graph_of(nodes).ways_around({node["name"] for node in nodes if node.get("hidden")})
    return {
        node["name"]: ({**node, "title": node.get("public_title") or node.get("title")}, ways[node["name"]])
        for node in nodes
        if not node.get("hidden")
    }


def _flow(drawn: Drawn) -> type[Flow]:
    attributes: dict[str, Any] = {"__module__": "workflows.flows", "process_title": "-", "process_description": "-"}
    for name, (node, ways) in drawn.items():
        labels: dict[str, str] = {}
        for way in ways:
            if way.target in drawn:
                before = labels.get(way.target, "")
                labels[way.target] = f"{before} / {way.label}" if before and way.label else before or way.label
        attributes[name] = Step(node, [Link(target, label) for target, label in labels.items()])
    return type("Drawing", (Flow,), attributes)


class _Stretch:
    """Widens the gaps between the columns (or rows) of the layout: Viewflow leaves 25 units, too few for a label.

    A coordinate inside a column, or so near to it as the ends of arrows are, moves with it; one in the middle of a gap
    is scaled into the wider gap.
    """

    def __init__(self, spans: Mapping[int, tuple[float, float]], extra: float) -> None:
        self.spans, self.extra = [spans[key] for key in sorted(spans)], extra

    @property
    def growth(self) -> float:
        return max(0, len(self.spans) - 1) * self.extra

    def __call__(self, value: float) -> float:
        moved = 0.0
        for (_start, end), (following, _end) in pairwise(self.spans):
            if value >= following:
                moved += self.extra
            elif value > end:
                middle = max(following - end - 2 * NEAR, 1)
                moved += self.extra * min(max((value - end - NEAR) / middle, 0), 1)
        return value + moved


def _spans(grid: Any, index: str, start: str, size: str) -> dict[int, tuple[float, float]]:
    found: dict[int, tuple[float, float]] = {}
    for cell in grid.cells:
        low = getattr(cell.shape, start)
        high = low + getattr(cell.shape, size)
        before = found.get(getattr(cell, index), (low, high))
        found[getattr(cell, index)] = (min(before[0], low), max(before[1], high))
    return found


def _picture(grid: Any, states: Mapping[str, str]) -> dict[str, Any]:
    along = _Stretch(_spans(grid, "col", "x", "width"), COLUMN_GAP)
    down = _Stretch(_spans(grid, "row", "y", "height"), ROW_GAP)
    width = grid.width + along.growth + 2 * MARGIN
    height = grid.height + down.growth + 2 * MARGIN + LINE_HEIGHT
    mirrored = get_language_bidi()

    def across(x: float) -> float:
        return round(width - along(x) - MARGIN if mirrored else along(x) + MARGIN, 1)

    def below(y: float) -> float:
        return round(down(y) + MARGIN, 1)

    cells = []
    for cell in grid.cells:
        shape = cell.shape
        lines = _lines(cell.node.spec.get("title") or "…")
        top = shape.height / 2 - (len(lines) - 1) * LINE_HEIGHT / 2
        cells.append(
            Cell(
                name=cell.node.name,
                shape=cell.node.kind.shape.value[0],
                figure=cell.node.kind.shape.figure,
                state=states.get(cell.node.name, ""),
                x=across(shape.x) - (shape.width if mirrored else 0),
                y=below(shape.y),
                width=shape.width,
                height=shape.height,
                lines=[(line, round(top + index * LINE_HEIGHT, 1)) for index, line in enumerate(lines)],
                title=cell.node.spec.get("title") or "…",
            )
        )
    ways = [_way(edge, across, below) for edge in grid.edges if edge.segments]
    return {"width": round(width), "height": round(height), "cells": cells, "ways": ways}


def _way(edge: Any, across: Callable[[float], float], below: Callable[[float], float]) -> Way:
    points = [(across(x), below(y)) for x, y in edge.segments]
    path = "M" + " L".join(f"{x},{y}" for x, y in points)
    (x1, y1), (x2, y2) = _label_segment(points)
    return Way(path, edge.label or "", round((x1 + x2) / 2, 1), round((y1 + y2) / 2 - 6, 1))


def _label_segment(points: list[tuple[float, float]]) -> tuple[tuple[float, float], tuple[float, float]]:
    """Where the label stands: the first stretch that is long enough for one, else the longest."""
    stretches = list(pairwise(points)) or [(points[0], points[0])]

    def length(stretch: tuple[tuple[float, float], tuple[float, float]]) -> float:
        return abs(stretch[0][0] - stretch[1][0]) + abs(stretch[0][1] - stretch[1][1])

    return next((one for one in stretches if length(one) >= LABEL_ROOM), max(stretches, key=length))


def _lines(title: str) -> list[str]:
    lines = wrap(str(title), LINE_LENGTH) or [""]
    if len(lines) <= MOST_LINES:
        return lines
    return [*lines[: MOST_LINES - 1], f"{lines[MOST_LINES - 1]}…"]
