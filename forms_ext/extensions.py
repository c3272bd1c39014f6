"""Where the layers above say what of theirs needs a form, so that it is not changed or withdrawn under them.

Call `register_need(call)` from an `AppConfig.ready()`: `call(form, facts) -> list[str]` tells in words what of that
layer would break. `facts` is what conditions could ask of the form once it is published (`selectors.field_facts`);
None asks what needs the form to be published at all. Publishing a form that was published before, and unpublishing it,
are refused while anybody objects.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from forms_ext.conditions import Fact

if TYPE_CHECKING:
    from forms_ext.models import FormDefinition

__all__ = ["needs_of", "register_need"]

Reader = Callable[["FormDefinition", Mapping[str, Fact] | None], list[str]]

_readers: list[Reader] = []


def register_need(call: Reader) -> None:
    """Have `call` asked before a form is published again or unpublished."""
    if call in _readers:
        raise ValueError(f"{call!r} is already registered")
    _readers.append(call)


def needs_of(form: FormDefinition, facts: Mapping[str, Fact] | None) -> list[str]:
    """What the layers above have against publishing the form with these facts; None: against unpublishing it."""
    return [need for call in _readers for need in call(form, facts)]
