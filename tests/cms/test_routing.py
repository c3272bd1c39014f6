"""The quick way from an address to its page finds what Wagtail finds, and nothing else."""

import pytest
from django.test import RequestFactory
from wagtail.models import Locale, Page, PageViewRestriction, Site

from cms import page_cache, routing
from cms.models import CataloguePage, HomePage, ServicePage
from tests.cms.factories import category, service_page
from tests.query_counts import assert_queries

pytestmark = pytest.mark.django_db


def found(path, host="testserver", *, quickly=True):
    """The page of this address as the view gets it, or None."""
    request = RequestFactory().get(f"/{path}", HTTP_HOST=host)
    if quickly:
        routing.route(request, path)
    result = Page.route_for_request(request, path)
    return result and result[0]


def is_quick(path) -> bool:
    """Whether Wagtail is left nothing to look for."""
    request = RequestFactory().get(f"/{path}", HTTP_HOST="testserver")
    routing.route(request, path)
    return hasattr(request, "_wagtail_route_for_request")


@pytest.fixture
def tree():
    service_page(slug="there", title="هست")
    service_page(slug="draft", title="پیش‌نویس", publish=False)


PATHS = ["", "services/", "services/there/", "services/draft/", "services/none/", "none/", "there/", "home/"]
PATHS += ["services/there/there/", "services/services/", "services/there/a/b/c/"]


@pytest.mark.parametrize("path", PATHS)
def test_it_finds_what_wagtail_finds(tree, path):
    page, wagtails = found(path), found(path, quickly=False)
    assert page == wagtails
    assert type(page) is type(wagtails)
    assert is_quick(path) == (wagtails is not None)


def test_the_page_comes_whole_with_its_parent(tree, django_assert_num_queries):
    page = found("services/there/")
    with django_assert_num_queries(0):
        assert page.title == "هست"
        assert page.get_parent().slug == "services"
        assert page.required_documents is not None


def test_pages_need_few_queries(client):
    group = category()
    page = service_page(category=group)
    service_page(category=group, slug="beside")
    client.get(page.url)
    client.get("/services/")
    page_cache.drop()
    with assert_queries("cms.service_page"):
        client.get(page.url)
    with assert_queries("cms.catalogue"):
        client.get("/services/")


def test_a_new_slug_is_the_address_at_once(client, tree):
    page = ServicePage.objects.get(slug="there")
    assert client.get("/services/there/").status_code == 200
    page.slug = "elsewhere"
    page.save_revision().publish()
    assert client.get("/services/there/").status_code == 404
    assert client.get("/services/elsewhere/").status_code == 200


def test_a_catalogue_with_a_new_slug_takes_its_services_along(client, tree):
    page = CataloguePage.objects.get()
    page.slug = "khadamat"
    page.save_revision().publish()
    assert client.get("/services/there/").status_code == 404
    assert client.get("/khadamat/there/").status_code == 200


def test_a_moved_page_is_gone_at_once(client, tree):
    assert client.get("/services/there/").status_code == 200
    ServicePage.objects.get(slug="there").move(HomePage.objects.get(), pos="last-child")
    assert client.get("/services/there/").status_code == 404


def test_an_unpublished_page_is_gone_at_once(client, tree):
    assert client.get("/services/there/").status_code == 200
    ServicePage.objects.get(slug="there").unpublish()
    assert client.get("/services/there/").status_code == 404


# ------------------------------------------------------------------------------------------- private pages
def make_private(page, kind=PageViewRestriction.LOGIN, **more):
    return PageViewRestriction.objects.create(page=Page.objects.get(pk=page.pk), restriction_type=kind, **more)


@pytest.mark.parametrize("private", ["the page", "the catalogue", "the home"])
def test_a_private_page_stays_private(client, tree, private):
    page = ServicePage.objects.get(slug="there")
    assert client.get(page.url).status_code == 200
    owners = {"the page": page, "the catalogue": CataloguePage.objects.get(), "the home": HomePage.objects.get()}
    restriction = make_private(owners[private])
    answer = client.get(page.url)
    assert answer.status_code == 302
    assert "login" in answer["Location"]
    restriction.delete()
    assert client.get(page.url).status_code == 200


def test_a_page_with_a_password_asks_for_it(client, tree):
    page = ServicePage.objects.get(slug="there")
    client.get(page.url)
    make_private(page, PageViewRestriction.PASSWORD, password="ramz")
    text = client.get(page.url).content.decode()
    assert "password" in text
    assert "شرح کوتاه خدمت" not in text


def test_a_private_service_is_in_no_list(client):
    group = category()
    secret, seen = (
        service_page(title=title, slug=slug, category=group) for title, slug in [("پنهان", "hidden"), ("پیدا", "seen")]
    )
    for url in ("/services/", seen.url):
        assert "پنهان" in client.get(url).content.decode()
    make_private(secret)
    for url in ("/services/", f"/services/?category={group.slug}", "/services/?q=پنهان", seen.url):
        assert "/services/hidden/" not in client.get(url).content.decode(), url
    assert "/services/seen/" in client.get("/services/").content.decode()


# ------------------------------------------------------------------------------- more than one site or language
def test_where_there_are_two_sites_each_has_its_own_pages(client, tree):
    root = Page.get_first_root_node()
    other = root.add_child(instance=HomePage(title="خانهٔ دیگر", slug="other"))
    Site.objects.create(hostname="other.example", root_page=other)
    assert found("") == HomePage.objects.get(slug="home")
    assert found("", host="other.example").pk == other.pk
    assert found("services/there/", host="other.example") is None
    assert found("services/there/") is not None


def test_a_site_that_is_not_the_default_answers_to_its_name_only(tree):
    Site.objects.update(is_default_site=False, hostname="other.example")
    assert found("") is None
    assert found("", host="other.example") is not None


def test_where_pages_are_translated_the_language_decides(client, tree, settings):
    settings.WAGTAIL_I18N_ENABLED = True
    settings.WAGTAIL_CONTENT_LANGUAGES = settings.LANGUAGES
    english = Locale.objects.create(language_code="en")
    home = HomePage.objects.get().copy_for_translation(english)
    home.title = "English home"
    home.save_revision().publish()
    client.cookies["django_language"] = "en"
    assert "<title>English home" in client.get("/").content.decode()
    client.cookies["django_language"] = "fa"
    assert "<title>English home" not in client.get("/").content.decode()


# ----------------------------------------------------------------------------------------------- the catalogue
@pytest.fixture
def services():
    group = category("شهرسازی", slug="urban")
    for n in range(14):
        service_page(
            title=f"خدمت {n:02}",
            slug=f"s{n:02}",
            category=group if n % 2 else None,
            for_businesses=n % 3 == 0,
            online_level="transaction" if n < 4 else "interactive",
        )
    service_page(title="خدمت پیش‌نویس", slug="draft", publish=False, category=group)


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("", range(12)),
        ("?page=2", range(12, 14)),
        ("?page=9", range(12, 14)),
        ("?category=urban", range(1, 14, 2)),
        ("?audience=g2b", range(0, 14, 3)),
        ("?online=transaction", range(4)),
        ("?category=urban&audience=g2b&online=transaction", [3]),
        ("?audience=g2g", []),
    ],
)
def test_the_catalogue_lists_what_fits(client, services, query, numbers):
    page = client.get(f"/services/{query}")
    assert [service.slug for service in page.context["services"]] == [f"s{n:02}" for n in numbers]


def test_the_list_is_read_anew_each_time(client, services):
    assert client.get("/services/").context["found"] == 14
    ServicePage.objects.get(slug="s00").unpublish()
    page = client.get("/services/")
    assert page.context["found"] == 13
    assert page.context["services"][0].slug == "s01"


def test_each_catalogue_lists_its_own_services(client, services):
    client.get("/services/")
    other = HomePage.objects.get().add_child(instance=CataloguePage(title="فهرست دیگر", slug="other"))
    ServicePage.objects.get(slug="s05").move(other, pos="last-child")
    assert client.get("/services/").context["found"] == 13
    assert [service.slug for service in client.get("/other/").context["services"]] == ["s05"]


def test_a_catalogue_that_changed_places_keeps_its_services(client, services):
    client.get("/services/")
    before = HomePage.objects.get().add_child(instance=CataloguePage(title="پیش از آن", slug="before"))
    before.move(CataloguePage.objects.get(slug="services"), pos="left")
    assert client.get("/before/").context["found"] == 0
    assert client.get("/services/").context["found"] == 14
