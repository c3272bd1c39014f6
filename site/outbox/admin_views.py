"""Screens of the outbox in the Wagtail admin. Nobody writes or deletes an effect here; failed ones get new tries."""

import json
from collections.abc import Mapping
from typing import Any

import django_filters
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from wagtail.admin.auth import require_admin_access
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from listing.next_address import next_address
from outbox import services
from outbox.models import Effect
from outbox.registry import registry
from persian.jalali import format_datetime
from persian.text import fold


def _kinds() -> list[tuple[str, str]]:
    return [(kind, registry.label(kind)) for kind in registry.ids()]


class EffectFilterSet(WagtailFilterSet):
    """By kind and state."""

    kind = django_filters.ChoiceFilter(label=gettext_lazy("Kind"), choices=_kinds)
    status = django_filters.ChoiceFilter(label=gettext_lazy("Status"), choices=Effect.Status.choices)

    class Meta:
        model = Effect
        fields = ["kind", "status"]


class EffectIndex(generic.IndexView):
    """The newest first."""

    any_permission_required = ["view"]

    def search_queryset(self, queryset: QuerySet[Effect]) -> QuerySet[Effect]:
        """By recipient or reference, as people type them."""
        if not self.is_searching:
            return queryset
        wanted = fold(self.search_query)
        code = wanted.replace("-", "").replace(" ", "")
        return queryset.filter(
            Q(recipient__icontains=wanted) | Q(recipient__icontains=code) | Q(reference__iexact=code)
        )


class EffectInspect(generic.InspectView):
    """One effect with its tries; a secret one without its contents."""

    any_permission_required = ["view"]
    template_name = "outbox/admin/inspect.html"
    secret_fields = frozenset({"payload", "result"})
    field_labels: Mapping[str, Any] = {"kind_label": gettext_lazy("kind")}

    def get_field_label(self, field_name: str, field: Any) -> str:
        """As the column is called; a property has no name of its own."""
        label = self.field_labels.get(field_name)
        return capfirst(str(label)) if label else super().get_field_label(field_name, field)

    def get_field_display_value(self, field_name: str, field: Any) -> Any:
        """Moments as everywhere; secret contents not at all."""
        if field_name in self.secret_fields and self.object.is_secret:
            return _("The text is not shown.")
        value = getattr(self.object, field_name)
        if value in (None, "", {}):
            return "–"
        if field_name.endswith("_at"):
            return format_datetime(value, "long")
        if field_name in {"payload", "result"}:
            return json.dumps(value, ensure_ascii=False, indent=1)
        return value if field is None else super().get_field_display_value(field_name, field)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The tries, and the button's address for whom it is meant."""
        context = super().get_context_data(**kwargs)
        context["tries"] = [
            {"tried": tried, "started": format_datetime(tried.started_at, "long")} for tried in self.object.tries.all()
        ]
        if self.object.can_be_retried and self.request.user.has_perm("outbox.change_effect"):
            context["retry_url"] = reverse("outgoing_effects:retry", args=[self.object.pk])
        return context


class ReadOnlyViewSet(ModelViewSet):
    """List and look: no address to add, change or delete."""

    add_to_reference_index = False
    ordering = ["-id"]
    list_per_page = 50
    search_fields = ["recipient", "reference"]
    inspect_view_enabled = True
    copy_view_enabled = False
    form_fields: list[str] = []

    def get_urlpatterns(self) -> list[URLPattern]:
        """The reading ones of Wagtail's."""
        wanted = {"index", "index_results", "inspect"}
        return [pattern for pattern in super().get_urlpatterns() if getattr(pattern, "name", "") in wanted]

    def title_column(self, name: str, label: Any, **options: Any) -> TitleColumn:
        """The column that leads to the row's own screen."""
        return TitleColumn(
            name, label=label, get_url=lambda row: reverse(self.get_url_name("inspect"), args=[row.pk]), **options
        )


class EffectViewSet(ReadOnlyViewSet):
    """Effects of every kind."""

    model = Effect
    icon = "upload"
    menu_label = gettext_lazy("Outgoing effects")
    menu_order = 755
    add_to_admin_menu = True
    index_view_class = EffectIndex
    inspect_view_class = EffectInspect
    filterset_class = EffectFilterSet
    inspect_view_fields = [
        "kind_label",
        "reference",
        "recipient",
        "person",
        "status",
        "attempts",
        "last_error",
        "created_at",
        "next_attempt_at",
        "expires_at",
        "performed_at",
        "payload",
        "result",
        "idempotency_key",
    ]

    @cached_property
    def menu_url(self) -> str:
        """The menu leads to what failed: that is what somebody has to do something about."""
        return f"{reverse(self.get_url_name('index'))}?status={Effect.Status.FAILED}"

    @property
    def list_display(self) -> list[Column]:
        """What tells one effect from another, and how it stands."""
        return [
            self.title_column("kind", gettext_lazy("Kind"), accessor="kind_label"),
            Column("reference", label=gettext_lazy("Reference")),
            Column("recipient", label=gettext_lazy("Recipient")),
            Column("status", label=gettext_lazy("Status"), accessor="get_status_display", sort_key="status"),
            Column("attempts", label=gettext_lazy("Attempts")),
            Column("next_attempt_at", label=gettext_lazy("Next attempt"), accessor=_next_try),
            Column("last_error", label=gettext_lazy("Last error")),
        ]

    def get_urlpatterns(self) -> list[URLPattern]:
        """Looking, and trying again."""
        return [*super().get_urlpatterns(), path("<int:pk>/retry/", retry, name="retry")]


def _next_try(effect: Effect) -> str:
    return format_datetime(effect.next_attempt_at, "short") if effect.status in Effect.OPEN else "–"


@require_admin_access
@require_POST
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a failed effect new tries; the verb checks the right. Back to the screen that asked."""
    effect = get_object_or_404(Effect, pk=pk)
    if services.retry(effect=effect, user=request.user):  # type: ignore[arg-type]
        messages.success(request, _("It will be tried again."))
    else:
        messages.warning(request, _("This cannot be tried again."))
    back = next_address(request)
    return redirect(back) if back else redirect("outgoing_effects:inspect", pk)
