"""Messages in the Wagtail admin: looked at, sent again, never written."""

import pytest
from django.urls import NoReverseMatch, reverse

from outbox import services
from outbox.models import Effect
from tests.accounts.factories import UserFactory
from tests.messaging.factories import queued

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client):
    client.force_login(UserFactory(administrator=True))
    return client


def failed(**values):
    message = queued(recipient="1", **values)
    services.perform_effect(pk=message.pk)
    return message


def test_the_list_filters_searches_and_pages(admin):
    failed()
    queued(channel="email", recipient="a@example.com")
    Effect.objects.create(kind="test.call", idempotency_key="call", reference="NOMESSAGE")
    for number in range(55):
        queued(recipient=f"0912000{number:04}", reference="7K3M9QZ2W4T")
    index = reverse("messages:index")
    assert len(admin.get(index).context["object_list"]) == 50
    assert len(admin.get(index, {"status": "failed"}).context["object_list"]) == 1
    assert len(admin.get(index, {"kind": "email"}).context["object_list"]) == 1
    assert len(admin.get(index, {"q": "۰۹۱۲۰۰۰۰۰۰۷"}).context["object_list"]) == 1
    assert len(admin.get(index, {"q": "7k3m-9qz2-w4t"}).context["object_list"]) == 50
    assert len(admin.get(index, {"q": "هیچ"}).context["object_list"]) == 0
    assert len(admin.get(index, {"q": "NOMESSAGE"}).context["object_list"]) == 0


def test_a_secret_text_is_not_shown(admin):
    page = admin.get(reverse("messages:inspect", args=[queued(body="124816", is_secret=True).pk]))
    assert "124816" not in page.content.decode()
    page = admin.get(reverse("messages:inspect", args=[queued(body="<b>124816</b>").pk])).content.decode()
    assert "124816" in page
    assert "<b>124816" not in page


def test_a_failed_message_is_sent_again_from_its_own_screen(admin):
    message = failed()
    screen, again = reverse("messages:inspect", args=[message.pk]), reverse("outgoing_effects:retry", args=[message.pk])
    assert again in admin.get(screen).content.decode()
    assert admin.post(again, {"next": screen}).headers["Location"] == screen
    message.refresh_from_db()
    assert message.status == Effect.Status.PENDING


def test_editors_have_no_messages(client):
    client.force_login(UserFactory(editor=True))
    message = failed()
    assert client.get(reverse("messages:index")).status_code in (302, 403)
    assert client.get(reverse("messages:inspect", args=[message.pk])).status_code in (302, 403)


@pytest.mark.parametrize("name", ["add", "edit", "delete"])
def test_there_is_no_way_to_write(name):
    with pytest.raises(NoReverseMatch):
        reverse(f"messages:{name}", args=[] if name == "add" else [1])
