"""Home and catalogue."""

from django.utils.translation import gettext_lazy as _
from wagtail.models import Page


class HomePage(Page):
    """The front page of the desk."""

    max_count = 1
    subpage_types = ["cms.CataloguePage"]

    class Meta:
        verbose_name = _("home page")


class CataloguePage(Page):
    """All services, searchable."""

    max_count = 1
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.ServicePage"]

    class Meta:
        verbose_name = _("catalogue page")
