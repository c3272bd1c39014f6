"""The clock of the demonstration: Django's own, moved for the one process that lives the story through.

Everything here asks the time of `django.utils.timezone.now`, by name or as the default of a column; both are moved, and
put back at the end. No other thread may be at work meanwhile: the clock is the process's.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from unittest import mock

from django.apps import apps
from django.db.models import Field
from django.utils import timezone


class MovedClock:
    """Tells `moment`, which the story sets."""

    def __init__(self) -> None:
        self.moment = timezone.now()

    def __call__(self) -> datetime:
        return self.moment


@contextmanager
def moved_clock() -> Iterator[MovedClock]:
    """Put a clock that stands still where Django's is; set its `moment` to move it. Raises `RuntimeError` inside
    another one.
    """
    real, clock = timezone.now, MovedClock()
    if isinstance(real, MovedClock):
        raise RuntimeError("the clock is moved already")
    with ExitStack() as moves:
        moves.enter_context(mock.patch.object(timezone, "now", clock))
        for column in _columns_defaulting_to(real):
            moves.enter_context(mock.patch.object(column, "default", clock))
            moves.enter_context(mock.patch.dict(column.__dict__, {"_get_default": clock}))
        yield clock


def _columns_defaulting_to(call: object) -> Iterator[Field]:
    for model in apps.get_models():
        yield from (column for column in model._meta.concrete_fields if column.default is call)
