"""People: one account for whoever signs in, citizen or staff."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """A person. Staff sign in by user name and password, citizens by a code sent to their mobile.

    `national_id` and `mobile` are stored folded (ASCII digits) and identify one person where set;
    an unset one is null, never an empty string, so that uniqueness ignores it.
    """

    national_id = models.CharField(
        _("national id"),
        max_length=10,
        unique=True,
        null=True,
        blank=True,
        error_messages={"unique": _("A person with this national id is already registered.")},
    )
    mobile = models.CharField(
        _("mobile number"),
        max_length=11,
        unique=True,
        null=True,
        blank=True,
        error_messages={"unique": _("A person with this mobile number is already registered.")},
    )

    class Meta(AbstractUser.Meta):
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def __str__(self) -> str:
        return self.get_full_name() or self.username
