"""The repeated parts of a service's profile, and the announcements of the home page."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock

from persian.blocks import JalaliDateBlock

RICH_TEXT = ["h3", "h4", "bold", "italic", "ol", "ul", "link", "document-link"]
SHORT_TEXT = ["bold", "italic", "link", "document-link", "ul", "ol"]


def described_document(value, field: str = "file") -> dict | None:
    """A chosen document as API readers need it."""
    document = value.get(field)
    if document is None:
        return None
    return {"id": document.pk, "title": document.title, "url": document.url, "bytes": document.file_size}


class FileApiMixin:
    """Serve a chosen document as title, address and size; a bare id says nothing to a front end."""

    def get_api_representation(self, value, context=None):
        return {**super().get_api_representation(value, context), "file": described_document(value)}


class RequiredDocumentBlock(FileApiMixin, blocks.StructBlock):
    """A document that the applicant brings."""

    title = blocks.CharBlock(label=_("Document"), max_length=200)
    note = blocks.TextBlock(
        label=_("Note"), required=False, max_length=1000, help_text=_("Who must bring it, how old it may be, …")
    )
    original = blocks.ChoiceBlock(
        label=_("Original or copy"),
        choices=[("scan", _("Scan or photograph")), ("copy", _("Certified copy")), ("original", _("Original"))],
        default="scan",
    )
    mandatory = blocks.BooleanBlock(label=_("Mandatory"), required=False, default=True)
    file = DocumentChooserBlock(label=_("Sample or blank form"), required=False)

    class Meta:
        icon = "doc-empty"
        label = _("Document")
        label_format = "{title}"


class RuleBlock(blocks.StructBlock):
    """A law, by-law or circular, in words."""

    title = blocks.CharBlock(label=_("Title"), max_length=250)
    issuer = blocks.CharBlock(label=_("Issued by"), required=False, max_length=150)
    reference = blocks.CharBlock(label=_("Number and date"), required=False, max_length=120)
    text = blocks.RichTextBlock(label=_("Text"), required=False, features=RICH_TEXT)

    class Meta:
        icon = "clipboard-list"
        label = _("Rule")
        label_format = "{title}"


class ArticleBlock(blocks.StructBlock):
    """One article or clause of a rule."""

    number = blocks.CharBlock(label=_("Article"), max_length=60, help_text=_("For example: Article 100, note 2"))
    text = blocks.RichTextBlock(label=_("Text"), features=RICH_TEXT)

    class Meta:
        icon = "list-ol"
        label = _("Article")
        label_format = "{number}"


class LinkBlock(blocks.StructBlock):
    """An address elsewhere."""

    title = blocks.CharBlock(label=_("Title"), max_length=200)
    url = blocks.URLBlock(label=_("Address"))
    note = blocks.CharBlock(label=_("Note"), required=False, max_length=300)

    class Meta:
        icon = "link"
        label = _("Link")
        label_format = "{title}"


class FileBlock(FileApiMixin, blocks.StructBlock):
    """A file to download."""

    title = blocks.CharBlock(label=_("Title"), max_length=200)
    file = DocumentChooserBlock(label=_("File"))
    note = blocks.CharBlock(label=_("Note"), required=False, max_length=300)

    class Meta:
        icon = "download"
        label = _("File")
        label_format = "{title}"


class RulesBlock(blocks.StreamBlock):
    rule = RuleBlock()
    article = ArticleBlock()
    link = LinkBlock()
    file = FileBlock()


class InquiryBlock(blocks.StructBlock):
    """What the organisation asks of another body for this service."""

    source = blocks.CharBlock(label=_("From whom"), max_length=200)
    subject = blocks.CharBlock(label=_("What is asked"), max_length=300)
    method = blocks.ChoiceBlock(
        label=_("How"),
        choices=[
            ("online", _("Online, by the system")),
            ("letter", _("By letter")),
            ("applicant", _("Brought by the applicant")),
        ],
        default="online",
    )
    note = blocks.CharBlock(label=_("Note"), required=False, max_length=300)

    class Meta:
        icon = "group"
        label = _("Inquiry")
        label_format = "{source}"


_CHANNEL_ICONS = {
    "web": "display",
    "app": "phone",
    "phone": "telephone",
    "sms": "chat-dots",
    "counter": "shop-window",
    "office": "building",
    "post": "mailbox",
}


class ChannelValue(blocks.StructValue):
    """A channel with the icon that stands for its kind."""

    @property
    def icon(self) -> str:
        return _CHANNEL_ICONS.get(self.get("kind"), "signpost")


class ChannelBlock(blocks.StructBlock):
    """A way in which the service is given."""

    kind = blocks.ChoiceBlock(
        label=_("Channel"),
        choices=[
            ("web", _("This desk (web)")),
            ("app", _("Mobile application")),
            ("phone", _("Telephone")),
            ("sms", _("Text message")),
            ("counter", _("E-government counter")),
            ("office", _("In person, at the office")),
            ("post", _("By post")),
        ],
        default="web",
    )
    detail = blocks.CharBlock(
        label=_("Detail"), required=False, max_length=300, help_text=_("Number, address, opening hours, …")
    )
    url = blocks.URLBlock(label=_("Address"), required=False)

    class Meta:
        value_class = ChannelValue
        icon = "mobile-alt"
        label = _("Channel")
        label_format = "{kind}"


class QuestionBlock(blocks.StructBlock):
    """A question that people often ask, with its answer."""

    question = blocks.CharBlock(label=_("Question"), max_length=250)
    answer = blocks.RichTextBlock(label=_("Answer"), features=SHORT_TEXT)

    class Meta:
        icon = "help"
        label = _("Question")
        label_format = "{question}"


class AnnouncementBlock(blocks.StructBlock):
    """A notice on the home page, for a time."""

    title = blocks.CharBlock(label=_("Title"), max_length=150)
    published_on = JalaliDateBlock(label=_("Date"))
    show_until = JalaliDateBlock(
        label=_("Show until"), required=False, help_text=_("The last day on which it is shown; empty: always.")
    )
    text = blocks.RichTextBlock(label=_("Text"), required=False, features=SHORT_TEXT)

    class Meta:
        icon = "info-circle"
        label = _("Announcement")
        label_format = "{title}"
