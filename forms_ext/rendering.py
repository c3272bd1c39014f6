"""Forms as HTML. A blank form is the same for everybody, so its HTML is kept per version, language and access."""

import hashlib
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from forms_ext import selectors
from forms_ext.form_building import VersionForm, form_class
from forms_ext.models import FormVersion

KEEP_SECONDS = 24 * 3600
KEPT_IN_PROCESS = 256
# Raised when the templates change, so that kept HTML of an older release is not served.
MARKUP = 2


def blank_form_html(
    version: FormVersion, *, only: Iterable[str] | None = None, prefix: str | None = None
) -> SafeString:
    """The fields of an empty form: no `<form>`, no CSRF token, nothing of a person."""
    names = None if only is None else tuple(only)
    return _blank(_key(version, names, prefix), version, names, prefix)


@lru_cache(KEPT_IN_PROCESS)
def _blank(key: str, version: FormVersion, names: tuple[str, ...] | None, prefix: str | None) -> SafeString:
    """Drawn once for all processes, and fetched once by each."""
    html = cache.get(key)
    if html is None:
        html = str(render_bound(form_class(version, names)(prefix=prefix)))
        cache.set(key, html, KEEP_SECONDS)
    return SafeString(html)


def _key(version: FormVersion, names: tuple[str, ...] | None, prefix: str | None) -> str:
    access = "all" if names is None else hashlib.sha256("\n".join(names).encode()).hexdigest()[:16]
    return f"form-html:{MARKUP}:{version.pk}:{version.digest[:16]}:{get_language()}:{access}:{prefix or ''}"


def render_bound(form: Any) -> SafeString:
    """The fields of a form with its values and errors."""
    return render_to_string("forms_ext/form.html", {"form": form})


def render(form: Any) -> SafeString:
    """The fields of any form; a blank one of a version comes from the cache."""
    if isinstance(form, VersionForm) and form.version_id and _is_blank(form):
        of = selectors.version(form.version_id)
        only = None if len(form.specs) == len(selectors.fields(of)) else form.fields
        return blank_form_html(of, only=only, prefix=form.prefix)
    return render_bound(form)


def _is_blank(form: VersionForm) -> bool:
    """Whether it shows what every other blank form of its version shows."""
    return not (form.is_bound or form.initial or form.kept or form.needs_all)
