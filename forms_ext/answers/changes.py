"""What differs between two states of the same answers, answer by answer; rows are followed by their ids."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from forms_ext.answers.kinds import FieldKind
from forms_ext.answers.paths import ROW_ID, Path, field_path
from forms_ext.fields.registry import Spec
from persian.digits import localise

__all__ = ["Cell", "cells", "changed_fields"]


class Cell(NamedTuple):
    """One answer: its path, its field, what its group or row is called, and what is stored (None for nothing)."""

    path: Path
    spec: Spec
    around: str
    stored: Any

    @property
    def label(self) -> str:
        """What the answer is called on a page that shows answers of several rows."""
        return f"{self.around}: {self.spec.label}" if self.around else self.spec.label


def cells(specs: Iterable[Spec], answers: Mapping[str, Any]) -> dict[Path, Cell]:
    """Every answer that there is or could be, by its path with the ids of rows in place of their numbers."""
    return dict(_cells(specs, answers, (), (), ""))


def _cells(
    specs: Iterable[Spec], answers: Mapping[str, Any], path: Path, by_id: Path, around: str
) -> Iterator[tuple[Path, Cell]]:
    for spec in specs:
        if spec.is_content:
            continue
        here, known, stored = (*path, spec.name), (*by_id, spec.name), answers.get(spec.name)
        if spec.kind == FieldKind.GROUP:
            yield from _cells(spec.fields, stored or {}, here, known, spec.label)
        elif spec.kind == FieldKind.ROWS:
            for number, row in enumerate(stored or ()):
                title = f"{spec.label} {localise(number + 1)}"
                yield from _cells(spec.fields, row, (*here, number), (*known, row.get(ROW_ID, number)), title)
        else:
            yield known, Cell(here, spec, around, stored)


def changed_fields(specs: Iterable[Spec], before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """The paths of the fields of which an answer differs, sorted. One cell of a row is one field (`owners.share`)."""
    was, now = cells(specs, before), cells(specs, after)
    every = {**was, **now}
    return sorted({field_path(every[key].path) for key in every if _stored(was.get(key)) != _stored(now.get(key))})


def _stored(cell: Cell | None) -> Any:
    return None if cell is None else cell.stored
