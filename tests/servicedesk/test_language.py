"""Persian is the first language, whatever the visitor's browser prefers."""

import pytest

pytestmark = pytest.mark.django_db


def test_an_english_browser_is_served_persian(client):
    page = client.get("/accounts/login/", headers={"accept-language": "en-US,en;q=0.9"})
    assert 'lang="fa"' in page.content.decode()
    assert 'dir="rtl"' in page.content.decode()


def test_the_language_switch_changes_the_language(client):
    client.cookies["django_language"] = "en"
    page = client.get("/accounts/login/")
    assert 'lang="en"' in page.content.decode()
    assert 'dir="ltr"' in page.content.decode()


def test_an_unknown_language_falls_back_to_persian(client):
    client.cookies["django_language"] = "xx"
    assert 'lang="fa"' in client.get("/accounts/login/").content.decode()
