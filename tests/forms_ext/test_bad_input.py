"""What people send that is wrong: refused at its field, in words, with nothing typed lost."""

import pytest
from django.utils import translation

from forms_ext import services
from forms_ext.fields.upload import MEGABYTE
from forms_ext.models import Attachment
from forms_ext.rendering import render_bound
from persian.digits import localise
from tests.forms_ext.factories import published_form
from tests.forms_ext.files import EXE, PDF, SVG, container, docx, large, picture, upload

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _persian():
    with translation.override("fa"):
        yield


def answered(field, data, *, files=None):
    """A bound form of one field named `answer`."""
    version = published_form("فرم", [{"name": "answer", "label": "پاسخ", **field}])
    return services.build_form(version, data={"answer": data} if data is not None else {}, files=files or {})


def refusal(form, name="answer"):
    assert name in form.errors, form.errors
    return " ".join(form.errors[name])


def file_form(name, content, **field):
    return answered({"type": "file", **field}, None, files={"answer": upload(name, content)})


# ------------------------------------------------------------------------------------------------ files
def test_eleven_megabytes_where_ten_is_the_limit():
    form = answered({"type": "file"}, None, files={"answer": large("plan.pdf", 11 * MEGABYTE)})
    assert refusal(form) == "حجم فایل ۱۱ مگابایت است؛ حداکثر حجم مجاز ۱۰ مگابایت است."


def test_ten_megabytes_is_the_limit_itself():
    assert answered({"type": "file"}, None, files={"answer": large("plan.pdf", 10 * MEGABYTE)}).is_valid()
    assert not answered({"type": "file"}, None, files={"answer": large("plan.pdf", 10 * MEGABYTE + 1)}).is_valid()


def test_each_field_has_its_own_limit():
    def sent(limit):
        return answered({"type": "file", "max_mb": limit}, None, files={"answer": large("plan.pdf", 3 * MEGABYTE)})

    assert refusal(sent(2)) == "حجم فایل ۳ مگابایت است؛ حداکثر حجم مجاز ۲ مگابایت است."
    assert sent(3).is_valid()


def test_a_program_renamed_pdf():
    assert "پذیرفته نمی‌شود" in refusal(file_form("plan.pdf", EXE))


@pytest.mark.parametrize("name", ["drawing.svg", "drawing.png", "drawing.jpg"])
def test_a_drawing_with_scripts_as_an_image(name):
    form = answered({"type": "image"}, None, files={"answer": upload(name, SVG)})
    assert refusal(form) == "این نوع فایل در اینجا پذیرفته نمی‌شود. یکی از این‌ها را بفرستید: JPG، JPEG، PNG، WEBP."


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.pdf", b""),
        ("picture.pdf", picture()),
        ("picture.png", picture("JPEG")),
        ("page.html", b"<html><script>alert(1)</script></html>"),
        ("broken.png", picture()[:20] + b"\x00" * 40),
        ("macros.docx", docx("word/vbaProject.bin")),
        ("archive.docx", container("notes.txt")),
        ("archive.zip", container("notes.txt")),
        ("plan.pdf.exe", PDF),
        ("plan", PDF),
    ],
)
def test_files_that_are_not_what_they_say(name, content):
    # `upload` of no bytes is what a browser sends for an empty file.
    assert refusal(file_form(name, content))


@pytest.mark.parametrize(
    ("name", "content", "content_type"),
    [
        ("plan.PDF", PDF, "application/pdf"),
        ("photo.jpeg", picture("JPEG"), "image/jpeg"),
        ("photo.webp", picture("WEBP"), "image/webp"),
        ("letter.docx", docx(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ],
)
def test_files_that_are_what_they_say(name, content, content_type):
    form = file_form(name, content)
    assert form.is_valid(), form.errors
    _node, taken = form.outcome.uploads["answer",]
    assert taken.detected_content_type == content_type


def test_only_the_kinds_that_the_editor_ticked():
    assert refusal(file_form("photo.png", picture(), kinds=["pdf"]))
    assert file_form("archive.zip", container("notes.txt"), kinds=["zip"]).is_valid()


def test_a_picture_of_too_many_pixels(monkeypatch):
    monkeypatch.setattr("forms_ext.file_validation.MAX_PIXELS", 5)
    assert "ابعاد تصویر" in refusal(file_form("photo.png", picture(size=(3, 2))))


def test_a_file_is_wanted_where_it_is_required():
    assert refusal(answered({"type": "file", "required": True}, None)) == "فایلی انتخاب کنید."


# ------------------------------------------------------------------------------------------------ texts
def test_ten_thousand_and_one_characters():
    assert answered({"type": "long_text"}, "ب" * 10_000).is_valid()
    form = answered({"type": "long_text"}, "ب" * 10_001)
    assert "۱۰" in refusal(form) or "10" in refusal(form)
    assert "ب" * 10_001 in render_bound(form), "what was typed is on the page again"


def test_a_limit_of_the_editor_counts_what_is_stored():
    assert answered({"type": "text", "max_length": 3}, "  abc  ").is_valid()
    assert refusal(answered({"type": "text", "max_length": 3}, "abcd"))


@pytest.mark.parametrize("value", ["1111111111", "۱۱۱۱۱۱۱۱۱۱", "0013542418", "12", "abcdefghij"])
def test_national_ids_that_nobody_has(value):
    form = answered({"type": "national_id"}, value)
    assert refusal(form)
    assert localise(value) in render_bound(form), "what was typed is on the page again, in the page's digits"


@pytest.mark.parametrize(
    ("field", "typed", "stored"),
    [
        ({"type": "national_id"}, "۰۰۱۳۵۴۲۴۱۹", "0013542419"),
        ({"type": "national_id"}, "٠٠١٣٥٤٢٤١٩", "0013542419"),
        ({"type": "mobile"}, "۰۹۱۲۳۴۵۶۷۸۹", "09123456789"),
        ({"type": "mobile"}, "٠٩١٢٣٤٥٦٧٨٩", "09123456789"),
        ({"type": "number"}, "۱۲٬۵۰۰٫۷۵", "12500.75"),
        ({"type": "number"}, "١٢٥٠٠", "12500"),
        ({"type": "number", "integer": True}, "۴۲", "42"),
        ({"type": "time"}, "۱۴:۳۰", "14:30:00"),
        ({"type": "text"}, "پلاک ۱۲ و ٣٤", "پلاک 12 و 34"),
        ({"type": "text"}, "علي كريمي", "علی کریمی"),
        ({"type": "email"}, "ali۱@example.ir", "ali1@example.ir"),
        ({"type": "jalali_date"}, "۱۴۰۵/۰۹/۰۳", "2026-11-24"),
        ({"type": "jalali_date"}, "١٤٠٥/٩/٣", "2026-11-24"),
        ({"type": "single_choice", "options": {"1": "طبقه یک", "2": "طبقه دو"}}, "۲", "2"),
    ],
)
def test_digits_and_letters_of_every_keyboard_are_stored_alike(field, typed, stored):
    form = answered(field, typed)
    assert form.is_valid(), form.errors
    assert services.clean_answers(form) == {"answer": stored}


@pytest.mark.parametrize("day", ["1403/12/30", "۱۴۰۳/۱۲/۳۰"])
def test_the_last_day_of_a_leap_year(day):
    form = answered({"type": "jalali_date"}, day)
    assert form.is_valid(), form.errors
    assert services.clean_answers(form) == {"answer": "2025-03-20"}


@pytest.mark.parametrize("day", ["1403/12/31", "1402/12/30", "1403/13/01", "1403/00/10", "دیروز", "1403-12"])
def test_days_that_no_calendar_has(day):
    form = answered({"type": "jalali_date"}, day)
    assert refusal(form)
    assert f'value="{localise(day)}"' in render_bound(form), "what was typed is on the page again"


def test_days_outside_the_bounds():
    field = {"type": "jalali_date", "min": "۱۴۰۵/۰۱/۰۱", "max": "1405/12/29"}
    assert "۱۴۰۵" in refusal(answered(field, "1404/12/29"))
    assert refusal(answered(field, "1406/01/01"))
    assert answered(field, "1405/12/29").is_valid()


@pytest.mark.parametrize("value", ["چهل", "1e99999999", "NaN", "Infinity", "12..5", "--3"])
def test_numbers_that_are_none(value):
    assert refusal(answered({"type": "number"}, value))


def test_numbers_outside_the_bounds():
    field = {"type": "number", "min": "۱۰", "max": "20"}
    assert refusal(answered(field, "9.5"))
    assert refusal(answered(field, "۲۱"))
    assert answered(field, "۲۰").is_valid()


@pytest.mark.parametrize("value", ["a@b", "نشانی", "a b@example.ir"])
def test_addresses_that_are_none(value):
    assert refusal(answered({"type": "email"}, value)) == "نشانی رایانامه را به شکل name@example.ir بنویسید."


@pytest.mark.parametrize("value", ["24:00", "12:60", "ظهر"])
def test_times_that_are_none(value):
    assert refusal(answered({"type": "time"}, value))


# ------------------------------------------------------------------------------------------------ choices
def test_a_choice_that_is_not_offered():
    field = {"type": "single_choice", "options": {"green": "سبز", "white": "سفید"}}
    assert refusal(answered(field, "سیاه")) == "«سیاه» جزو گزینه‌ها نیست."


def test_one_of_several_choices_that_is_not_offered():
    field = {"type": "multiple_choice", "options": {"green": "سبز", "white": "سفید"}}
    assert refusal(answered(field, ["green", "سیاه"])) == "«سیاه» جزو گزینه‌ها نیست."
    assert answered(field, ["green", "white"]).is_valid()


@pytest.mark.parametrize("value", ["maybe", "1", "بله؟"])
def test_yes_or_no_is_nothing_else(value):
    assert refusal(answered({"type": "yes_no"}, value))


def test_yes_or_no_tells_no_from_no_answer():
    assert services.clean_answers(answered({"type": "yes_no"}, "false")) == {"answer": False}
    assert services.clean_answers(answered({"type": "yes_no"}, "")) == {}
    assert refusal(answered({"type": "yes_no", "required": True}, "")) == "با بله یا خیر پاسخ دهید."
    assert answered({"type": "yes_no", "required": True}, "false").is_valid()


# ------------------------------------------------------------------------------------------------ pages
MARKUP = '"><img src=x onerror=alert(1)><script>alert(2)</script>'


@pytest.mark.parametrize(
    "field",
    [
        {"type": kind, "required": True}
        for kind in ("text", "long_text", "number", "jalali_date", "time", "national_id", "mobile", "email")
    ],
)
def test_markup_is_shown_as_text(field):
    version = published_form(
        "فرم",
        [
            {"type": "heading", "label": MARKUP, "help_text": MARKUP},
            {"name": "answer", "label": MARKUP, "help_text": MARKUP, **field},
            {"type": "single_choice", "name": "choice", "label": "گزینه", "options": [MARKUP]},
        ],
    )
    html = render_bound(services.build_form(version, data={"answer": MARKUP, "choice": MARKUP + "x"}))
    assert "<script>" not in html
    assert "<img" not in html
    assert "&lt;script&gt;" in html


def test_a_name_that_the_form_lacks_is_never_stored():
    version = published_form("فرم", [{"type": "text", "name": "answer", "label": "پاسخ"}])
    form = services.build_form(version, data={"answer": "بله", "is_staff": "1", "created_by": "1"})
    assert form.is_valid()
    assert services.clean_answers(form) == {"answer": "بله"}


def test_a_refused_page_stores_no_refused_file(django_user_model):
    user = django_user_model.objects.create(username="a")
    version = published_form("فرم", [{"type": "file", "name": "answer", "label": "پاسخ"}])
    form = services.build_form(version, data={}, files={"answer": upload("plan.pdf", EXE)}, user=user)
    assert services.store_uploads(form, user=user) == {}
    assert not Attachment.objects.exists()
