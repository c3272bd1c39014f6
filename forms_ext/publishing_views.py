"""Publishing in the admin: a refusal of the gate is told on the screen, never a failed request."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from wagtail.snippets.views.snippets import CreateView, EditView, UnpublishView


class _GatedPublishing:
    """Wagtail validates shared block objects, so that a strict check can now and then be skipped under concurrency.

    What then reaches the gate is refused there, rolled back, and said at the top of the form.
    """

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            return super().form_valid(form)  # type: ignore[misc]
        except ValidationError as refusal:
            form.add_error(None, refusal.messages)
            self.produced_error_code = "validation_error"
            self.produced_error_message = self.get_error_message()  # type: ignore[attr-defined]
            return self.form_invalid(form)  # type: ignore[attr-defined]


class GatedCreateView(_GatedPublishing, CreateView):
    pass


class GatedEditView(_GatedPublishing, EditView):
    pass


class GatedUnpublishView(UnpublishView):
    """Back to the editor with the reasons where it may not be unpublished: already when it is asked for."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._refusal() or super().get(request, *args, **kwargs)

    def unpublish(self) -> HttpResponse | None:
        return self._refusal() or super().unpublish()

    def _refusal(self) -> HttpResponse | None:
        reasons = self.object.why_not_unpublished()
        for reason in reasons:
            messages.error(self.request, reason)
        return redirect(reverse(self.edit_url_name, args=[self.object.pk])) if reasons else None
