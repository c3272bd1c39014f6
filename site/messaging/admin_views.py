"""Messages in the Wagtail admin: the outbox's screens, in the words of messages."""

import django_filters
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column

from messaging.channels import channel_choices
from messaging.models import STATUS_LABELS, Message
from outbox.admin_views import EffectIndex, EffectInspect, ReadOnlyViewSet
from persian.jalali import format_datetime


class MessageFilterSet(WagtailFilterSet):
    """By channel and state."""

    kind = django_filters.ChoiceFilter(label=gettext_lazy("Channel"), choices=channel_choices)
    status = django_filters.ChoiceFilter(label=gettext_lazy("Status"), choices=list(STATUS_LABELS.items()))

    class Meta:
        model = Message
        fields = ["kind", "status"]


class MessageInspect(EffectInspect):
    """One message; a secret one without its text."""

    secret_fields = frozenset({"subject", "body"})
    field_labels = {
        "channel_label": gettext_lazy("channel"),
        "subject": gettext_lazy("subject"),
        "body": gettext_lazy("text"),
        "status_label": gettext_lazy("status"),
        "performed_at": gettext_lazy("sent"),
        "provider_id": gettext_lazy("provider's id"),
    }


class MessageViewSet(ReadOnlyViewSet):
    """List and look."""

    model = Message
    icon = "mail"
    menu_label = gettext_lazy("Messages")
    menu_order = 750
    add_to_admin_menu = True
    index_view_class = EffectIndex
    inspect_view_class = MessageInspect
    filterset_class = MessageFilterSet
    inspect_view_fields = [
        "channel_label",
        "recipient",
        "person",
        "subject",
        "body",
        "reference",
        "status_label",
        "attempts",
        "last_error",
        "created_at",
        "performed_at",
        "next_attempt_at",
        "provider_id",
        "idempotency_key",
    ]

    @property
    def list_display(self) -> list[Column]:
        """What tells one message from another."""
        return [
            self.title_column("recipient", gettext_lazy("Recipient")),
            Column("channel", label=gettext_lazy("Channel"), accessor="channel_label"),
            Column("reference", label=gettext_lazy("Reference")),
            Column("status", label=gettext_lazy("Status"), accessor="status_label", sort_key="status"),
            Column("attempts", label=gettext_lazy("Attempts")),
            Column(
                "created_at",
                label=gettext_lazy("Created"),
                accessor=lambda message: format_datetime(message.created_at, "short"),
                sort_key="created_at",
            ),
            Column("last_error", label=gettext_lazy("Last error")),
        ]
