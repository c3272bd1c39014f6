"""Input that no screen of ours sends: refused in words, never an error of the server."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.accounts.factories import PASSWORD, UserFactory
from tests.workflows.factories import World

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "address",
    [
        "/api/content/pages/?search=%00",
        "/api/content/pages/find/?html_path=%00",
        "/services/%00/apply/",
        "/services/%00/apply/discard/",
        "/services/?q=a%00b",
        "/desk/?q=%00",
        "/admin/%00/",
    ],
)
def test_nul_is_refused(org: World, sign_in, address):
    for person in (None, org.administrator):
        answer = sign_in(person).get(address)
        assert answer.status_code == 400
        assert "پذیرفته نشد" in answer.content.decode()


@pytest.mark.parametrize("name", ["offset", "limit", "id", "child_of"])
def test_the_content_api_refuses_numbers_that_no_column_holds(client, name):
    answer = client.get("/api/content/pages/", {name: "9" * 30})
    assert answer.status_code == 400
    assert answer.json()["message"]


def test_the_content_api_finds_long_numbers_as_words(client):
    assert client.get("/api/content/pages/", {"search": "9" * 30}).status_code == 200


@pytest.mark.parametrize(
    "wanted", ["foo", "foo/bar", "account_login", "//evil.example", "https://evil.example/", "/\\evil"]
)
def test_what_is_no_path_of_ours_is_not_gone_to(client, org: World, wanted):
    data = {"login": UserFactory(staff=True, username="k1").username, "password": PASSWORD, "next": wanted}
    assert client.post(reverse("account_login"), data)["Location"] == "/my/"
    assert client.post("/language/", {"language": "en", "next": wanted})["Location"] == "/"
    person = client.get(reverse("profile")).wsgi_request.user
    profile = {"first_name": "رضا", "last_name": "نمونه", "national_id": "0084575948", "next": wanted}
    assert client.post(reverse("profile"), profile)["Location"] == "/my/"
    assert person.is_authenticated
    client.force_login(org.clerk)
    assert client.post(reverse("desk_claim"), {"next": wanted})["Location"] == reverse("desk")


@pytest.mark.parametrize("task", ["9" * 5000, "9" * 25, "۱۲", "-1", "x", ""])
def test_task_numbers_without_end(client, org: World, task):
    client.force_login(org.clerk)
    assert client.post(reverse("desk_claim"), {"task": task})["Location"] == reverse("desk")


@pytest.mark.parametrize("count", [None, "", "x", "9" * 5000])
@pytest.mark.parametrize("kind", ["form", "process"])
def test_an_editor_whose_parts_cannot_be_counted(org: World, kind, count):
    client = Client()
    client.force_login(org.administrator)
    definition = {"form": org.form, "process": org.process}[kind]
    address = reverse(definition.snippet_viewset.get_url_name("edit"), args=[definition.pk])
    part = {"form": "fields", "process": "steps"}[kind]
    data = {"title": "x"} if count is None else {"title": "x", f"{part}-count": count}
    answer = client.post(address, data)
    assert answer.status_code == 400
    definition.refresh_from_db()
    assert definition.live


def test_a_failure_of_ours_is_not_called_the_visitors(client, org: World, monkeypatch):
    def broken(*args: object, **kwargs: object) -> None:
        raise ValueError

    monkeypatch.setattr("workflows.services.claim_tasks", broken)
    client.force_login(org.clerk)
    with pytest.raises(ValueError):  # noqa: PT011 - the very error
        client.post(reverse("desk_claim"), {"task": "1"})


@pytest.mark.parametrize("number", [2**63, 10**30, 10**400])
def test_numbers_that_no_column_holds_find_nothing(client, org: World, number):
    client.force_login(org.clerk)
    assert client.get(f"/desk/tasks/{number}/").status_code == 404
    assert client.post(f"/desk/tasks/{number}/claim/").status_code == 404


@pytest.mark.parametrize("address", ["/admin/person-chooser/create/", "/admin/choose-external-link/"])
def test_forms_that_wagtails_screens_did_not_offer(client, org: World, address):
    client.force_login(org.administrator)
    assert client.post(address).status_code == 400


@pytest.mark.parametrize("page", ["failwhale", "styleguide"])
def test_wagtails_test_pages_are_not_served(client, org: World, page):
    client.force_login(org.administrator)
    assert client.get(f"/admin/{page}/").status_code == 404


@pytest.mark.parametrize("key", ["x", "9" * 30, "1.5", "-1", "۱"])
@pytest.mark.parametrize(
    "address",
    [
        "/admin/images/chooser/chosen/{}/",
        "/admin/documents/chooser/chosen/{}/",
        "/admin/users/edit/{}/",
        "/admin/snippets/workflows/processdefinition/edit/{}/",
        "/admin/snippets/forms_ext/formdefinition/history/{}/",
    ],
)
def test_keys_that_are_none_find_nothing(client, org: World, address, key):
    client.force_login(org.administrator)
    assert client.get(address.format(key)).status_code == 404
