"""Published pages are kept for anonymous visitors, and never stale."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from wagtail.models import Site as WagtailSite

from cms import page_cache
from cms.models import CataloguePage, OrganisationSettings, ServicePage
from tests.cms.factories import category, service_page

pytestmark = pytest.mark.django_db


def test_the_second_visit_asks_the_database_nothing(client, django_assert_num_queries):
    page = service_page(category=category())
    for url in ("/", "/services/", page.url):
        first = client.get(url)
        with django_assert_num_queries(0):
            second = client.get(url)
        assert second.content == first.content
        assert second["Content-Security-Policy"] == first["Content-Security-Policy"]
        assert not second.cookies


def test_publishing_drops_what_was_kept(client):
    page = service_page(title="نام پیشین")
    client.get(page.url)
    client.get("/services/")
    page.title = "نام تازه"
    page.save_revision()
    assert "نام تازه" not in client.get(page.url).content.decode(), "a draft is not published"
    page.get_latest_revision().publish()
    assert "نام تازه" in client.get(page.url).content.decode()
    assert "نام تازه" in client.get("/services/").content.decode()


def test_unpublishing_and_deleting_drop_it(client):
    page, other = service_page(title="رفتنی"), service_page(title="ماندنی", slug="stays")
    client.get("/services/")
    client.get(page.url)
    page.unpublish()
    assert client.get(page.url).status_code == 404
    assert "رفتنی" not in client.get("/services/").content.decode()
    ServicePage.objects.get(pk=other.pk).delete()
    assert "ماندنی" not in client.get("/services/").content.decode()


def test_settings_and_categories_drop_it(client):
    group = category("نام پیشین دسته")
    service_page(category=group)
    client.get("/")
    group.name = "نام تازهٔ دسته"
    group.save()
    assert "نام تازهٔ دسته" in client.get("/").content.decode()
    row = OrganisationSettings.load()
    row.phone = "۱۳۷"
    row.save()
    assert "۱۳۷" in client.get("/").content.decode()


def test_each_language_has_its_own(client):
    url = service_page().url
    assert 'lang="fa"' in client.get(url).content.decode()
    client.cookies["django_language"] = "en"
    assert 'lang="en"' in client.get(url).content.decode()
    del client.cookies["django_language"]
    assert 'lang="fa"' in client.get(url).content.decode()


def test_a_signed_in_person_is_never_served_or_kept(client, django_user_model):
    url = service_page().url
    person = django_user_model.objects.create_user("karbar", first_name="مریم", last_name="نمونه")
    client.get(url)
    client.force_login(person)
    assert "مریم" in client.get(url).content.decode()
    client.logout()
    assert "مریم" not in client.get(url).content.decode()


def test_anonymous_pages_carry_nothing_of_one_visitor(client):
    for url in ("/", "/services/", service_page().url):
        answer = client.get(url)
        assert "csrfmiddlewaretoken" not in answer.content.decode()
        assert not answer.cookies


@pytest.mark.parametrize("query", ["q=x", "unknown=1", "page=77", "category=nope"])
def test_addresses_that_anyone_can_make_up_are_not_kept(client, query, monkeypatch):
    service_page()
    kept = []
    monkeypatch.setattr(page_cache.cache, "set", lambda key, value, seconds=None, **more: kept.append(key))
    client.get(f"/services/?{query}")
    assert not [key for key in kept if key.startswith("cms:page:")]


def test_a_browser_that_has_the_page_is_told_so(client):
    url = service_page().url
    client.get(url)
    first = client.get(url)
    again = client.get(url, headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304
    assert again.content == b""


def test_a_new_page_in_the_catalogue_is_seen_at_once(client):
    client.get("/services/")
    page = ServicePage(title="خدمت نو", slug="new", code="N-1")
    CataloguePage.objects.get().add_child(instance=page)
    page.save_revision().publish()
    assert "خدمت نو" in client.get("/services/").content.decode()


# ------------------------------------------------------------------------------- made once while others go on
class Site:
    """The middleware around a view that counts how often it makes the page, and may be asked again meanwhile."""

    def __init__(self) -> None:
        self.made: list[str] = []
        self.text, self.status = "old", 200
        self.meanwhile = None
        self.seen_meanwhile: list[str] = []
        self.middleware = page_cache.PublishedPageMiddleware(self.view)

    def view(self, request):
        self.made.append(self.text)
        if self.meanwhile is not None:
            again, self.meanwhile = self.meanwhile, None
            self.seen_meanwhile.append(again().content.decode())
        page_cache.allow(request)
        return HttpResponse(self.text, status=self.status)

    def ask(self) -> HttpResponse:
        return self.middleware(RequestFactory().get("/services/", HTTP_HOST="testserver"))


@pytest.fixture
def looks(monkeypatch):
    """What happens at each look of somebody who waits for a page: nothing, and no time passes."""
    happens: list = []
    monkeypatch.setattr(page_cache, "_pause", lambda: happens.append(None))
    return happens


@pytest.fixture
def site(looks):
    return Site()


def test_who_asks_while_a_page_is_made_anew_gets_the_old_one(site):
    site.ask()
    page_cache.drop()
    site.text, site.meanwhile = "new", site.ask
    assert site.ask().content == b"new"
    assert site.seen_meanwhile == ["old"]
    assert site.made == ["old", "new"]
    assert site.ask().content == b"new"
    assert site.made == ["old", "new"]


def test_a_page_that_was_dropped_again_while_it_was_made_is_made_again(site):
    site.ask()
    page_cache.drop()
    site.text, site.meanwhile = "between", lambda: page_cache.drop() or HttpResponse()
    site.ask()
    site.text = "new"
    assert site.ask().content == b"new"


def test_what_is_gone_is_not_served_while_its_successor_is_made(site):
    site.ask()
    page_cache.drop(gone=True)
    site.text, site.meanwhile = "new", site.ask
    site.ask()
    assert site.seen_meanwhile == ["new"]


def test_a_page_that_answers_otherwise_now_is_not_stood_in_for_by_its_past(site):
    site.ask()
    page_cache.drop()
    site.text, site.status = "none", 404
    assert site.ask().status_code == 404
    site.meanwhile = site.ask
    assert site.ask().status_code == 404
    assert site.seen_meanwhile == ["none"]


def test_a_maker_who_dies_holds_the_others_up_for_a_while_only(site, monkeypatch):
    site.ask()
    page_cache.drop()
    monkeypatch.setattr(page_cache, "BUILD_SECONDS", 0)
    site.text, site.meanwhile = "new", site.ask
    site.ask()
    assert site.seen_meanwhile == ["new"], "the hold has run out"


def key_of(address):
    """What the page at this address is kept under."""
    version = page_cache.cache.get(page_cache._VERSION) or page_cache._new_version()
    return page_cache._key(RequestFactory().get(address, HTTP_HOST="testserver"), version)


@pytest.fixture
def builder(site, looks, monkeypatch):
    """Somebody else who is making the page: `builder(3, what)` has him do this at the third look of who waits."""
    key = key_of("/services/")
    lock = page_cache._lock(key)
    page_cache.cache.set(lock, 1, 60)

    def does(at: int, what) -> None:
        def pause():
            looks.append(None)
            if len(looks) == at:
                page_cache.cache.delete(lock)
                what()

        monkeypatch.setattr(page_cache, "_pause", pause)

    return does


def test_where_there_is_no_old_page_one_makes_it_and_the_others_wait(site, builder, looks):
    builder(3, site.ask)
    assert site.ask().content == b"old"
    assert site.made == ["old"], "by the builder, and by nobody else"
    assert len(looks) == 3


def test_who_waits_does_not_get_what_is_gone(site, looks):
    site.ask()
    page_cache.drop(gone=True)
    site.text = "new"
    key = key_of("/services/")
    page_cache.cache.set(page_cache._lock(key), 1, 60)
    assert site.ask().content == b"new"
    assert len(looks) == page_cache.LOOKS, "waited, and then made it himself"


def test_who_waits_makes_what_another_did_not_keep(site, builder, looks):
    builder(2, lambda: None)
    assert site.ask().content == b"old"
    assert site.made == ["old"]
    assert len(looks) == 2


def test_nobody_waits_where_the_cache_is_dead(site, looks, monkeypatch):
    for name, answer in {"get_many": {}, "get": None, "add": False, "set": None, "delete": False}.items():
        monkeypatch.setattr(page_cache.cache, name, lambda *args, answer=answer, **more: answer)
    assert site.ask().content == b"old"
    assert looks == []


def test_nobody_waits_for_what_is_no_published_page(site, looks, monkeypatch):
    taken = []
    monkeypatch.setattr(page_cache.cache, "add", lambda *args, **more: taken.append(args))
    for address in ("/healthz/live/x", "/accounts/login/", "/no page"):
        site.middleware(RequestFactory().get(address, HTTP_HOST="testserver"))
    assert taken == []
    assert looks == []


def test_a_maker_who_fails_holds_nobody_up(site, looks):
    def fails():
        raise RuntimeError

    site.meanwhile = fails
    with pytest.raises(RuntimeError):
        site.ask()
    assert site.ask().content == b"old"
    assert looks == []


def test_other_ports_and_names_are_the_same_page(client, django_assert_num_queries, settings):
    settings.ALLOWED_HOSTS = ["*"]
    url = service_page().url
    first = client.get(url)
    for host in ("testserver:8001", "testserver:65000", "10.0.0.1", "made-up.example:99"):
        with django_assert_num_queries(0):
            assert client.get(url, headers={"host": host}).content == first.content


def test_each_site_has_its_own(client):
    page = service_page()
    client.get("/")
    WagtailSite.objects.create(hostname="localhost", port=8000, root_page=page)
    here = client.get("/")
    there = client.get("/", headers={"host": "localhost:8000"}, SERVER_PORT="8000")
    assert page.title in there.content.decode()
    assert here.content != there.content
    assert client.get("/", headers={"host": "localhost:8000"}, SERVER_PORT="8000").content == there.content
    assert client.get("/", headers={"host": "localhost"}).content == here.content


def test_made_up_queries_are_kept_up_to_a_number_and_do_not_push_pages_out(client, monkeypatch):
    url = service_page().url
    kept = []
    monkeypatch.setattr(page_cache, "QUERIES_KEPT", 3)
    monkeypatch.setattr(page_cache.PublishedPageMiddleware, "_keep", lambda key, *args: kept.append(key))
    for number in range(9):
        client.get(url, {"page": "9" * (number + 1)})
    assert len(kept) == 3
    client.get(url)
    assert len(kept) == 4, "the page itself has its place"
