"""Where the layers above say what of theirs needs a post, so that it is not deactivated under them.

Call `register_use(call)` from an `AppConfig.ready()`: `call(post_ids) -> list[Use]` tells what of that layer needs
these posts to be active: work that waits there, definitions that route work there. `organisation.services` refuses to
deactivate or delete a post while there is any.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from django.utils.translation import gettext as _

from persian.digits import localise

__all__ = ["Example", "Use", "register_use", "uses_of"]


@dataclass(frozen=True, slots=True)
class Example:
    """One of the things that hang on a post, and where it is seen."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Use:
    """Things of one kind that hang on a post: how many, the first few by name, and what to do about them."""

    kind: str
    count: int
    examples: list[Example]
    advice: str

    def __str__(self) -> str:
        named = _(", ").join(example.title for example in self.examples)
        if (others := self.count - len(self.examples)) > 0:
            named = _("%(named)s and %(count)s more") % {"named": named, "count": localise(str(others))}
        values = {"kind": self.kind, "count": localise(str(self.count)), "named": named, "advice": self.advice}
        return _("%(kind)s (%(count)s): %(named)s. %(advice)s") % values


Reader = Callable[[Collection[int]], list[Use]]

_readers: list[Reader] = []


def register_use(call: Reader) -> None:
    """Have `call` asked before a post is deactivated or deleted."""
    if call in _readers:
        raise ValueError(f"{call!r} is already registered")
    _readers.append(call)


def uses_of(post_ids: Collection[int]) -> list[Use]:
    """Everything that hangs on these posts, as the layers above see it."""
    return [use for call in _readers for use in call(post_ids)]
