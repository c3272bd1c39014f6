"""What packages show in the admin is Persian, with one word for one thing."""

import polib
import pytest
from django.conf import settings
from django.utils.translation import gettext, ngettext, override

from tests.servicedesk.glossary import OTHER_WORDS

CATALOGUES = sorted((settings.BASE_DIR / "locale").glob("**/LC_MESSAGES/*.po"))


@pytest.mark.parametrize(
    ("text", "persian"),
    [
        ("Aging pages", "صفحه‌های به‌روزنشده"),
        ("Error 404", "خطای ۴۰۴"),
        ("Password", "گذرواژه"),
        ("Wagtail admin", "مدیریت میز خدمت"),
        ("Skip to main content", "رفتن به متن اصلی"),
    ],
)
def test_our_persian_wins_over_the_packages(text, persian):
    with override("fa"):
        assert gettext(text) == persian


def test_plurals_are_ours_too():
    with override("fa"):
        assert ngettext("Delete 1 page", "Delete %(counter)s pages", 3) == "حذف %(counter)s صفحه"


@pytest.mark.django_db
def test_scripts_get_their_persian(admin_client):
    """Wagtail's scripts read their texts from a catalogue of their own."""
    script = admin_client.get("/admin/jsi18n/", headers={"accept-language": "fa"}).content.decode()
    assert r"\u0628\u0633\u062a\u0646 \u0647\u0645\u0647" in script or "بستن همه" in script


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: str(path.relative_to(settings.BASE_DIR)))
def test_one_glossary(path):
    strange = [
        (word, entry.msgid)
        for entry in polib.pofile(str(path))
        for word in OTHER_WORDS
        if not entry.obsolete and word in " ".join([entry.msgstr, *entry.msgstr_plural.values()])
    ]
    assert not strange
