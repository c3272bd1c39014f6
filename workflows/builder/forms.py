"""The process's form in the Wagtail admin: publishing is refused where it went wrong, a draft never is."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.blocks.stream_block import StreamBlockValidationError, StreamValue
from wagtail.blocks.struct_block import StructBlockValidationError

from workflows.builder import validation
from workflows.builder.item_ids import with_own_ids
from workflows.builder.services import spec_of_steps


class ProcessForm(WagtailAdminModelForm):
    """Checks the whole process when it is to be published, and hangs every error on the step that causes it."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("steps"):
            cleaned["steps"] = _with_own_ids(cleaned["steps"])
        if "action-publish" in self.data and "steps" in cleaned:
            self._check(cleaned)
        return cleaned

    def _check(self, cleaned: dict[str, Any]) -> None:
        raw = cleaned["steps"].get_prep_value() if cleaned["steps"] else []
        found = validation.check(spec_of_steps(cleaned.get("title", ""), raw))
        by_step: dict[int, list[str]] = {}
        for problem in found:
            if problem.is_error:
                by_step.setdefault(problem.index, []).append(problem.message)
        if not by_step:
            return
        general = by_step.pop(-1, [])
        self.add_error(
            "steps",
            StreamBlockValidationError(
                block_errors={
                    index: StructBlockValidationError(non_block_errors=[ValidationError(text) for text in texts])
                    for index, texts in by_step.items()
                },
                non_block_errors=[
                    ValidationError(text) for text in [*general, _("The process cannot be published yet.")]
                ],
            ),
        )


def _with_own_ids(steps: StreamValue) -> StreamValue:
    raw = steps.get_prep_value()
    own = with_own_ids(raw)
    return steps if own == raw else StreamValue(steps.stream_block, own, is_lazy=True)
