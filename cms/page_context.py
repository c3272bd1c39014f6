"""What a published page shows beside its own fields.

The makers stand in `cms.views`, above the models whose pages they serve, and register themselves here; the models ask
here when Wagtail serves them.
"""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from wagtail.models import Page

__all__ = ["context_of", "shown_by"]

Maker = Callable[[Any, HttpRequest], dict[str, Any]]

_makers: dict[type[Page], Maker] = {}


def shown_by(model: type[Page]) -> Callable[[Maker], Maker]:
    """Have the decorated `call(page, request) -> context` asked for pages of this model. One maker a model."""

    def register(maker: Maker) -> Maker:
        if model in _makers:
            raise ValueError(f"{model.__name__} is already shown by {_makers[model]!r}")
        _makers[model] = maker
        return maker

    return register


def context_of(page: Page, request: HttpRequest) -> dict[str, Any]:
    """What the maker of the page's model gives; nothing where none is registered."""
    maker = _makers.get(type(page))
    return maker(page, request) if maker is not None else {}
