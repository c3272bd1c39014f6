"""Header and footer are kept by what they show, so nothing of one person reaches another."""

import pytest
from django.utils import translation

from cms.models import OrganisationSettings

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(django_user_model):
    return [
        django_user_model.objects.create_user(f"person{n}", first_name=name, last_name="آزمون")
        for n, name in enumerate(("مریم", "بابک"))
    ]


def page(client, url="/services/", **more) -> str:
    return client.get(url, **more).content.decode()


def token_of(html: str) -> str:
    return html.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]


def test_each_person_sees_their_own_name_and_may_sign_out(client, people):
    tokens = []
    for person, other in (people, people[::-1]):
        client.force_login(person)
        html = page(client)
        assert person.first_name in html
        assert other.first_name not in html
        tokens.append(token_of(html))
        client.logout()
    html = page(client)
    assert not any(person.first_name in html for person in people)
    assert tokens[0] != tokens[1]


def test_the_kept_header_carries_the_token_and_address_of_each_request(client, people):
    client.force_login(people[0])
    first, second = page(client, "/services/"), page(client, "/services/?q=<b>")
    assert token_of(first) != token_of(second), "a token is masked anew for each page"
    assert '<input type="hidden" name="next" value="/services/">' in first
    assert '<input type="hidden" name="next" value="/services/?q=%3Cb%3E">' in second


def test_a_name_is_text(client, people):
    people[0].first_name = "<script>alert(1)</script>"
    people[0].save()
    client.force_login(people[0])
    assert "<script>alert" not in page(client)


def test_a_changed_name_organisation_or_language_shows_at_once(client, people):
    client.force_login(people[0])
    page(client)
    people[0].first_name = "نرگس"
    people[0].save()
    row = OrganisationSettings.load()
    row.name = "سازمان تازه"
    row.save()
    html = page(client)
    assert "نرگس" in html
    assert html.count("سازمان تازه") >= 3, "title, header, footer"
    client.cookies["django_language"] = "en"
    with translation.override("en"):
        assert "Sign out" in page(client)


def test_the_part_of_the_site_is_marked(client, people):
    client.force_login(people[0])
    assert '<a href="/services/" aria-current="page">' in page(client)
    assert '<a href="/services/" aria-current="page">' not in page(client, "/my/")
