"""People: one account for whoever signs in, citizen or staff; and the one-time codes by which citizens do."""

from collections.abc import Collection
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from persian.text import fold
from persian.validators import normalise_mobile, normalise_national_id, validate_mobile, validate_national_id


class User(AbstractUser):
    """A person. Staff sign in by user name and password, citizens by a code sent to their mobile.

    `national_id` and `mobile` are stored folded (ASCII digits) and identify one person where set;
    an unset one is null, never an empty string, so that uniqueness ignores it. `is_staff` marks the
    organisation's own people, who sign in by password alone.
    """

    national_id = models.CharField(
        _("national id"),
        max_length=10,
        unique=True,
        null=True,
        blank=True,
        validators=[validate_national_id],
        error_messages={"unique": _("A person with this national id is already registered.")},
    )
    mobile = models.CharField(
        _("mobile number"),
        max_length=11,
        unique=True,
        null=True,
        blank=True,
        validators=[validate_mobile],
        error_messages={"unique": _("A person with this mobile number is already registered.")},
    )

    class Meta(AbstractUser.Meta):
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.CheckConstraint(
                name="accounts_user_identifiers_set_or_null", condition=~Q(national_id="") & ~Q(mobile="")
            )
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    def fold(self) -> None:
        """One spelling of names and identifiers; empty identifiers become null."""
        self.first_name, self.last_name = fold(self.first_name), fold(self.last_name)
        self.national_id = normalise_national_id(self.national_id or "") or None
        self.mobile = normalise_mobile(self.mobile or "") or None

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        """Fold first, then validate what will be stored."""
        self.fold()
        super().clean_fields(exclude=exclude)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Fold, then save."""
        self.fold()
        super().save(*args, **kwargs)


class LoginCode(models.Model):
    """The one code that a mobile number can sign in with now. A new one takes the old one's place.

    Only an HMAC under `SECRET_KEY` is kept: who reads this table alone learns no code.
    """

    mobile = models.CharField(max_length=11, primary_key=True)
    digest = models.CharField(max_length=64)
    expires_at = models.DateTimeField(db_index=True)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("one-time code")
        verbose_name_plural = _("one-time codes")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.mobile[:4]}…"


class RateCounter(models.Model):
    """How often something was done within a window that began with its first time.

    In the database, since it is the one store that all processes of every kind of installation share and that counts
    atomically: the embedded installation's file cache does not.
    """

    key = models.CharField(max_length=120, primary_key=True)
    hits = models.PositiveIntegerField(default=0)
    ends_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("rate counter")
        verbose_name_plural = _("rate counters")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.key}: {self.hits}"
