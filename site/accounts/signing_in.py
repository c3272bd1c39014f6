"""Who must sign in by password: whoever may do more than a citizen.

A one-time code proves that somebody reads the messages of a number, which is enough for one's own requests and for
nothing else. What this app sees are marks, roles, groups and permissions; layers above say what of theirs makes a
person more than a citizen, from their `AppConfig.ready()`:

    signing_in.register_duty(lambda person: Appointment.objects.filter(person=person).exists())
"""

from collections.abc import Callable

from accounts.models import User

__all__ = ["needs_password", "register_duty"]

_duties: list[Callable[[User], bool]] = []


def register_duty(call: Callable[[User], bool]) -> None:
    """Have `call(person)` asked whether the person holds something that a code is not enough for."""
    if call in _duties:
        raise ValueError(f"{call!r} is already registered")
    _duties.append(call)


def needs_password(person: User) -> bool:
    """Whether a one-time code does not sign this person in."""
    return bool(
        person.is_staff
        or person.is_superuser
        or person.groups.exists()
        or person.user_permissions.exists()
        or any(call(person) for call in _duties)
    )
