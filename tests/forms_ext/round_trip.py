"""The way of one answer through a field type: asked, cleaned, stored, held to its schema, shown, asked again."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from uuid import UUID, uuid4

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils import translation

from accounts.models import User
from forms_ext import selectors, services
from forms_ext.fields import FieldType
from forms_ext.fields.json_values import fits
from forms_ext.models import FormDefinition, FormVersion

NAME = "answer"


@dataclass(frozen=True)
class Sample:
    """An answer of a type. `stored` is None where it is known only once it is stored (a file's id).

    `misfits` are JSON values of another type or format, which must be refused.
    """

    typed: str | list[str] | UploadedFile
    stored: Any
    words: str
    cell: Any
    misfits: tuple[Any, ...]
    settings: dict[str, Any] = field(default_factory=dict)


def walk(kind: FieldType, sample: Sample, user: User) -> None:
    """Take the sample all the way, in Persian, as a person and as other software do."""
    version = version_of(kind, sample)
    [spec] = selectors.fields(version)
    with translation.override("fa"):
        stored = _answer(version, user, _typed(sample))
        assert sample.stored in (None, stored)
        assert services.validate_answers(version=version, answers={NAME: stored}, user=user) == {NAME: stored}
        assert fits_schema(stored, kind.json_schema(spec)) == []
        [row] = selectors.display_rows(version, {NAME: stored})
        assert row.text == sample.words
        assert _answer(version, user, asked_again(version, stored, user)) == stored, "the page sends it unchanged"
        cell = kind.to_cell(stored, spec)
    assert cell == (stored if sample.stored is None else sample.cell)
    assert type(cell) is type(stored if sample.stored is None else sample.cell)
    assert in_a_workbook(cell) == cell
    assert kind.to_cell(None, spec) is None
    refuse(version, sample.misfits, user)


def version_of(kind: FieldType, sample: Sample) -> FormVersion:
    """A version with one field of the type."""
    value = {"name": NAME, "label": "پرسش", "required": True, **sample.settings}
    assert kind.problems(kind.parameters(value)) == []
    definition = FormDefinition.objects.create(title="فرم", slug=uuid4().hex[:20])
    schema = {"fields": [{"type": kind.type_id, "id": "1", "value": value}]}
    return FormVersion.objects.create(form=definition, number=1, title="فرم", schema=schema, digest=uuid4().hex * 2)


def _typed(sample: Sample) -> dict[str, Any]:
    if isinstance(sample.typed, UploadedFile):
        return {"files": {NAME: sample.typed}}
    typed = sample.typed if isinstance(sample.typed, list) else [sample.typed]
    return {"data": query({NAME: typed})}


def query(values: dict[str, list[str]]) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, texts in values.items():
        data.setlist(name, texts)
    return data


def _answer(version: FormVersion, user: User, sent: dict[str, Any]) -> Any:
    form = services.build_form(version, data=sent.get("data", QueryDict()), files=sent.get("files", {}), user=user)
    assert form.is_valid(), form.errors
    services.store_uploads(form, user=user)
    return services.clean_answers(form)[NAME]


def asked_again(version: FormVersion, stored: Any, user: User) -> dict[str, Any]:
    """What a browser sends of the page that shows the stored answer for change."""
    form = services.build_form(version, initial={NAME: stored}, user=user)
    page = _Controls()
    page.feed(str(form[NAME]))
    return {"data": query(page.values)}


class _Controls(HTMLParser):
    """The values of a page's controls, as a browser sends them."""

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, list[str]] = {}
        self._select = self._area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "input":
            self._input(found)
        elif tag == "select":
            self._select = found["name"] or ""
        elif tag == "option" and "selected" in found:
            self._send(self._select, found.get("value"))
        elif tag == "textarea":
            self._area = found["name"] or ""
            self._send(self._area, "")

    def handle_data(self, data: str) -> None:
        if self._area:
            self.values[self._area][-1] += data.removeprefix("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = ""

    def _input(self, found: dict[str, str | None]) -> None:
        if found.get("type") == "file" or (found.get("type") in ("radio", "checkbox") and "checked" not in found):
            return
        self._send(found["name"] or "", found.get("value"))

    def _send(self, name: str, value: str | None) -> None:
        self.values.setdefault(name, []).append(value or "")


def in_a_workbook(cell: Any) -> Any:
    """The value as a spreadsheet holds it; a formula would not come back."""
    sheet = openpyxl.Workbook().active
    sheet.append([cell])
    assert sheet["A1"].data_type != "f"
    return sheet["A1"].value


def refuse(version: FormVersion, misfits: tuple[Any, ...], user: User) -> None:
    """Every value of another JSON type or format is refused at its field."""
    [spec] = selectors.fields(version)
    assert misfits
    for value in misfits:
        with pytest.raises(ValidationError) as refusal:
            services.validate_answers(version=version, answers={NAME: value}, user=user)
        assert set(refusal.value.message_dict) == {NAME}, (spec.type, value)


# ------------------------------------------------------------------------------------------------ JSON Schema
def fits_schema(value: Any, schema: dict[str, Any]) -> list[str]:
    """Which keywords of the schema the value breaks. A keyword that is not known here is broken by everything."""
    return [word for word, expected in schema.items() if not _KEYWORDS.get(word, _unknown)(value, expected)]


def _unknown(value: Any, expected: Any) -> bool:
    return False


def _is_uuid(text: str) -> bool:
    return str(UUID(text)) == text


_KEYWORDS = {
    "type": lambda value, expected: fits(value, {"type": expected}),
    "format": lambda value, expected: expected != "uuid" or _is_uuid(value),
    "enum": lambda value, expected: value in expected,
    "pattern": lambda value, expected: re.search(expected, value) is not None,
    "minLength": lambda value, expected: len(value) >= expected,
    "maxLength": lambda value, expected: len(value) <= expected,
    "minimum": lambda value, expected: value >= expected,
    "maximum": lambda value, expected: value <= expected,
    "minItems": lambda value, expected: len(value) >= expected,
    "uniqueItems": lambda value, expected: len(set(value)) == len(value),
    "items": lambda value, expected: all(fits_schema(one, expected) == [] for one in value),
}
