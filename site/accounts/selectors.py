"""What can be asked about people."""

from django.db.models import Q, QuerySet

from accounts.models import User
from persian.text import fold
from persian.validators import normalise_mobile, normalise_national_id

__all__ = ["people", "person_named", "username_for"]

_SEARCHED = ("first_name", "last_name", "username", "email", "national_id", "mobile")
_WORDS_LOOKED_AT = 6


def people(search: str = "", *, active_only: bool = False) -> QuerySet[User]:
    """People by last and first name. Each word of `search` must stand in a name, e-mail, national id or mobile.

    Digits of any set, Arabic letters, `+98…` and dashes in numbers find what is stored.
    """
    found = User.objects.order_by("last_name", "first_name", "pk")
    if active_only:
        found = found.filter(is_active=True)
    for word in fold(search).split()[:_WORDS_LOOKED_AT]:
        wanted = Q()
        for column in _SEARCHED:
            wanted |= Q(**{f"{column}__icontains": word})
        found = found.filter(wanted | Q(mobile=normalise_mobile(word)) | Q(national_id=normalise_national_id(word)))
    return found


def username_for(typed: str) -> str:
    """The user name that a sign-in means: what was typed, or the user name of whoever has this mobile number."""
    mobile = normalise_mobile(typed)
    if mobile.startswith("09") and len(mobile) == 11 and mobile.isdecimal():
        return User.objects.filter(mobile=mobile).values_list("username", flat=True).first() or fold(typed)
    return fold(typed)


def person_named(username: str) -> User | None:
    """The person with this user name."""
    return User.objects.filter(username=username).first()
