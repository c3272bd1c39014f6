"""Wagtail panels of the Persian ground."""

from typing import Any

from wagtail.admin.panels import FieldPanel, PublishingPanel

from persian.widgets import JalaliDateTimeInput

# What Wagtail's own panel gives its inputs: closing the dialog without saving puts their values back.
_DIALOG = {
    "data-controller": "w-action",
    "data-action": "w-dialog:hidden->w-action#reset",
    "data-w-dialog-target": "notify",
}


class JalaliPublishingPanel(PublishingPanel):
    """Wagtail's scheduled publishing with Jalali moments: `settings_panels = [JalaliPublishingPanel()]`."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault(
            "children",
            [FieldPanel(name, widget=JalaliDateTimeInput(attrs=dict(_DIALOG))) for name in ("go_live_at", "expire_at")],
        )
        super().__init__(**kwargs)
