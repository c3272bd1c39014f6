"""What the content API tells of a service: its whole profile, readable without knowing this system."""

from rest_framework import serializers
from wagtail.api import APIField


class CategorySerializer(serializers.BaseSerializer):
    """A category as name, slug and icon."""

    def to_representation(self, category) -> dict:
        return {"id": category.pk, "name": category.name, "slug": category.slug, "icon": category.icon}


class RequestFormSerializer(serializers.BaseSerializer):
    """The form by which the service is asked for: enough to find it, none of its insides."""

    def to_representation(self, form) -> dict:
        return {"id": form.pk, "title": form.title, "slug": form.slug}


SERVICE_API_FIELDS = [
    APIField("code"),
    APIField("category", serializer=CategorySerializer()),
    APIField("summary"),
    APIField("provider"),
    APIField("kind"),
    APIField("online_level"),
    APIField("audiences", serializer=serializers.ListField(child=serializers.CharField())),
    APIField("for_citizens"),
    APIField("for_businesses"),
    APIField("for_government"),
    APIField("cost_kind"),
    APIField("cost_amount"),
    APIField("cost_description"),
    APIField("promised_working_days"),
    APIField("legal_basis"),
    APIField("required_documents"),
    APIField("rules"),
    APIField("inquiries"),
    APIField("channels"),
    APIField("related_systems"),
    APIField("files"),
    APIField("faqs"),
    APIField("contact_unit"),
    APIField("contact_phone"),
    APIField("contact_email"),
    APIField("contact_hours"),
    APIField("contact_address"),
    APIField("request_form", serializer=RequestFormSerializer()),
]
