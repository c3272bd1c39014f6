"""Every registered field type, all the way. A new type without a sample fails here."""

import datetime as dt
from decimal import Decimal

import pytest

from forms_ext.fields import field_type, field_types
from forms_ext.fields.cells import number_cell, text_cell
from forms_ext.fields.json_values import fits
from tests.accounts.factories import UserFactory
from tests.forms_ext.files import PDF, picture, upload
from tests.forms_ext.round_trip import Sample, in_a_workbook, walk

OPTIONS = {"options": [{"value": "r1", "label": "منطقه ۱"}, {"value": "r2", "label": "منطقه ۲"}]}
MANY = {"options": [{"value": f"r{n}", "label": f"منطقه {n}"} for n in range(1, 9)]}
NO_FILE = "00000000-0000-0000-0000-000000000000"

SAMPLES = {
    "text": [Sample(" علي ۱۲ ", "علی 12", "علی 12", "علی 12", (12, ["علی"], {"a": 1}, True))],
    "long_text": [Sample("یک\nدو ۳", "یک\nدو 3", "یک\nدو 3", "یک\nدو 3", (12, ["علی"]))],
    "number": [
        Sample("۱٬۲۵۰٫۵", "1250.5", "۱٬۲۵۰٫۵ متر", Decimal("1250.5"), (12.5, True, ["12"]), {"unit": "متر"}),
        Sample("۴۲", "42", "۴۲", 42, ("چهل", {}), {"integer": True, "min": "1"}),
    ],
    "yes_no": [Sample("false", False, "خیر", "خیر", ("false", 0, []))],
    "single_choice": [
        Sample("r2", "r2", "منطقه ۲", "منطقه 2", (2, ["r2"], "منطقه ۲"), OPTIONS),
        Sample("r7", "r7", "منطقه ۷", "منطقه 7", (7, "r9"), MANY),
    ],
    "multiple_choice": [
        Sample(["r1", "r2"], ["r1", "r2"], "منطقه ۱، منطقه ۲", "منطقه 1، منطقه 2", ("r1", [1], ["r9"]), OPTIONS)
    ],
    "jalali_date": [
        Sample("۱۴۰۵/۰۹/۰۳", "2026-11-24", "۳ آذر ۱۴۰۵", dt.date(2026, 11, 24), ("1405/09/03", 14050903, "20261124"))
    ],
    "time": [Sample("۱۴:۳۰", "14:30:00", "۱۴:۳۰", dt.time(14, 30), ("14:30", 1430, "25:00:00"))],
    "national_id": [Sample("۰۰۱۳۵۴۲۴۱۹", "0013542419", "۰۰۱۳۵۴۲۴۱۹", "0013542419", (13542419, "1111111111"))],
    "mobile": [Sample("٠٩١٢٣٤٥٦٧٨٩", "09123456789", "۰۹۱۲۳۴۵۶۷۸۹", "09123456789", (9123456789, "0912"))],
    "email": [Sample("ali۱@example.ir", "ali1@example.ir", "ali1@example.ir", "ali1@example.ir", (1, "ali"))],
    "file": [Sample(upload("نقشه.pdf", PDF), None, "نقشه.pdf", None, (1, "نقشه.pdf", NO_FILE))],
    "image": [Sample(upload("عکس.png", picture()), None, "عکس.png", None, (1, ["عکس.png"], NO_FILE))],
}
ASKING = [type_id for type_id, kind in field_types().items() if not kind.is_content]


@pytest.fixture(autouse=True)
def _private_files(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "private": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path)}},
    }


@pytest.mark.django_db
@pytest.mark.parametrize("type_id", ASKING)
def test_the_way_of_an_answer(type_id):
    user = UserFactory()
    for sample in SAMPLES[type_id]:
        walk(field_type(type_id), sample, user)


# ------------------------------------------------------------------------------------------------ the rules
@pytest.mark.parametrize(
    ("value", "schema", "holds"),
    [
        (12, {"type": "string", "format": "decimal"}, True),
        (12.0, {"type": "string", "format": "decimal"}, False),
        (True, {"type": "string", "format": "decimal"}, False),
        (True, {"type": "integer"}, False),
        (7, {"type": "integer"}, True),
        (7.0, {"type": "integer"}, False),
        (7.5, {"type": "number"}, True),
        (["a", 1], {"type": "array", "items": {"type": "string"}}, False),
        (["a"], {"type": "array"}, True),
        ({"a": 1}, {"type": "object"}, True),
        ("2026-11-24", {"type": "string", "format": "date"}, True),
        ("2026-W48-2", {"type": "string", "format": "date"}, False),
        ("2026-02-30", {"type": "string", "format": "date"}, False),
        ("x", {"type": "string", "format": "uuid"}, False),
        ("14:30", {"type": "string", "format": "local-time"}, False),
    ],
)
def test_what_fits_a_declared_type(value, schema, holds):
    assert fits(value, schema) is holds


@pytest.mark.parametrize("text", ["=1+1", "+98", "-2", "@SUM(A1)", "\tx", "\rx"])
def test_no_answer_becomes_a_formula(text):
    cell = text_cell(text)
    assert cell.startswith("'")
    assert in_a_workbook(cell) == cell


def test_cells_hold_what_a_spreadsheet_can():
    assert text_cell("a\x00\x0bb") == "ab"
    assert text_cell("") is None
    assert len(text_cell("ب" * 50_000)) == 32_767
    assert number_cell(Decimal("1234567890123456789")) == "1234567890123456789", "whole, as text"
    assert number_cell(Decimal("5.00")) == 5
    assert number_cell(Decimal("0.5")) == Decimal("0.5")
