"""Publishing in the admin: a refusal of the gate is an error of the form on the screen, never a failed request."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from wagtail.snippets.views.snippets import CreateView, EditView


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
