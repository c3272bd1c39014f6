"""The org chart: fields of activity (حوزه), posts (پست) and the dated appointments of people to them."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from organisation.tree import PostQuerySet


class ActivityField(models.Model):
    """A field of activity (حوزه) of the organisation."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    sort_order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("field of activity")
        verbose_name_plural = _("fields of activity")
        ordering = ["sort_order", "name"]

    def __str__(self) -> str:
        return self.name


class Post(models.Model):
    """A post of the org chart: the address that work is routed to. A person only holds it."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    title = models.CharField(_("title"), max_length=120)
    field = models.ForeignKey(ActivityField, models.PROTECT, related_name="posts", verbose_name=_("field of activity"))
    superior = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="subordinates", verbose_name=_("superior post")
    )
    is_active = models.BooleanField(_("active"), default=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        ordering = ["field", "title"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(superior=F("id")),
                name="post_not_its_own_superior",
                violation_error_message=_("A post cannot be its own superior."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """No circles: the way up from a post never comes back to it. One query."""
        super().clean()
        if self.pk is None or self.superior_id is None:
            return
        if Post.objects.above(Post.objects.filter(pk=self.superior_id).values("pk")).filter(pk=self.pk).exists():
            raise ValidationError({"superior": _("A post cannot stand under one of its own subordinates.")})


class Appointment(models.Model):
    """A person's appointment to a post, with dates. `ends_on` is the last day, inclusive; null means open-ended."""

    class Kind(models.TextChoices):
        HOLDER = "holder", _("Holder")
        ACTING = "acting", _("Acting holder")
        SUBSTITUTE = "substitute", _("Substitute")

    post = models.ForeignKey(Post, models.PROTECT, related_name="appointments", verbose_name=_("post"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="appointments", verbose_name=_("person")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.HOLDER)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"), null=True, blank=True)

    class Meta:
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        ordering = ["-starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="appointment_ends_after_start",
                violation_error_message=_("The last day is before the first."),
            ),
            models.UniqueConstraint(
                fields=["post"],
                condition=Q(kind="holder", ends_on__isnull=True),
                name="post_one_open_holder",
                violation_error_message=_("This post already has a holder. End that appointment first."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} – {self.post}"

    @property
    def acting_as(self) -> str:
        """The kind, where the person acts in the holder's stead; empty for the holder's own appointment."""
        return "" if self.kind == self.Kind.HOLDER else self.kind

    def clean(self) -> None:
        """A post has one holder at a time, and a person one appointment of a kind to a post."""
        super().clean()
        if not (self.post_id and self.person_id and self.starts_on):
            return
        overlapping = Appointment.objects.filter(post=self.post_id, kind=self.kind).exclude(pk=self.pk)
        overlapping = overlapping.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=self.starts_on))
        if self.ends_on is not None:
            overlapping = overlapping.filter(starts_on__lte=self.ends_on)
        if self.kind == self.Kind.HOLDER and (other := overlapping.exclude(person=self.person_id).first()):
            raise ValidationError(
                {"post": _("In this period the post is held by %(person)s.") % {"person": other.person}}
            )
        if overlapping.filter(person=self.person_id).exists():
            raise ValidationError({"person": _("This person already has this post in this period.")})
