"""Sign-in of citizens by a one-time code, and the accounts that it makes.

What is promised: a code has 6 random digits and holds for 2 minutes, 5 tries and one use; a new one ends the old one;
only its HMAC is stored; comparing takes the same time for every code. Asking for a code does not look at accounts at
all, so neither answer nor timing tells whether a number is known. Limits are counted in the database, per number
(1 code a minute, 5 an hour) and per address (30 codes, 60 tries an hour), so that they hold across processes. What the
limits leave to a guesser is 25 tries of a million an hour on one number.
"""

from __future__ import annotations

import hmac
import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone, translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from accounts import events, signing_in
from accounts.errors import AccountClosed, LoginCodeRefused, PasswordRequired
from accounts.models import LoginCode, RateCounter, User
from accounts.throttling import count, give_back
from messaging.services import new_message
from outbox.services import queue_effects
from persian.text import fold
from persian.validators import normalise_mobile, normalise_national_id, validate_mobile, validate_national_id

__all__ = [
    "IssuedCode",
    "count_password_try",
    "ensure_citizen",
    "forget_login_codes",
    "forgive_password_try",
    "request_login_code",
    "update_profile",
    "verify_login_code",
]

PASSWORD_TRIES = 5  # failures of one account in PASSWORD_PERIOD, whoever tries
PASSWORD_TRIES_PER_ADDRESS = 20
PASSWORD_PERIOD = timedelta(minutes=5)
CODE_DIGITS = 6
CODE_LIFE = timedelta(minutes=2)
CODE_TRIES = 5
BETWEEN_CODES = timedelta(minutes=1)
CODES_PER_NUMBER = 5
CODES_PER_ADDRESS = 30
TRIES_PER_ADDRESS = 60
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class IssuedCode:
    """A code on its way. `shown` is the code itself where the settings say that screens show it, else empty."""

    mobile: str
    expires_at: datetime
    next_at: datetime
    shown: str = ""


def request_login_code(*, mobile: str, address: str) -> IssuedCode:
    """Send a code to a mobile number, known or not.

    `address` is the visitor's network address. Raises `ValidationError` for what is no mobile number, and
    `TooManyRequests`. The limits stay counted where the rest fails.
    """
    mobile = normalise_mobile(mobile)
    validate_mobile(mobile)
    count(f"code:address:{address}", limit=CODES_PER_ADDRESS, period=HOUR)
    count(f"code:minute:{mobile}", limit=1, period=BETWEEN_CODES)
    count(f"code:hour:{mobile}", limit=CODES_PER_NUMBER, period=HOUR)
    code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"
    now = timezone.now()
    with transaction.atomic():
        _store(mobile, code, now + CODE_LIFE)
        _send(mobile, code, now + CODE_LIFE)
    shown = code if settings.SHOW_LOGIN_CODES else ""
    return IssuedCode(mobile=mobile, expires_at=now + CODE_LIFE, next_at=now + BETWEEN_CODES, shown=shown)


def verify_login_code(*, mobile: str, code: str, address: str) -> User:
    """Use up the code and return its person, who is made if the number is new.

    Raises `LoginCodeRefused`, `TooManyRequests`, and after a right code `AccountClosed` or `PasswordRequired`. Only
    checks: signing in is the caller's, who has the request.
    """
    mobile = normalise_mobile(mobile)
    count(f"code:tries:{address}", limit=TRIES_PER_ADDRESS, period=HOUR)
    if not _use_up(mobile, fold(code).replace(" ", "").replace("-", "")):
        events.write(events.SIGN_IN_FAILED, User.objects.filter(mobile=mobile).first(), why="code", address=address)
        raise LoginCodeRefused
    person = ensure_citizen(mobile=mobile)
    if not person.is_active:
        events.write(events.SIGN_IN_FAILED, person, why="closed", address=address)
        raise AccountClosed
    if signing_in.needs_password(person):
        events.write(events.SIGN_IN_FAILED, person, why="password_required", address=address)
        raise PasswordRequired
    return person


def count_password_try(*, account: str, address: str) -> None:
    """Count one try of a password, before it is looked at. Raises `TooManyRequests`.

    `account` is the user name as it is stored, so that a mobile number typed in its stead has no tries of its own.
    """
    for key, limit in _password_limits(account, address):
        count(key, limit=limit, period=PASSWORD_PERIOD)


def forgive_password_try(*, account: str, address: str) -> None:
    """The password was right: its try does not count. Failures before it still do."""
    for key, _limit in _password_limits(account, address):
        give_back(key)


def _password_limits(account: str, address: str) -> list[tuple[str, int]]:
    return [
        (f"password:address:{address}", PASSWORD_TRIES_PER_ADDRESS),
        (f"password:account:{account.lower()}", PASSWORD_TRIES),
    ]


@transaction.atomic
def ensure_citizen(*, mobile: str, national_id: str | None = None, first_name: str = "", last_name: str = "") -> User:
    """The person with this mobile number, made if there is none; what is given fills what they lack.

    What they have already is never changed. Raises `ValidationError` where the number or the national id is not valid,
    or the id is another person's.
    """
    mobile = normalise_mobile(mobile)
    validate_mobile(mobile)
    person = User.objects.filter(mobile=mobile).first() or _new_citizen(mobile)
    given = {"national_id": national_id, "first_name": first_name, "last_name": last_name}
    lacking = {name: value for name, value in given.items() if value and not getattr(person, name)}
    if lacking:
        for name, value in lacking.items():
            setattr(person, name, value)
        person.full_clean(exclude=["password"])
        person.save(update_fields=list(lacking))
    return person


@transaction.atomic
def update_profile(*, person: User, first_name: str, last_name: str, national_id: str, email: str = "") -> User:
    """A person's own particulars. Raises `ValidationError` keyed by field."""
    national_id = normalise_national_id(national_id)
    if national_id:
        validate_national_id(national_id)
    person.first_name, person.last_name = first_name, last_name
    person.national_id, person.email = national_id or None, email
    person.full_clean(exclude=["password", "username", "mobile"])
    columns = ["first_name", "last_name", "national_id", "email"]
    person.save(update_fields=columns)
    events.write(events.PROFILE_CHANGED, person)
    return person


def forget_login_codes() -> int:
    """Delete codes and counters that have run out; return how many. Nothing depends on it but the disk."""
    now = timezone.now()
    codes, _per_model = LoginCode.objects.filter(expires_at__lte=now).delete()
    counters, _per_model = RateCounter.objects.filter(ends_at__lte=now).delete()
    return codes + counters


def _digest(mobile: str, code: str) -> str:
    return salted_hmac("accounts.login_code", f"{mobile}:{code}", algorithm="sha256").hexdigest()


def _store(mobile: str, code: str, expires_at: datetime) -> None:
    LoginCode.objects.bulk_create(
        [LoginCode(mobile=mobile, digest=_digest(mobile, code), expires_at=expires_at)],
        update_conflicts=True,
        unique_fields=["mobile"],
        update_fields=["digest", "expires_at", "tries"],
    )


def _send(mobile: str, code: str, expires_at: datetime) -> None:
    with translation.override(settings.LANGUAGE_CODE):
        values = {"site": settings.WAGTAIL_SITE_NAME, "code": code}
        body = _("%(site)s\nYour sign-in code: %(code)s\nGive it to nobody.") % values
    message = new_message(
        channel="sms",
        recipient=mobile,
        body=body,
        idempotency_key=f"login-code:{uuid.uuid4().hex}",
        is_secret=True,
        expires_at=expires_at,
    )
    queue_effects([message])


@transaction.atomic
def _use_up(mobile: str, code: str) -> bool:
    """Count one try, compare, and delete a right code. Both writes decide by their own condition who was first."""
    rows = LoginCode.objects.filter(mobile=mobile, tries__lt=CODE_TRIES, expires_at__gt=timezone.now())
    counted = rows.update(tries=F("tries") + 1)
    stored = LoginCode.objects.filter(mobile=mobile).values_list("digest", flat=True).first() or ""
    right = hmac.compare_digest(stored, _digest(mobile, code))
    return bool(counted and right and LoginCode.objects.filter(mobile=mobile, digest=stored).delete()[0])


def _new_citizen(mobile: str) -> User:
    """Another process may make the same person at the same moment: then theirs is taken."""
    taken = User.objects.filter(username=mobile).exists()
    person = User(username=f"citizen-{uuid.uuid4().hex[:12]}" if taken else mobile, mobile=mobile)
    person.set_unusable_password()
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError:
        return User.objects.get(mobile=mobile)
    events.write(events.CREATED, person)
    return person
