"""The service and its profile (شناسنامه خدمت)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page


class ServicePage(Page):
    """One service of the organisation."""

    class CostKind(models.TextChoices):
        FREE = "free", _("Free of charge")
        FIXED = "fixed", _("Fixed")
        DESCRIBED = "described", _("Described")

    parent_page_types = ["cms.CataloguePage"]
    subpage_types: list[str] = []

    code = models.CharField(_("service code"), max_length=20, unique=True)
    request_form = models.ForeignKey(
        "forms_ext.FormDefinition",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="services",
        verbose_name=_("request form"),
    )
    cost_kind = models.CharField(_("cost"), max_length=10, choices=CostKind.choices, default=CostKind.FREE)
    cost_amount = models.PositiveBigIntegerField(_("amount in rials"), null=True, blank=True)
    cost_description = models.CharField(_("how the cost is set"), max_length=500, blank=True)
    promised_working_days = models.PositiveSmallIntegerField(_("promised time in working days"), default=5)

    class Meta:
        verbose_name = _("service")
        verbose_name_plural = _("services")
