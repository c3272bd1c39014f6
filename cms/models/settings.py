"""What the organisation is called and looks like, on every screen."""

from django.db import models
from django.forms.widgets import ColorInput
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from cms.colours import validate_accent

DEFAULT_ACCENT = "#0b5e6b"


@register_setting(icon="home", order=10)
class OrganisationSettings(BaseGenericSetting):
    """One row. Read it through `cms.organisation.organisation()`, which costs no query."""

    name = models.CharField(_("name of the organisation"), max_length=120, default="میز خدمت الکترونیک")
    short_name = models.CharField(
        _("short name"),
        max_length=40,
        blank=True,
        help_text=_("Shown where the full name has no room, such as the header on phones."),
    )
    logo = models.ForeignKey(
        "wagtailimages.Image",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("logo"),
        help_text=_("A square picture on a transparent or white ground, at least 200 pixels wide."),
    )
    accent_colour = models.CharField(
        _("accent colour"),
        max_length=7,
        default=DEFAULT_ACCENT,
        validators=[validate_accent],
        help_text=_("# and six digits or letters; dark enough to carry white text."),
    )
    phone = models.CharField(_("telephone"), max_length=60, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    address = models.CharField(_("address"), max_length=300, blank=True)
    hours = models.CharField(_("opening hours"), max_length=200, blank=True)

    panels = [
        MultiFieldPanel([FieldPanel("name"), FieldPanel("short_name")], heading=_("Name")),
        MultiFieldPanel([FieldPanel("logo"), FieldPanel("accent_colour", widget=ColorInput)], heading=_("Looks")),
        MultiFieldPanel(
            [FieldPanel("phone"), FieldPanel("email"), FieldPanel("address"), FieldPanel("hours")],
            heading=_("Contact"),
        ),
    ]

    class Meta:
        verbose_name = _("organisation")

    def __str__(self) -> str:
        return self.name
