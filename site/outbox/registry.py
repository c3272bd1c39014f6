"""Which kinds of effects there are."""

import re
from datetime import timedelta
from typing import TypeVar

from outbox.failures import UnknownKind
from outbox.kinds import EffectKind

_ID = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*")
_LONGEST_ID = 50
_ZERO = timedelta(0)

Kind = TypeVar("Kind", bound=type[EffectKind])


class KindRegistry:
    """Kinds by id, checked when they are registered."""

    def __init__(self) -> None:
        self._kinds: dict[str, EffectKind] = {}

    def register(self, kind: Kind) -> Kind:
        """Add a class; a decorator. `TypeError` for what is no kind, `ValueError` for one whose values cannot work."""
        if not (isinstance(kind, type) and issubclass(kind, EffectKind)):
            raise TypeError(f"{kind!r} is not a subclass of EffectKind")
        for right, what in self._rules(kind):
            if not right:
                raise ValueError(f"{kind.__qualname__}: {what}")
        self._kinds[kind.id] = kind()
        return kind

    def _rules(self, kind: type[EffectKind]) -> list[tuple[bool, str]]:
        return [
            (bool(_ID.fullmatch(kind.id)), f"`id` must be lower-case words joined by dots, not {kind.id!r}"),
            (len(kind.id) <= _LONGEST_ID, f"`id` is longer than {_LONGEST_ID} characters"),
            (kind.id not in self._kinds, f"{kind.id!r} is the id of another kind"),
            (bool(kind.label), "`label` is missing"),
            (1 <= kind.max_attempts <= 100, "`max_attempts` must be 1 to 100"),
            (_ZERO < kind.first_pause <= kind.longest_pause, "`first_pause` must be positive, up to `longest_pause`"),
            (kind.lease is None or kind.lease > _ZERO, "`lease` must be positive"),
            (kind.kept_for is None or kind.kept_for > _ZERO, "`kept_for` must be positive"),
        ]

    def get(self, kind_id: str) -> EffectKind:
        """The kind; raises `UnknownKind`."""
        try:
            return self._kinds[kind_id]
        except KeyError:
            raise UnknownKind(kind_id) from None

    def label(self, kind_id: str) -> str:
        """The kind's name for people; the id of one that is not registered (any more)."""
        kind = self._kinds.get(kind_id)
        return str(kind.label) if kind else kind_id

    def ids(self, parent: type[EffectKind] = EffectKind) -> list[str]:
        """Ids of the kinds that are `parent`s, in the order of their registration."""
        return [kind_id for kind_id, kind in self._kinds.items() if isinstance(kind, parent)]


registry = KindRegistry()
