"""Screens of the outbox in the Wagtail admin. Nobody writes or deletes a message here."""

from typing import Any

import django_filters
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from wagtail.admin.auth import require_admin_access
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from messaging import services
from messaging.models import OutboxMessage
from persian.jalali import format_datetime
from persian.text import fold


class MessageFilterSet(WagtailFilterSet):
    """By channel and state."""

    channel = django_filters.ChoiceFilter(label=gettext_lazy("Channel"), choices=OutboxMessage.Channel.choices)
    status = django_filters.ChoiceFilter(label=gettext_lazy("Status"), choices=OutboxMessage.Status.choices)

    class Meta:
        model = OutboxMessage
        fields = ["channel", "status"]


class MessageIndex(generic.IndexView):
    """The newest first."""

    any_permission_required = ["view"]

    def search_queryset(self, queryset: QuerySet[OutboxMessage]) -> QuerySet[OutboxMessage]:
        """By recipient or reference, as people type them."""
        if not self.is_searching:
            return queryset
        wanted = fold(self.search_query)
        code = wanted.replace("-", "").replace(" ", "")
        return queryset.filter(
            Q(recipient__icontains=wanted) | Q(recipient__icontains=code) | Q(reference__iexact=code)
        )


class MessageInspect(generic.InspectView):
    """One message; a secret one without its text."""

    any_permission_required = ["view"]
    template_name = "messaging/admin/inspect.html"

    def get_field_display_value(self, field_name: str, field: Any) -> Any:
        """Moments as everywhere; a secret text not at all."""
        value = getattr(self.object, field_name)
        if field_name == "body" and self.object.is_secret:
            return _("The text is not shown.")
        if value in (None, ""):
            return "–"
        if field_name.endswith("_at"):
            return format_datetime(value, "long")
        return super().get_field_display_value(field_name, field)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The button's address, for whom it is meant."""
        context = super().get_context_data(**kwargs)
        can = self.object.status == OutboxMessage.Status.FAILED and not self.object.is_secret
        if can and self.request.user.has_perm("messaging.change_outboxmessage"):
            context["send_again_url"] = reverse("messages:send_again", args=[self.object.pk])
        return context


class MessageViewSet(ModelViewSet):
    """List and look."""

    model = OutboxMessage
    icon = "mail"
    menu_label = gettext_lazy("Messages")
    menu_order = 750
    add_to_admin_menu = True
    add_to_reference_index = False
    ordering = ["-id"]
    list_per_page = 50
    search_fields = ["recipient", "reference"]
    index_view_class = MessageIndex
    inspect_view_class = MessageInspect
    inspect_view_enabled = True
    inspect_view_fields = [
        "channel",
        "recipient",
        "person",
        "subject",
        "body",
        "reference",
        "status",
        "attempts",
        "last_error",
        "created_at",
        "sent_at",
        "next_attempt_at",
        "provider_id",
        "idempotency_key",
    ]
    copy_view_enabled = False
    filterset_class = MessageFilterSet
    form_fields: list[str] = []

    @property
    def list_display(self) -> list[Column]:
        """What tells one message from another."""
        return [
            TitleColumn(
                "recipient",
                label=gettext_lazy("Recipient"),
                get_url=lambda message: reverse("messages:inspect", args=[message.pk]),
            ),
            Column("channel", label=gettext_lazy("Channel"), accessor="get_channel_display"),
            Column("reference", label=gettext_lazy("Reference")),
            Column("status", label=gettext_lazy("Status"), accessor="get_status_display", sort_key="status"),
            Column("attempts", label=gettext_lazy("Attempts")),
            Column(
                "created_at",
                label=gettext_lazy("Created"),
                accessor=lambda message: format_datetime(message.created_at, "short"),
                sort_key="created_at",
            ),
            Column("last_error", label=gettext_lazy("Last error")),
        ]

    def get_urlpatterns(self) -> list[URLPattern]:
        """Looking, and sending again; no address to add, change or delete."""
        wanted = {"index", "index_results", "inspect"}
        patterns = [pattern for pattern in super().get_urlpatterns() if getattr(pattern, "name", "") in wanted]
        return [*patterns, path("<int:pk>/again/", send_again, name="send_again")]


@require_admin_access
@require_POST
def send_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a failed message new tries; the verb checks the right."""
    message = get_object_or_404(OutboxMessage, pk=pk)
    if services.send_again(message=message, user=request.user):  # type: ignore[arg-type]
        messages.success(request, _("The message will be sent again."))
    else:
        messages.warning(request, _("This message cannot be sent again."))
    return redirect("messages:inspect", pk)
