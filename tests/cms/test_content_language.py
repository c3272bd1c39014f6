"""A page in English says of each Persian text that it is Persian, for the voice that reads it and for its direction."""

import pytest
from django.conf import settings
from django.urls import reverse

from tests.cms.factories import service_page
from tests.workflows.factories import submitted, world

pytestmark = pytest.mark.django_db

MARK = ' lang="fa" dir="auto">'


def page(client, address, language):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_services_in_english_mark_their_titles_and_summaries(client):
    service = service_page(title="صدور پروانه", summary="خلاصه خدمت")
    for address in ("/services/", service.get_url()):
        shown = page(client, address, "en")
        assert f"{MARK}صدور پروانه</" in shown, address
        assert f"{MARK}خلاصه خدمت</" in shown, address
        assert 'lang="fa" dir="auto"' not in page(client, address, "fa")


def test_my_requests_in_english_mark_titles_and_answers(client):
    org = world()
    case = submitted(org)
    client.force_login(org.citizen)
    assert f"{MARK}{org.service.title}</" in page(client, reverse("my"), "en")
    shown = page(client, reverse("my_case", args=[case.code]), "en")
    assert f"{MARK}خیابان آزادی</" in shown
    assert f"{MARK}نشانی ملک</" in shown
    assert 'lang="fa" dir="auto"' not in page(client, reverse("my_case", args=[case.code]), "fa")
