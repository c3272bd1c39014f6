"""A service that people applied for is not deleted, by any way of the administration, and says so."""

import pytest
from django.urls import reverse

from cms.models import ServicePage
from tests.workflows.factories import submitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(org, sign_in):
    submitted(org)
    return sign_in(org.administrator)


def _refuses(answer, service):
    page = answer.content.decode()
    assert answer.status_code == 200
    assert f"حذف نشد: برای «{service.title}» درخواست ثبت شده است" in page
    assert ServicePage.objects.filter(pk=service.pk).exists()


def test_its_own_screen_refuses(org, client):
    address = reverse("wagtailadmin_pages:delete", args=[org.service.pk])
    _refuses(client.post(address, follow=True), org.service)


def test_so_does_the_screen_of_the_page_above(org, client):
    above = org.service.get_parent()
    _refuses(client.post(reverse("wagtailadmin_pages:delete", args=[above.pk]), follow=True), org.service)


def test_so_does_the_list(org, client):
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    _refuses(client.post(f"{address}?id={org.service.pk}&next=/admin/", follow=True), org.service)


def test_a_service_without_cases_is_deleted(org, sign_in):
    sign_in(org.administrator).post(reverse("wagtailadmin_pages:delete", args=[org.service.pk]))
    assert not ServicePage.objects.filter(pk=org.service.pk).exists()
