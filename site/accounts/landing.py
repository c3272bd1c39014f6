"""Where people land after signing in: where their work is.

Each app that has a place of work says whose it is, from its `AppConfig.ready()`; the first that answers wins, in the
order of `rank`:

    landing.register(lambda person: reverse("worklist") if … else None, rank=landing.DESK)
"""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.models import AnonymousUser

from accounts.models import User

__all__ = ["ADMINISTRATION", "DESK", "OWN", "REPORTS", "address_for", "register"]

ADMINISTRATION, REPORTS, DESK, OWN = 10, 20, 30, 90

Place = Callable[[User], str | None]

_places: list[tuple[int, Place]] = []


def register(call: Place, *, rank: int) -> None:
    """Have `call(person)` asked for an address; lower ranks are asked first."""
    if any(call is known for _rank, known in _places):
        raise ValueError(f"{call!r} is already registered")
    _places.append((rank, call))
    _places.sort(key=lambda place: place[0])


def address_for(person: User | AnonymousUser) -> str:
    """The first place that is this person's, else the settings' own."""
    if isinstance(person, User):
        for _rank, call in _places:
            if address := call(person):
                return address
    return str(settings.LOGIN_REDIRECT_URL)
