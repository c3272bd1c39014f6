"""What a visitor sees of the published site."""

import datetime as dt
import json

import pytest
from wagtail.models import Page, Site

from cms import extensions
from cms.extensions import ServiceSection
from cms.models import CataloguePage, HomePage, OrganisationSettings, ServicePage
from tests.cms.factories import category, service_page

pytestmark = pytest.mark.django_db


def text_of(client, url):
    answer = client.get(url)
    assert answer.status_code == 200, url
    return answer.content.decode()


def test_the_migrations_leave_a_home_and_a_catalogue_in_place_of_the_welcome_page(client):
    assert Site.objects.get(is_default_site=True).root_page.specific == HomePage.objects.get()
    assert CataloguePage.objects.get().url == "/services/"
    assert not Page.objects.filter(title__startswith="Welcome").exists()
    assert Page.find_problems() == ([], [], [], [], [])
    text_of(client, "/")
    text_of(client, "/services/")


def test_a_service_shows_its_whole_profile(client):
    page = service_page(
        title="گواهی عدم خلاف",
        category=category(),
        provider="معاونت شهرسازی",
        cost_kind="fixed",
        cost_amount=2500000,
        promised_working_days=7,
        online_level="transaction",
        for_businesses=True,
        legal_basis="<p>مادهٔ ۱۰۰</p>",
        required_documents=json.dumps(
            [{"type": "document", "value": {"title": "سند مالکیت", "note": "تک‌برگ", "original": "scan"}}]
        ),
        rules=json.dumps([{"type": "article", "value": {"number": "تبصرهٔ ۷", "text": "<p>ناظر</p>"}}]),
        inquiries=json.dumps(
            [{"type": "inquiry", "value": {"source": "ادارهٔ ثبت", "subject": "اصالت سند", "method": "letter"}}]
        ),
        faqs=json.dumps([{"type": "question", "value": {"question": "حضوری است؟", "answer": "<p>خیر</p>"}}]),
    )
    text = text_of(client, page.url)
    for part in ("گواهی عدم خلاف", "معاونت شهرسازی", "۲٬۵۰۰٬۰۰۰", "۷ روز کاری", "مادهٔ ۱۰۰", "سند مالکیت", "تبصرهٔ ۷"):
        assert part in text
    for part in (
        "ادارهٔ ثبت",
        "حضوری است؟",
        "کسب‌وکارها",
        page.code.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")),
    ):
        assert part in text


def test_what_editors_type_is_escaped(client):
    page = service_page(title="<script>alert(1)</script>", slug="hostile", summary="<img src=x onerror=alert(1)>")
    for url in (page.url, "/services/", "/"):
        text = text_of(client, url)
        assert "<script>alert" not in text
        assert "<img src=x" not in text


def test_an_unpublished_service_is_not_there(client):
    page = service_page(title="پیش‌نویس خدمت", publish=False)
    assert client.get(f"/services/{page.slug}/").status_code == 404
    assert "پیش‌نویس خدمت" not in text_of(client, "/services/")


def test_higher_layers_add_actions_and_sections(client, monkeypatch):
    monkeypatch.setattr(extensions, "_actions", [lambda page, request: f"<b>{page.code}</b> & bold"])
    section = ServiceSection("steps", "مراحل کار", "بررسی <فنی>")
    monkeypatch.setattr(extensions, "_sections", [lambda page, request: section])
    text = text_of(client, service_page().url)
    assert 'id="steps"' in text
    assert 'href="#steps"' in text
    assert "&lt;b&gt;" in text, "what is not marked safe is escaped"
    assert "بررسی &lt;فنی&gt;" in text


def test_home_shows_categories_services_and_announcements_of_the_day(client):
    service_page(title="صدور مجوز حفاری", category=category("معابر"))
    home = HomePage.objects.get()
    today = dt.date.today()

    def announcement(title, start, end=None):
        value = {"title": title, "published_on": start.isoformat(), "show_until": end and end.isoformat(), "text": ""}
        return {"type": "announcement", "value": value}

    home.announcements = json.dumps(
        [
            announcement("اطلاعیهٔ امروز", today),
            announcement("اطلاعیهٔ گذشته", today - dt.timedelta(9), today - dt.timedelta(2)),
            announcement("اطلاعیهٔ آینده", today + dt.timedelta(9)),
        ]
    )
    home.save_revision().publish()
    text = text_of(client, "/")
    assert "معابر" in text
    assert "صدور مجوز حفاری" in text
    assert "اطلاعیهٔ امروز" in text
    assert "اطلاعیهٔ گذشته" not in text
    assert "اطلاعیهٔ آینده" not in text


def test_most_used_services_come_first_and_the_editors_choice_before_them(monkeypatch):
    from cms.views.home import services_put_forward

    pages = [service_page(title=f"خدمت {n}") for n in range(9)]
    monkeypatch.setattr(extensions, "_usage_counts", [lambda: {pages[0].pk: 50, pages[1].pk: 90}])
    home = HomePage.objects.get()
    home.featured_services.create(service=pages[2])
    shown = services_put_forward(home)
    assert [page.pk for page in shown[:3]] == [pages[2].pk, pages[1].pk, pages[0].pk]
    assert len(shown) == 6


def test_names_and_colour_of_the_organisation_reach_every_page(client):
    row = OrganisationSettings.load()
    row.name, row.accent_colour = "دانشگاه نمونه", "#7a1f5c"
    row.save()
    assert "دانشگاه نمونه" in text_of(client, "/services/")
    theme = client.get("/theme.css")
    assert "--miz-accent:#7a1f5c" in theme.content.decode()
    assert theme["Content-Type"].startswith("text/css")


def test_the_language_switch_needs_no_script_and_stays_on_this_site(client):
    answer = client.post("/language/", {"language": "en", "next": "/services/?category=x"})
    assert answer["Location"] == "/services/?category=x"
    assert 'lang="en" dir="ltr"' in text_of(client, "/services/")
    assert client.post("/language/", {"language": "fa", "next": "https://evil.example/"})["Location"] == "/"
    assert 'dir="rtl"' in text_of(client, "/services/")


@pytest.mark.parametrize("path", ["/nope/", "/services/nope/"])
def test_a_missing_page_says_so_in_persian(client, path):
    answer = client.get(path)
    assert answer.status_code == 404
    assert 'lang="fa"' in answer.content.decode()


def test_the_template_of_a_breakdown_needs_no_context():
    from django.template.loader import get_template

    assert "خطا" in get_template("500.html").render()


def test_no_page_holds_an_inline_style_or_script(client):
    for url in ("/", "/services/", service_page().url):
        text = text_of(client, url)
        assert " style=" not in text
        assert "<script>" not in text


def test_a_service_page_costs_few_queries_and_the_frame_none(client, django_assert_max_num_queries):
    from cms.organisation import organisation

    page: ServicePage = service_page(category=category())
    organisation()
    with django_assert_max_num_queries(0):
        organisation()
    client.cookies["sessionid"] = "no-such-session"  # past the page cache
    client.get(page.url)
    with django_assert_max_num_queries(16):
        client.get(page.url)
