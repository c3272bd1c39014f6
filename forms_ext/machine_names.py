"""Machine names that are made: of forms, of fields, of options."""

from collections.abc import Container

__all__ = ["free_name"]


def free_name(stem: str, taken: Container[str]) -> str:
    """The stem, or the stem with the first number from 2 on that nothing is called yet."""
    name, number = stem, 2
    while name in taken:
        name, number = f"{stem}_{number}", number + 1
    return name
