"""Finding a service."""

import pytest

from cms.models import ServiceCategory, ServicePage
from cms.search import search
from tests.cms.factories import category, service_page

pytestmark = pytest.mark.django_db


def titles(client, query):
    answer = client.get("/services/", query)
    assert answer.status_code == 200
    return [service.title for service in answer.context["services"]]


@pytest.mark.parametrize(
    "asked",
    [
        "پروانهٔ کسب‌وکار",
        "پروانه کسبوکار",
        "پروانة",
        "کسب\u200cوکار",
        "كسب\u200cوكار",
        "۱۴۰۵",
        "1405",
        "١٤٠٥",
        "abc",
        "ABC",
    ],
)
def test_every_keyboard_finds_the_same_service(client, asked):
    service_page(title="پروانهٔ کسب‌وکار ۱۴۰۵", summary="ABC")
    service_page(title="گواهی دیگر")
    assert titles(client, {"q": asked}) == ["پروانهٔ کسب‌وکار ۱۴۰۵"]


def test_all_words_must_be_there_in_any_order(client):
    service_page(title="مجوز حفاری معابر")
    service_page(title="مجوز قطع درخت")
    assert titles(client, {"q": "معابر مجوز"}) == ["مجوز حفاری معابر"]
    assert titles(client, {"q": "مجوز بیمارستان"}) == []


def test_the_title_weighs_more_than_the_rest():
    other = service_page(title="استعلام", summary="برای پروانه لازم است")
    inside = service_page(title="تمدید پروانه")
    first = service_page(title="پروانه ساختمان")
    assert list(search(ServicePage.objects.all(), "پروانه")) == [first, inside, other]


def test_code_and_category_are_searched_too_and_follow_a_new_name(client):
    page = service_page(title="خدمت", code="10021234", category=category("معابر"))
    assert titles(client, {"q": "۱۰۰۲۱۲۳۴"}) == ["خدمت"]
    assert titles(client, {"q": "معابر"}) == ["خدمت"]
    row = ServiceCategory.objects.get(pk=page.category_id)
    row.name = "خیابان‌ها"
    row.save()
    assert titles(client, {"q": "معابر"}) == []
    assert titles(client, {"q": "خیابانها"}) == ["خدمت"]


def test_filters_narrow_together_and_chips_lead_back(client):
    roads = category("معابر")
    service_page(title="یک", category=roads, online_level="transaction")
    service_page(title="دو", category=roads, online_level="information", for_businesses=True, for_citizens=False)
    service_page(title="سه", online_level="transaction")
    assert set(titles(client, {"category": roads.slug})) == {"یک", "دو"}
    assert titles(client, {"category": roads.slug, "online": "transaction"}) == ["یک"]
    assert titles(client, {"audience": "g2b"}) == ["دو"]
    chips = client.get("/services/", {"category": roads.slug, "q": "یک", "page": "1"}).context["chips"]
    assert {(chip.value, chip.query.partition("=")[0]) for chip in chips} == {("معابر", "q"), ("یک", "category")}


@pytest.mark.parametrize(
    "query", [{"category": "nope"}, {"audience": "x"}, {"online": "';--"}, {"page": "zzz"}, {"q": "%_\\"}]
)
def test_nonsense_is_answered_not_crashed_on(client, query):
    service_page()
    assert client.get("/services/", query).status_code == 200


def test_an_empty_result_says_what_to_do(client):
    service_page(category=category("معابر"))
    answer = client.get("/services/", {"q": "بیمارستان"})
    assert "معابر" in answer.content.decode()
    assert answer.context["found"] == 0


def test_pages_keep_the_filters(client):
    roads = category("معابر")
    for number in range(14):
        service_page(title=f"خدمت {number:02}", category=roads)
    first = client.get("/services/", {"category": roads.slug})
    assert len(first.context["services"]) == 12
    assert f"category={roads.slug}&amp;page=2" in first.content.decode()
    assert len(titles(client, {"category": roads.slug, "page": "2"})) == 2
