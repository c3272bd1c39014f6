"""A form is neither changed nor withdrawn under the processes and services that are published with it."""

import datetime as dt
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from accounts import roles
from forms_ext.models import FormDefinition
from tests.forms_ext.factories import published_again, publisher
from tests.workflows.builder.steps import branch, end, message, placed, route, row, staff
from tests.workflows.factories import form, in_group, person, process, submitted, world

pytestmark = pytest.mark.django_db

AREA = {"type": "number", "name": "area", "label": "مساحت"}
NAME = {"type": "text", "name": "full_name", "label": "نام"}
USE = {"type": "single_choice", "name": "use", "label": "کاربری", "options": {"home": "مسکونی", "shop": "تجاری"}}


@pytest.fixture
def permit():
    return form("Permit", "permit", [AREA, NAME, USE])[0]


@pytest.fixture
def routing(permit):
    """A live process that routes on an option and on a number of the form."""
    ways = [
        branch("done", row(f"{permit.slug}.use", "in", "home | shop"), label="Homes"),
        branch("done", row(f"{permit.slug}.area", "gt", "100"), label="Large"),
    ]
    return process("Permits", route("size", *ways), end())[0]


def refused(call):
    with pytest.raises(ValidationError) as refusal:
        call()
    return " ".join(refusal.value.messages)


class TestPublishing:
    def test_a_field_that_is_routed_on(self, permit, routing):
        words = refused(lambda: published_again(permit, [NAME, USE]))
        assert words == "Route “Large” of process “Permits” asks for the field “مساحت”."
        assert permit.versions.count() == 1

    def test_an_option_that_a_condition_names(self, permit, routing):
        use = {**USE, "options": {"home": "مسکونی"}}
        words = refused(lambda: published_again(permit, [AREA, NAME, use]))
        assert "Route “Homes” of process “Permits”" in words
        assert "has no option “shop”" in words

    def test_a_field_of_another_kind(self, permit, routing):
        words = refused(lambda: published_again(permit, [{**AREA, "type": "text"}, NAME, USE]))
        assert "Route “Large”" in words

    def test_a_field_that_a_message_names(self, permit):
        process("Telling", message("tell", body=f"{{{{ {permit.slug}.full_name }}}}"), end())
        words = refused(lambda: published_again(permit, [AREA, USE]))
        assert words == "Message “tell” of process “Telling” names the field “نام”."
        assert refused(permit.unpublish) == "Process “Telling” names answers of this form."

    def test_what_nobody_asks_for_may_go(self, permit, routing):
        assert published_again(permit, [AREA, USE]).number == 2

    def test_a_process_that_is_not_live_asks_for_nothing(self, permit, routing):
        routing.unpublish()
        assert published_again(permit, [NAME]).number == 2

    def test_running_cases_are_counted(self):
        org = world()
        ways = branch("review", row(f"{org.form.slug}.area", "gt", "1"), label="Large")
        org.process.steps = [route("size", ways), staff("review", org.clerk_post), end()]
        org.process.save_revision(user=publisher()).publish(user=publisher())
        submitted(org)
        submitted(org)
        words = refused(lambda: published_again(org.form, [NAME]))
        assert "asks for the field “مساحت”. (2 running cases)" in words

    def test_in_the_editor(self, permit, routing, client):
        """Said where it was asked for, and nothing of it is published."""
        client.force_login(in_group(person(is_staff=True), roles.ADMINISTRATORS))
        address = reverse("wagtailsnippets_forms_ext_formdefinition:edit", args=[permit.pk])
        data = {"title": permit.title, "kind": permit.kind, "slug": permit.slug, "fields-count": "1"}
        data |= {"fields-0-deleted": "", "fields-0-order": "0", "fields-0-type": "text", "fields-0-id": ""}
        data |= {"fields-0-value-label": "نام", "fields-0-value-name": "other", "action-publish": "1"}
        answer = client.post(address, data)
        assert answer.status_code == 200
        assert "از فرایند «Permits» از فیلد «مساحت» می‌پرسد" in answer.content.decode()
        assert permit.versions.count() == 1


class TestUnpublishing:
    def test_one_that_a_process_routes_on(self, permit, routing):
        assert refused(permit.unpublish) == "Process “Permits” routes on answers of this form."
        assert FormDefinition.objects.get(pk=permit.pk).live

    def test_one_that_a_step_places(self, permit, clerk):
        process("Placing", staff("review", clerk, forms=[placed(permit)]), end())
        assert refused(permit.unpublish) == "Step “review” of process “Placing” places this form."

    def test_one_that_a_service_is_asked_for_with(self):
        org = world()
        assert f"The service “{org.service.title}”" in refused(org.form.unpublish)

    def test_one_that_nobody_needs(self, permit):
        permit.unpublish()
        assert not FormDefinition.objects.get(pk=permit.pk).live

    @pytest.mark.parametrize("method", ["get", "post"])
    def test_in_the_admin(self, permit, routing, client, method):
        client.force_login(in_group(person(is_staff=True), roles.ADMINISTRATORS))
        address = reverse("wagtailsnippets_forms_ext_formdefinition:unpublish", args=[permit.pk])
        answer = getattr(client, method)(address, follow=True)
        assert "«Permits»" in answer.content.decode()
        assert FormDefinition.objects.get(pk=permit.pk).live

    def test_when_its_day_comes(self, permit, routing):
        """It stays, its history says why, and what else expires goes."""
        free = form("Free", "free", [NAME])[0]
        past = timezone.now() - dt.timedelta(minutes=1)
        FormDefinition.objects.filter(pk__in=[permit.pk, free.pk]).update(expire_at=past)
        call_command("publish_scheduled", stdout=StringIO())
        assert FormDefinition.objects.get(pk=permit.pk).live
        assert not FormDefinition.objects.get(pk=free.pk).live
        entry = ModelLogEntry.objects.get(action="cms.withdrawal_refused")
        assert (entry.object_id, entry.data["reasons"]) == (str(permit.pk), [permit.why_not_unpublished()[0]])
