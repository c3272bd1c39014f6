"""Answers by path: a tuple of names and row numbers. In texts its parts are joined by dots, in a POST by "-"."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from forms_ext.answers.kinds import FieldKind
from forms_ext.answers.values import is_empty

if TYPE_CHECKING:
    from forms_ext.answers.tree import Node

__all__ = [
    "ROW_ID",
    "Path",
    "Place",
    "copied",
    "dotted",
    "field_path",
    "get",
    "leaves",
    "places",
    "post_name",
    "prune",
    "put",
    "split",
]

Path = tuple[str | int, ...]
# The key of a row that is no field of it: its lasting id, given by the server.
ROW_ID = "_id"


def dotted(path: Path) -> str:
    """The path as text: `owners.2.share`."""
    return ".".join(map(str, path))


def post_name(path: Path) -> str:
    """The path as the name of an input: `owners-2-share`."""
    return "-".join(map(str, path))


def split(text: str) -> Path:
    """The path that a dotted text or the name of an input is. Names begin with a letter, row numbers are digits."""
    return tuple(int(part) if part.isdecimal() else part for part in text.replace("-", ".").split("."))


def field_path(path: Path) -> str:
    """Which field an answer belongs to: its path without row numbers."""
    return ".".join(part for part in path if isinstance(part, str))


def get(answers: Any, path: Path) -> Any:
    """What stands at the path; None where nothing does."""
    at = answers
    for part in path:
        if isinstance(part, int):
            at = at[part] if isinstance(at, list) and part < len(at) else None
        else:
            at = at.get(part) if isinstance(at, dict) else None
        if at is None:
            return None
    return at


def put(answers: dict[str, Any], path: Path, value: Any) -> None:
    """Set what stands at the path, in place. An empty value takes it away; where its group or row is gone, so is it."""
    at = get(answers, path[:-1])
    if isinstance(at, dict):
        at.pop(path[-1], None)
        if not is_empty(value):
            at[path[-1]] = value


class Place(NamedTuple):
    """One place of a field: the object that holds it, its path, its path by row ids, and the rows that it stands in."""

    at: dict[str, Any]
    path: Path
    by_id: Path
    rows: dict[str, dict[str, Any]]


def places(node: "Node", answers: dict[str, Any]) -> list[Place]:
    """Every place of the field: one, or one for each row of the repeating groups around it. None in what is absent."""
    found = [Place(answers, (), (), {"": answers})]
    for name in node.around:
        found = [inner for place in found for inner in _inside(place, name)]
    return [Place(at, (*path, node.name), (*by_id, node.name), rows) for at, path, by_id, rows in found]


def _inside(place: Place, name: str) -> Iterator[Place]:
    inner = place.at.get(name)
    path, by_id = (*place.path, name), (*place.by_id, name)
    if isinstance(inner, dict):
        yield Place(inner, path, by_id, place.rows)
    elif isinstance(inner, list):
        rows = field_path(path)
        for number, row in enumerate(inner):
            known = row.get(ROW_ID, number)
            yield Place(row, (*path, number), (*by_id, known), {**place.rows, rows: row})


def leaves(nodes: Iterable["Node"], answers: Any, around: Path = ()) -> Iterator[tuple[Path, "Node"]]:
    """Every leaf with its answer path, in the order of the form: one, or one for each row that there is."""
    for node in nodes:
        path = (*around, node.name)
        if node.is_leaf:
            yield path, node
            continue
        inner = answers.get(node.name) if isinstance(answers, dict) else None
        if node.kind == FieldKind.GROUP:
            yield from leaves(node.nodes, inner, path)
        else:
            for number, row in enumerate(inner or ()):
                yield from leaves(node.nodes, row, (*path, number))


def copied(stored: Any) -> Any:
    """A copy of JSON that shares nothing with it that can change."""
    if isinstance(stored, dict):
        return {name: copied(inner) for name, inner in stored.items()}
    return [copied(inner) for inner in stored] if isinstance(stored, list) else stored


def prune(nodes: list["Node"], at: dict[str, Any]) -> None:
    """Take away what is empty, in place: empty groups and repeating groups go, a row stays."""
    for node in nodes:
        inner = at.get(node.name)
        if isinstance(inner, dict) and node.nodes:
            prune(node.nodes, inner)
        elif isinstance(inner, list) and node.nodes:
            for row in inner:
                prune(node.nodes, row)
        if node.name in at and is_empty(at[node.name]):
            del at[node.name]
