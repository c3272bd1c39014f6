"""A cache that does not answer: everything goes on, slower; and what was withdrawn meanwhile stays withdrawn."""

import pytest
from django.core.cache import cache, caches
from django.urls import reverse
from redis.exceptions import ConnectionError as RedisGone

from servicedesk import caches as forgiving
from tests.accounts.factories import PASSWORD, UserFactory
from tests.cms.factories import service_page

pytestmark = pytest.mark.django_db
NOWHERE = "redis://127.0.0.1:1/0"


@pytest.fixture(autouse=True)
def _fresh(monkeypatch):
    monkeypatch.setattr(forgiving, "_away_until", {})
    monkeypatch.setattr(forgiving, "_lost", {})


@pytest.fixture
def away(settings):
    settings.CACHES = {"default": {"BACKEND": "servicedesk.caches.ForgivingRedisCache", "LOCATION": NOWHERE}}


def test_pages_are_made_anew(away, client, org):
    page = service_page()
    for address in ("/", "/services/", page.url, "/track/"):
        assert client.get(address).status_code == 200, address
    client.force_login(org.clerk)
    assert client.get("/desk/").status_code == 200
    client.force_login(org.administrator)
    assert client.get("/admin/").status_code == 200


def test_probes(away, client):
    assert client.get("/healthz").status_code == 200
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {"database": "ok", "cache": "failed", "broker": "ok", "storage": "ok"}


def test_limits_hold(away, client):
    person = UserFactory(staff=True)
    for _try in range(5):
        client.post(reverse("account_login"), {"login": person.username, "password": "no"})
    client.post(reverse("account_login"), {"login": person.username, "password": PASSWORD})
    assert "_auth_user_id" not in client.session
    client.post(reverse("citizen_login"), {"mobile": "09121234567"})
    assert client.post(reverse("citizen_login"), {"mobile": "09121234567"}).status_code == 429


def test_it_is_logged_once(away, caplog):
    for number in range(5):
        forgiving._away_until and forgiving._away_until.update(dict.fromkeys(forgiving._away_until, 0.0))
        assert cache.get(f"k{number}", "miss") == "miss"
    assert len([r for r in caplog.records if "does not answer" in r.message]) == 1


def test_an_unreachable_one_is_not_asked_each_time(away, monkeypatch):
    asked = []

    def refuse(*args, **kwargs):
        asked.append(args)
        raise RedisGone

    monkeypatch.setattr("django.core.cache.backends.redis.RedisCache.get", refuse)
    for _ in range(10):
        cache.get("k")
    assert len(asked) == 1


@pytest.fixture
def files(settings, tmp_path):
    settings.CACHES = {"default": {"BACKEND": "servicedesk.caches.ForgivingFileCache", "LOCATION": str(tmp_path)}}
    return caches["default"]


def fail(monkeypatch, *names):
    def full(*args, **kwargs):
        raise OSError(28, "No space left on device")

    for name in names:
        monkeypatch.setattr(f"django.core.cache.backends.filebased.FileBasedCache.{name}", full)


def test_a_full_disk_is_a_miss(files, monkeypatch):
    with monkeypatch.context() as broken:
        fail(broken, "set")
        files.set("a", 1)
    assert files.get("a") is None


@pytest.mark.parametrize("lost", ["set", "delete"])
def test_what_could_not_be_changed_is_forgotten_when_it_is_back(files, monkeypatch, lost):
    files.set("page", "old")
    with monkeypatch.context() as broken:
        fail(broken, "set", "delete")
        files.set("page", "new") if lost == "set" else files.delete("page")
    forgiving._away_until.clear()
    assert files.get("page") is None, "the old one would be shown though it was withdrawn"


def test_a_withdrawn_page_does_not_come_back_with_the_cache(files, client, monkeypatch):
    page = service_page(title="رفتنی")
    assert client.get(page.url).status_code == 200
    with monkeypatch.context() as broken:
        fail(broken, "get", "set", "delete")
        page.unpublish()
        assert client.get(page.url).status_code == 404
    forgiving._away_until.clear()
    assert client.get(page.url).status_code == 404


def test_damaged_files_are_misses(files, tmp_path):
    files.set("a", 1)
    next(tmp_path.glob("*.djcache")).write_bytes(b"\x80\x04nonsense")
    assert files.get("a", "miss") == "miss"
