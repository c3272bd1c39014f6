"""What a service page shows beside its own fields: its table of contents, and related services."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from cms import extensions
from cms.listed_services import neighbours
from cms.models import ServicePage
from cms.page_context import shown_by


@dataclass(frozen=True, slots=True)
class Anchor:
    """A line of the table of contents."""

    id: str
    title: str


@shown_by(ServicePage)
def service_context(page: ServicePage, request: HttpRequest) -> dict[str, Any]:
    """The sections of higher layers, the table of contents of all that is there, and neighbours of the category."""
    sections = extensions.service_sections(page, request)
    has_contact = any((page.contact_unit, page.contact_phone, page.contact_email, page.contact_address))
    return {
        "sections": sections,
        "contents": _contents(page, sections, has_contact),
        "neighbours": neighbours(page),
        "has_contact": has_contact,
    }


def _contents(page: ServicePage, sections: list[extensions.ServiceSection], has_contact: bool) -> list[Anchor]:
    parts = [
        ("profile", _("Service profile"), True),
        ("documents", _("Required documents"), page.required_documents),
        *((section.anchor, section.title, True) for section in sections),
        ("rules", _("Rules and regulations"), page.rules or page.legal_basis),
        ("inquiries", _("Inquiries"), page.inquiries),
        ("channels", _("Channels"), page.channels),
        ("files", _("Files to download"), page.files),
        ("systems", _("Related systems"), page.related_systems),
        ("questions", _("Frequently asked questions"), page.faqs),
        ("contact", _("Contact"), has_contact),
    ]
    return [Anchor(anchor, title) for anchor, title, present in parts if present]
