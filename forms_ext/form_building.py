"""Django forms from a version: wagtailstreamforms' builder and base form, without its request path.

A form class depends on the version and on which fields it asks, both of which never change, so classes are kept.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any
from uuid import UUID

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q
from django.utils.translation import get_language
from wagtailstreamforms.forms import BaseForm, FormBuilder

from forms_ext.fields import Spec, field_type
from forms_ext.fields.upload import AttachmentField


class VersionForm(BaseForm):
    """The form of one version. Names that the version does not have are never read from a POST.

    `kept` maps file fields to the attachments that are on the page: those of the initial answers, and those that an
    earlier, refused POST of the same person uploaded.
    """

    specs: tuple[Spec, ...] = ()
    version_id: int | None = None
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kept: Mapping[str, Any] | None = kwargs.pop("kept", None)
        super().__init__(*args, **kwargs)
        self.kept: dict[str, Any] = dict(kept or {})
        if self.file_names:
            self._find_kept()

    @property
    def file_names(self) -> list[str]:
        return [name for name, field in self.fields.items() if isinstance(field, AttachmentField)]

    def _find_kept(self) -> None:
        """One query for all kept files: those of the initial answers and the posted ones that are the user's own."""
        wanted: dict[str, UUID] = {}
        own = {name: _uuid(self.initial.get(name)) for name in self.file_names}
        for name in self.file_names:
            key = self.add_prefix(name)
            if self.is_bound and self.data.get(f"{key}-clear"):
                self.kept.pop(name, None)
                continue
            identifier = _uuid(self.data.get(f"{key}-kept")) if self.is_bound else own[name]
            if identifier is not None and name not in self.kept:
                wanted[name] = identifier
        if wanted:
            from forms_ext.models import Attachment

            mine = Q(record__isnull=True, uploaded_by=self.user) if self.user else Q(pk__in=[])
            initial = Q(pk__in=[identifier for identifier in own.values() if identifier])
            found = {a.pk: a for a in Attachment.objects.filter(mine | initial, pk__in=wanted.values())}
            self.kept |= {name: found[pk] for name, pk in wanted.items() if pk in found}
        for name, attachment in self.kept.items():
            self.keep(name, attachment)

    def keep(self, name: str, attachment: Any) -> None:
        """From now on this file field shows, and counts as filled with, the attachment."""
        self.kept[name] = attachment
        field = self.fields[name]
        field.kept = attachment
        field.widget.attachment = attachment

    @property
    def new_uploads(self) -> dict[str, UploadedFile]:
        """Judged files of this POST that are not stored yet, by field."""
        cleaned = getattr(self, "cleaned_data", {})
        return {name: value for name, value in cleaned.items() if isinstance(value, UploadedFile)}

    @property
    def sections(self) -> Iterator[tuple[Spec | None, list[forms.BoundField]]]:
        """Headings with the fields under them, for the template; the first heading may be missing."""
        heading: Spec | None = None
        bound: list[forms.BoundField] = []
        for spec in self.specs:
            if spec.is_content:
                if bound:
                    yield heading, bound
                heading, bound = spec, []
            elif spec.name in self.fields:
                bound.append(self[spec.name])
        if bound:
            yield heading, bound


def _uuid(value: Any) -> UUID | None:
    try:
        return UUID(str(value))
    except ValueError:
        return None


class VersionFormBuilder(FormBuilder):
    """Builds from specs; adds none of the package's hidden fields, which say which form a POST claims to be."""

    def __init__(self, specs: Iterable[Spec], version_id: int | None = None) -> None:
        self.specs = tuple(specs)
        self.version_id = version_id

    @property
    def formfields(self) -> dict[str, forms.Field]:
        return {spec.name: field_type(spec.type).form_field(spec) for spec in self.specs if not spec.is_content}

    def get_form_class(self) -> type[VersionForm]:
        attributes = {"specs": self.specs, "version_id": self.version_id, **self.formfields}
        return type("PublishedForm", (VersionForm,), attributes)


@lru_cache(maxsize=512)
def _cached_class(version_id: int, digest: str, only: tuple[str, ...] | None, language: str) -> type[VersionForm]:
    from forms_ext.selectors import fields, version

    return VersionFormBuilder(chosen(fields(version(version_id)), only), version_id).get_form_class()


def chosen(specs: Iterable[Spec], only: Iterable[str] | None) -> tuple[Spec, ...]:
    """The specs of these names, with the headings that still have fields under them; all where `only` is None."""
    if only is None:
        return tuple(specs)
    names = set(only)
    kept: list[Spec] = []
    for spec in specs:
        if spec.is_content:
            if kept and kept[-1].is_content:
                kept.pop()
            kept.append(spec)
        elif spec.name in names:
            kept.append(spec)
    while kept and kept[-1].is_content:
        kept.pop()
    return tuple(kept)


def form_class(version: Any, only: Iterable[str] | None = None) -> type[VersionForm]:
    """The (kept) form class of a version. Help texts name limits in words, so each language has its own."""
    names = None if only is None else tuple(only)
    return _cached_class(version.pk, version.digest, names, get_language() or "")
