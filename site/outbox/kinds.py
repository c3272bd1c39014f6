"""What a kind of effect says about itself: one class in one file, registered with `@registry.register`.

A kind that leaves the system overrides `perform`; one that resumes something overrides `lock` and `on_done`; a timer
overrides only these two, since nothing leaves:

    @registry.register
    class AskRegister(EffectKind):
        id, label = "register.ask", _("Question to the civil register")

        def perform(self, effect):                 # outside any transaction, at least once, always with the same key
            return ask(effect.payload["number"], key=effect.idempotency_key)

        def lock(self, effect):                    # the case first, then the effect: the order of everybody
            lock_case(effect.reference)

        def on_done(self, effect, result):         # inside the transaction that closes the effect: exactly once
            resume_step(task=effect.payload["task"], reply=result)

The module is imported by its app's `AppConfig.ready()`.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.utils.functional import Promise

if TYPE_CHECKING:
    from outbox.models import Effect


class EffectKind:
    """One kind of effect. There is one instance of it a process, without state of its own."""

    id: ClassVar[str] = ""
    label: ClassVar[str | Promise] = ""

    max_attempts: ClassVar[int] = 8
    first_pause: ClassVar[timedelta] = timedelta(seconds=30)
    """Between the first try and the second; doubled after each, up to `longest_pause`, a fifth more or less."""
    longest_pause: ClassVar[timedelta] = timedelta(hours=1)
    lease: ClassVar[timedelta | None] = None
    """How long a worker may be at one effect; None is `OUTBOX_LEASE_SECONDS`. `perform` must end well within it."""
    is_secret: ClassVar[bool] = False
    """Whether payload and reply of every effect of this kind are shown to nobody, and erased once it is over."""
    kept_for: ClassVar[timedelta | None] = timedelta(days=90)
    """How long an effect that is over stays in the table; None: for good, as part of the record."""

    def perform(self, effect: Effect) -> Any:
        """Have the effect, and return the reply: JSON, or None.

        Runs outside any transaction. It may run again for the same effect (a worker died, a lease ran out), then with
        the same `idempotency_key`, which the other side should recognise. Raises `PermanentFailure`,
        `TemporaryFailure` or `NoLongerNeeded`; anything else counts as temporary.
        """
        return None

    def lock(self, effect: Effect) -> None:
        """Lock the rows that `on_done` and `on_failed` change. Called first in their transaction, before the effect
        itself is locked: a verb that holds its case and withdraws an effect would otherwise wait for us, and we for it.
        """

    def on_done(self, effect: Effect, result: Any) -> None:
        """What follows from success, in the transaction that closes the effect: it happens exactly once, with it.

        An exception undoes both; the effect is tried later, without asking the outside again.
        """

    def on_failed(self, effect: Effect, reason: str) -> None:
        """What follows when the effect is given up, in the transaction that closes it. As `on_done`."""

    def lease_time(self) -> timedelta:
        """The lease of one try."""
        return self.lease or timedelta(seconds=settings.OUTBOX_LEASE_SECONDS)
