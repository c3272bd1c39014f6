"""The editor of a service, tab by tab. Higher layers add a tab with `cms.extensions.register_service_tab`."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    MultiFieldPanel,
    ObjectList,
    PublishingPanel,
    TabbedInterface,
)

from cms import extensions


class ServiceEditor(TabbedInterface):
    """The tabs of this module, and before the last of them those that higher layers have registered.

    They join when Wagtail binds the editor to the model, after every app is ready; the definition itself stays as
    it is written here.
    """

    children: list[Any]

    def on_model_bound(self) -> None:
        *tabs, last = self.children
        self.children = [*tabs, *extensions.service_tabs(), last]
        super().on_model_bound()


def service_editor() -> ServiceEditor:
    """Tabs in the order in which a profile is written; the last one holds what is seldom changed."""
    return ServiceEditor(
        [
            ObjectList(_profile(), heading=_("Profile")),
            ObjectList(_cost_and_time(), heading=_("Cost and time")),
            ObjectList(_documents_and_rules(), heading=_("Documents and rules")),
            ObjectList(_channels_and_files(), heading=_("Channels, files and links")),
            ObjectList(_help_and_contact(), heading=_("Questions and contact")),
            ObjectList(_request(), heading=_("Request")),
            ObjectList(_address(), heading=_("Address and publishing")),
        ]
    )


def _profile() -> list:
    return [
        FieldPanel("title", heading=_("Title of the service")),
        FieldPanel("summary"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("code"), FieldPanel("category", widget=forms.Select)]),
                FieldRowPanel([FieldPanel("provider"), FieldPanel("kind")]),
                FieldPanel("online_level"),
            ],
            heading=_("Identity"),
        ),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("for_citizens"), FieldPanel("for_businesses"), FieldPanel("for_government")])],
            heading=_("Audience"),
        ),
    ]


def _cost_and_time() -> list:
    return [
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("cost_kind"), FieldPanel("cost_amount")]), FieldPanel("cost_description")],
            heading=_("Cost"),
        ),
        FieldPanel("promised_working_days"),
        FieldPanel("objection_days"),
    ]


def _documents_and_rules() -> list:
    return [
        FieldPanel("required_documents"),
        FieldPanel("legal_basis"),
        FieldPanel("rules"),
        FieldPanel("inquiries"),
    ]


def _channels_and_files() -> list:
    return [FieldPanel("channels"), FieldPanel("files"), FieldPanel("related_systems")]


def _help_and_contact() -> list:
    return [
        FieldPanel("faqs"),
        MultiFieldPanel(
            [
                FieldPanel("contact_unit"),
                FieldRowPanel([FieldPanel("contact_phone"), FieldPanel("contact_email")]),
                FieldPanel("contact_hours"),
                FieldPanel("contact_address"),
            ],
            heading=_("Contact"),
        ),
    ]


def _request() -> list:
    return [
        HelpPanel(template="cms/admin/request_help.html", heading=_("How a request is made")),
        FieldPanel("request_form", widget=forms.Select),
    ]


def _address() -> list:
    return [
        MultiFieldPanel(
            [FieldPanel("slug"), FieldPanel("seo_title"), FieldPanel("search_description")],
            heading=_("Address and search engines"),
        ),
        PublishingPanel(),
    ]
