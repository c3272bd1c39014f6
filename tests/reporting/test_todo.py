"""What the admin's home says waits: each line with its number, for those whom it concerns."""

import datetime as dt

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from accounts import roles
from organisation.models import Appointment
from tests.query_counts import assert_queries
from tests.workflows.factories import submitted, world
from workflows import tracking_codes
from workflows.models import Case, ServiceProcess

pytestmark = pytest.mark.django_db


def home(client) -> str:
    return client.get(reverse("wagtailadmin_home")).content.decode()


def test_late_cases_and_vacant_posts_with_work_wait(admin_client):
    case = submitted(world())
    assert "مهلت اعلام‌شده" not in home(admin_client)
    assert "بدون متصدی" not in home(admin_client)
    Case.objects.filter(pk=case.pk).update(due=timezone.now() - dt.timedelta(days=1))
    Appointment.objects.all().delete()
    text = home(admin_client)
    assert "مهلت اعلام‌شده" in text
    assert f"{reverse('reports_cases')}?show=open_late" in text
    assert "بدون متصدی" in text
    listed = admin_client.get(reverse("reports_cases"), {"show": "open_late"}).content.decode()
    assert tracking_codes.display(case.code) in listed


def test_a_published_service_without_process_waits(admin_client):
    world()
    assert "بدون گردش کار" not in home(admin_client)
    ServiceProcess.objects.all().delete()
    assert "بدون گردش کار" in home(admin_client)


def test_who_may_not_see_reports_is_not_told(client, django_user_model):
    case = submitted(world())
    Case.objects.filter(pk=case.pk).update(due=timezone.now() - dt.timedelta(days=1))
    editor = django_user_model.objects.create_user(username="editor", password="x")
    editor.groups.set(Group.objects.filter(name=roles.EDITORS))
    client.force_login(editor)
    answer = client.get(reverse("wagtailadmin_home"))
    assert "مهلت اعلام‌شده" not in answer.content.decode()


def test_the_home_costs_what_it_costs(admin_client):
    submitted(world())
    home(admin_client)
    with assert_queries("admin.home"):
        home(admin_client)
