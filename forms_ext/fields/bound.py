"""A field on the page of a form."""

from typing import Any

from django import forms

__all__ = ["BoundAnswer"]


class BoundAnswer(forms.BoundField):
    """Shows what was posted for its answer, under whichever number the page had its row."""

    form: Any

    @property
    def data(self) -> Any:
        return self.form.posted(self.name)
