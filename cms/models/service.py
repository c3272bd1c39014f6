"""The service and its profile (شناسنامه خدمت)."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.fields import RichTextField, StreamField

from cms import extensions
from cms.blocks import (
    RICH_TEXT,
    ChannelBlock,
    FileBlock,
    InquiryBlock,
    LinkBlock,
    QuestionBlock,
    RequiredDocumentBlock,
    RulesBlock,
)
from cms.models.published import PublishedPage, PublishedPageForm
from cms.models.service_api import SERVICE_API_FIELDS
from cms.models.service_editor import service_editor
from persian.text import search_key


class ServicePageForm(PublishedPageForm):
    """The editor of services. A new one is not live before its revision is published: the gate comes first."""

    def save(self, commit: bool = True) -> "ServicePage":
        if self.instance.pk is None:
            self.instance.live = False
        return super().save(commit=commit)


class ServicePage(PublishedPage):
    """One service of the organisation: its profile, its rules and files, and the form by which it is asked for."""

    class CostKind(models.TextChoices):
        FREE = "free", _("Free of charge")
        FIXED = "fixed", _("Fixed")
        DESCRIBED = "described", _("Described")

    class Kind(models.TextChoices):
        SOVEREIGN = "sovereign", _("Sovereign service")
        OPERATIONAL = "operational", _("Operational service")

    class OnlineLevel(models.TextChoices):
        """How far the service goes online: the four levels that Iranian service profiles use."""

        INFORMATION = "information", _("Information only")
        ONE_WAY = "one_way", _("One-way (forms to download)")
        INTERACTIVE = "interactive", _("Interactive (request online)")
        TRANSACTION = "transaction", _("Fully online")

    class Audience(models.TextChoices):
        G2C = "g2c", _("Citizens")
        G2B = "g2b", _("Businesses")
        G2G = "g2g", _("Government bodies")

    template = "pages/service.html"
    parent_page_types = ["cms.CataloguePage"]
    subpage_types: list[str] = []

    code = models.CharField(
        _("service code"),
        max_length=20,
        unique=True,
        error_messages={"unique": _("Another service has this code.")},
        help_text=_("The code of the service in the national list of services, or the organisation's own."),
    )
    category = models.ForeignKey(
        "cms.ServiceCategory",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="services",
        verbose_name=_("category"),
    )
    summary = models.TextField(
        _("summary"),
        max_length=400,
        blank=True,
        help_text=_("Two or three plain sentences: what the citizen gets, and who may ask for it."),
    )
    provider = models.CharField(
        _("provider"), max_length=150, blank=True, help_text=_("The unit that gives the service.")
    )
    kind = models.CharField(_("kind of service"), max_length=12, choices=Kind.choices, default=Kind.OPERATIONAL)
    online_level = models.CharField(
        _("online level"), max_length=12, choices=OnlineLevel.choices, default=OnlineLevel.INTERACTIVE
    )
    for_citizens = models.BooleanField(_("Citizens (G2C)"), default=True)
    for_businesses = models.BooleanField(_("Businesses (G2B)"), default=False)
    for_government = models.BooleanField(_("Government bodies (G2G)"), default=False)

    cost_kind = models.CharField(_("cost"), max_length=10, choices=CostKind.choices, default=CostKind.FREE)
    cost_amount = models.PositiveBigIntegerField(
        _("amount in rials"), null=True, blank=True, help_text=_("Only where the cost is fixed.")
    )
    cost_description = models.CharField(
        _("how the cost is set"),
        max_length=500,
        blank=True,
        help_text=_("Where the cost differs from case to case: by which tariff or formula."),
    )
    promised_working_days = models.PositiveSmallIntegerField(
        _("promised time in working days"),
        default=5,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
        help_text=_("The answer is promised within this many working days; the receipt states the date."),
    )

    objection_days = models.PositiveSmallIntegerField(
        _("time to object in working days"),
        default=10,
        validators=[MaxValueValidator(365)],
        help_text=_("Working days after a rejection in which the applicant may object; 0 where nobody may."),
    )

    legal_basis = RichTextField(_("legal basis"), features=RICH_TEXT, blank=True)
    required_documents = StreamField(
        [("document", RequiredDocumentBlock())], blank=True, verbose_name=_("required documents")
    )
    rules = StreamField(RulesBlock(), blank=True, verbose_name=_("rules and regulations"))
    inquiries = StreamField([("inquiry", InquiryBlock())], blank=True, verbose_name=_("inquiries"))
    channels = StreamField([("channel", ChannelBlock())], blank=True, verbose_name=_("channels"))
    related_systems = StreamField([("system", LinkBlock())], blank=True, verbose_name=_("related systems"))
    files = StreamField([("file", FileBlock())], blank=True, verbose_name=_("files to download"))
    faqs = StreamField([("question", QuestionBlock())], blank=True, verbose_name=_("frequently asked questions"))
    contact_unit = models.CharField(_("unit to contact"), max_length=150, blank=True)
    contact_phone = models.CharField(_("telephone"), max_length=60, blank=True)
    contact_email = models.EmailField(_("e-mail"), blank=True)
    contact_hours = models.CharField(_("opening hours"), max_length=200, blank=True)
    contact_address = models.CharField(_("address"), max_length=300, blank=True)

    request_form = models.ForeignKey(
        "forms_ext.FormDefinition",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="services",
        verbose_name=_("request form"),
        limit_choices_to={"live": True, "kind": "ordinary"},
        help_text=_("The form that the applicant fills. Only published forms are offered."),
    )
    title_key = models.CharField(max_length=300, editable=False, blank=True, default="")
    search_key = models.TextField(editable=False, blank=True, default="")

    # What only the service's own page shows: lists and forms leave it out (`defer`).
    PROFILE_TEXTS = (
        "legal_basis", "required_documents", "rules", "inquiries", "channels", "related_systems", "files", "faqs",
    )  # fmt: skip

    base_form_class = ServicePageForm
    edit_handler = service_editor()
    api_fields = SERVICE_API_FIELDS

    class Meta:
        verbose_name = _("service")
        verbose_name_plural = _("services")
        indexes = [models.Index(fields=["category"], name="service_by_category")]
        constraints = [
            models.CheckConstraint(
                condition=Q(cost_kind="fixed", cost_amount__isnull=False)
                | (~Q(cost_kind="fixed") & Q(cost_amount__isnull=True)),
                name="service_amount_iff_fixed",
                violation_error_message=_("An amount belongs to a fixed cost, and only to that."),
            ),
            models.CheckConstraint(
                condition=Q(for_citizens=True) | Q(for_businesses=True) | Q(for_government=True),
                name="service_has_audience",
                violation_error_message=_("Choose at least one audience."),
            ),
        ]

    @property
    def audiences(self) -> list[str]:
        """Whom the service is for, as codes of `Audience`."""
        flags = [("g2c", self.for_citizens), ("g2b", self.for_businesses), ("g2g", self.for_government)]
        return [code for code, chosen in flags if chosen]

    @property
    def audience_labels(self) -> list[str]:
        return [str(self.Audience(code).label) for code in self.audiences]

    def clean(self) -> None:
        super().clean()
        errors = {}
        if self.cost_kind == self.CostKind.FIXED and self.cost_amount is None:
            errors["cost_amount"] = _("State the amount, or choose another kind of cost.")
        if self.cost_kind != self.CostKind.FIXED and self.cost_amount is not None:
            errors["cost_amount"] = _("An amount belongs to a fixed cost only: empty it, or choose 'fixed'.")
        if self.cost_kind == self.CostKind.DESCRIBED and not self.cost_description.strip():
            errors["cost_description"] = _("Say how the cost is set.")
        if not self.audiences:
            errors["for_citizens"] = _("Choose at least one audience.")
        if errors:
            raise ValidationError(errors)

    def publish(self, revision, *args, **kwargs):
        """Publish, where no gate objects: every way to publish comes through here, scheduled ones at both times.

        Raises `ValidationError`; what is live then stays as it is, and the revision is kept as a draft.
        """
        with transaction.atomic():
            if objections := extensions.service_objections(revision.as_object()):
                raise ValidationError(objections)
            return super().publish(revision, *args, **kwargs)

    def save(self, *args, **kwargs):
        self.set_search_keys()
        if (fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*fields, "title_key", "search_key"}
        return super().save(*args, **kwargs)

    def set_search_keys(self) -> None:
        """What the catalogue's search looks into: folded, one part a line, the title first. Does not save."""
        category = self.category.name if self.category else ""
        parts = (self.title, self.code, category, self.summary, self.provider)
        self.title_key = search_key(self.title)[:300]
        self.search_key = "\n".join(search_key(part) for part in parts)
