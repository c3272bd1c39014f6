"""Home and catalogue."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, PageChooserPanel
from wagtail.api import APIField
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page

from cms.blocks import AnnouncementBlock
from cms.models.published import PublishedPage


class HomePage(PublishedPage):
    """The front page of the desk."""

    template = "pages/home.html"
    max_count = 1
    subpage_types = ["cms.CataloguePage"]

    headline = models.CharField(
        _("headline"), max_length=120, blank=True, help_text=_("The large line over the search box.")
    )
    intro = models.TextField(_("introduction"), max_length=400, blank=True)
    announcements = StreamField([("announcement", AnnouncementBlock())], blank=True, verbose_name=_("announcements"))

    content_panels = [
        *Page.content_panels,
        FieldPanel("headline"),
        FieldPanel("intro"),
        FieldPanel("announcements"),
        InlinePanel("featured_services", heading=_("Chosen services"), label=_("Service"), max_num=6),
    ]
    api_fields = [APIField("headline"), APIField("intro"), APIField("announcements"), APIField("featured_services")]

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")


class FeaturedService(Orderable):
    """A service that the editors put on the home page, before those that are used most."""

    home = ParentalKey(HomePage, on_delete=models.CASCADE, related_name="featured_services")
    service = models.ForeignKey("cms.ServicePage", models.CASCADE, related_name="+", verbose_name=_("service"))

    panels = [PageChooserPanel("service", "cms.ServicePage")]
    api_fields = [APIField("service")]

    class Meta(Orderable.Meta):
        verbose_name = _("chosen service")
        verbose_name_plural = _("chosen services")

    def __str__(self) -> str:
        return str(self.service)


class CataloguePage(PublishedPage):
    """All services, searchable."""

    template = "pages/catalogue.html"
    max_count = 1
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.ServicePage"]

    intro = models.TextField(_("introduction"), max_length=400, blank=True)

    content_panels = [*Page.content_panels, FieldPanel("intro")]
    api_fields = [APIField("intro")]

    class Meta:
        verbose_name = _("catalogue page")
        verbose_name_plural = _("catalogue pages")

    def is_cacheable(self, context: dict) -> bool:
        return bool(context["keepable"])
