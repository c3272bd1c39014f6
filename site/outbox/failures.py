"""How the code of a kind says that an effect could not be had.

The texts are stored and shown to administrators. They must hold neither the effect's contents nor a secret of the
account that it goes through. Any other exception counts as a temporary failure, of which only the class and the place
in the code are written down.
"""


class PermanentFailure(Exception):
    """Trying again cannot help: the address is wrong, the other side refuses."""


class TemporaryFailure(Exception):
    """The way is closed for now: no connection, the other side is overloaded."""


class NoLongerNeeded(Exception):
    """What the effect was for is gone (the case is closed, the step was left): it is withdrawn, which is no failure."""


class UnknownKind(LookupError):
    """No kind of effect is registered under this id."""

    def __init__(self, kind: str) -> None:
        super().__init__(f"there is no kind of effect {kind!r} in this installation")
