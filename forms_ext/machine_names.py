"""Machine names: how they are made, and which stand twice. Of forms, of fields, of the options of a choice."""

from collections.abc import Container, Iterable

__all__ = ["free_name", "repeated"]


def free_name(stem: str, taken: Container[str]) -> str:
    """The stem, or the stem with the first number from 2 on that nothing is called yet."""
    name, number = stem, 2
    while name in taken:
        name, number = f"{stem}_{number}", number + 1
    return name


def repeated(names: Iterable[str]) -> list[int]:
    """The places of the names that stand earlier already. An empty one is no name."""
    seen: set[str] = set()
    found = []
    for index, name in enumerate(names):
        if name and name in seen:
            found.append(index)
        seen.add(name)
    return found
