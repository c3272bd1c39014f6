"""The kinds of service that the catalogue is ordered by."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.api import APIField

from persian.transliteration import slug_from


class ServiceCategory(models.Model):
    """A group of services, as citizens look for them."""

    class Icon(models.TextChoices):
        BUILDING = "building", _("Building")
        HOUSE = "house", _("House")
        SHOP = "shop", _("Shop")
        BRIEFCASE = "briefcase", _("Business")
        TREE = "tree", _("Green space")
        BUS = "bus-front", _("Transport")
        CONE = "cone-striped", _("Works and excavation")
        WATER = "droplet", _("Water and sewage")
        TRASH = "recycle", _("Waste")
        CASH = "cash-coin", _("Taxes and payments")
        DOCUMENT = "file-earmark-text", _("Certificates")
        PEOPLE = "people", _("Citizens and families")
        EDUCATION = "mortarboard", _("Education and culture")
        HEALTH = "heart-pulse", _("Health")
        SHIELD = "shield-check", _("Safety and fire")
        CHAT = "chat-square-text", _("Complaints and requests")
        MAP = "map", _("Maps and land")
        GRID = "grid", _("Other")

    name = models.CharField(_("name"), max_length=80, unique=True)
    slug = models.SlugField(
        _("name in addresses"),
        max_length=60,
        unique=True,
        blank=True,
        help_text=_("Latin letters, digits and dashes; made from the name where left empty."),
    )
    icon = models.CharField(_("icon"), max_length=30, choices=Icon.choices, default=Icon.GRID)
    order = models.PositiveSmallIntegerField(
        _("order"), default=100, help_text=_("Categories with a smaller number come first.")
    )

    panels = [FieldPanel("name"), FieldPanel("icon"), FieldPanel("order"), FieldPanel("slug")]
    api_fields = [APIField("name"), APIField("slug"), APIField("icon")]

    class Meta:
        verbose_name = _("service category")
        verbose_name_plural = _("service categories")
        ordering = ["order", "name"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:
        self._set_slug()
        super().save(*args, **kwargs)

    def clean(self) -> None:
        super().clean()
        self._set_slug()

    def _set_slug(self) -> None:
        if self.slug:
            return
        base = slug_from(self.name).replace("_", "-")[:50] or "category"
        others = ServiceCategory.objects.exclude(pk=self.pk).filter(slug__startswith=base)
        taken = set(others.values_list("slug", flat=True))
        self.slug = next(s for s in [base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))] if s not in taken)
