"""Effects in the Wagtail admin: what failed is found, understood and tried again; nothing is written."""

import pytest
from django.urls import NoReverseMatch, reverse
from wagtail.models import ModelLogEntry

from outbox import events, services
from outbox.failures import PermanentFailure
from outbox.models import Effect
from tests.accounts.factories import UserFactory
from tests.outbox.kinds import queued

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client):
    client.force_login(UserFactory(administrator=True))
    return client


@pytest.fixture
def failed(probe):
    def refuse(effect):
        raise PermanentFailure("the register answered 422")

    probe.act = refuse
    effect = queued(reference="7K3M9QZ2W4T", payload={"number": "<b>17</b>"})
    services.perform_effect(pk=effect.pk)
    return effect


def test_the_menu_leads_to_what_failed(admin, failed):
    queued()
    menu = reverse("outgoing_effects:index") + "?status=failed"
    assert menu.encode() in admin.get(reverse("wagtailadmin_home")).content
    page = admin.get(menu)
    assert list(page.context["object_list"]) == [failed]
    assert "the register answered 422" in page.content.decode()
    assert len(admin.get(reverse("outgoing_effects:index"), {"kind": "test.probe"}).context["object_list"]) == 2


def test_an_effect_with_its_contents_and_tries(admin, failed):
    page = admin.get(reverse("outgoing_effects:inspect", args=[failed.pk])).content.decode()
    assert "&lt;b&gt;17" in page
    assert page.count("the register answered 422") == 2  # as the last error, and beside its try


def test_secret_contents_are_not_shown(admin, probe):
    effect = queued(payload={"pin": "124816"}, is_secret=True)
    assert "124816" not in admin.get(reverse("outgoing_effects:inspect", args=[effect.pk])).content.decode()


def test_a_failed_one_is_tried_again_and_that_is_logged(admin, failed):
    again = reverse("outgoing_effects:retry", args=[failed.pk])
    screen = reverse("outgoing_effects:inspect", args=[failed.pk])
    assert again in admin.get(screen).content.decode()
    assert admin.get(again).status_code == 405
    assert admin.post(again, {"next": "https://elsewhere.test/"}).headers["Location"] == screen
    failed.refresh_from_db()
    assert failed.status == Effect.Status.PENDING
    assert ModelLogEntry.objects.filter(action=events.RETRIED, object_id=str(failed.pk)).exists()
    assert again not in admin.get(screen).content.decode()


def test_editors_have_no_effects(client, failed):
    client.force_login(UserFactory(editor=True))
    assert client.get(reverse("outgoing_effects:index")).status_code in (302, 403)
    assert client.get(reverse("outgoing_effects:inspect", args=[failed.pk])).status_code in (302, 403)
    client.post(reverse("outgoing_effects:retry", args=[failed.pk]))
    failed.refresh_from_db()
    assert failed.status == Effect.Status.FAILED


@pytest.mark.parametrize("name", ["add", "edit", "delete"])
def test_there_is_no_way_to_write(name):
    with pytest.raises(NoReverseMatch):
        reverse(f"outgoing_effects:{name}", args=[] if name == "add" else [1])
