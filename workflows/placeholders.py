"""The placeholders of what editors write to applicants: `{{ tracking_code }}`, `{{ <form slug>.<field> }}`.

An editor's text is never a template of any engine: placeholders are replaced, everything else, braces included, stays
as it is.
"""

import re
from collections.abc import Callable, Mapping

from django.utils.translation import gettext_lazy

PLACEHOLDERS = {
    "tracking_code": gettext_lazy("Tracking code"),
    "service": gettext_lazy("Title of the service"),
    "applicant": gettext_lazy("Name of the applicant"),
    "stage": gettext_lazy("Present stage"),
    "due": gettext_lazy("Promised date"),
    "outcome": gettext_lazy("Outcome"),
    "link": gettext_lazy("Address of the tracking page"),
    "reason": gettext_lazy("Note of the decision (reason)"),
}
_PLACEHOLDER = re.compile(r"\{\{\s*([\w-]+(?:\.[\w-]+)?)\s*\}\}")
# What looks like a placeholder to who writes one, also where it is none.
_MEANT = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")


def substitute(text: str, values: Mapping[str, str | Callable[[], str]]) -> str:
    """The text with its placeholders replaced. One that has no value becomes nothing; a callable value is asked when
    met.
    """

    def value(match: re.Match[str]) -> str:
        found = values.get(match[1], "")
        return found() if callable(found) else found

    return _PLACEHOLDER.sub(value, text)


def meant_placeholders(text: str) -> list[str]:
    """The names in double braces, those that are no placeholders among them."""
    return _MEANT.findall(text)
