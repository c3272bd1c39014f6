"""The working calendar in the Wagtail admin."""

import datetime as dt

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

from accounts import roles
from persian.jalali import TEHRAN, today
from persian.models import Holiday, OfficeHours
from persian.working_time import add_working_days

pytestmark = pytest.mark.django_db


@pytest.fixture
def rahbar(client):
    user = get_user_model().objects.create_superuser(username="rahbar", password="x")
    client.force_login(user)
    return user


@pytest.mark.usefixtures("rahbar")
class TestHolidays:
    list_url = property(lambda self: reverse("wagtailsnippets_persian_holiday:list"))
    add_url = property(lambda self: reverse("wagtailsnippets_persian_holiday:add"))

    def test_the_list_is_jalali_and_paged(self, client):
        page = client.get(self.list_url, {"date_from": "۱۴۰۳/۰۱/۰۱"}).content.decode()
        assert "چهارشنبه ۱ فروردین ۱۴۰۳" in page
        assert "?p=2" in page or "p=2" in page

    def test_the_list_starts_at_today(self, client):
        Holiday.objects.all().delete()
        for days, title in ((-1, "گذشته"), (0, "امروزین"), (1, "آینده")):
            Holiday.objects.create(date=today() + dt.timedelta(days=days), title=title)
        page = client.get(self.list_url).content.decode()
        assert "گذشته" not in page
        assert page.index("امروزین") < page.index("آینده")

    def test_search(self, client):
        page = client.get(self.list_url, {"q": "عاشورا"}).content.decode()
        assert "عاشورا" in page
        assert "نوروز" not in page

    def test_a_period(self, client):
        page = client.get(self.list_url, {"date_from": "۱۴۰۵/۰۱/۰۱", "date_to": "۱۴۰۵/۰۱/۰۴"}).content.decode()
        assert "شنبه ۱ فروردین ۱۴۰۵" in page
        assert "۱۴۰۴" not in page

    def test_a_new_holiday_moves_promises(self, client):
        asked = dt.datetime(2026, 11, 23, 10, tzinfo=TEHRAN)
        before = add_working_days(asked, 1)
        response = client.post(self.add_url, {"date": "۱۴۰۵/۹/۳", "title": " تعطيلي برف "})
        assert response.status_code == 302
        assert Holiday.objects.get(date=dt.date(2026, 11, 24)).title == "تعطیلی برف"
        assert add_working_days(asked, 1) == before + dt.timedelta(days=1)

    @pytest.mark.parametrize("typed", ["1402/12/30", "1403/12/31", "دیروز", "1405/01/01"])
    def test_refused_days_are_told_and_kept(self, client, typed):
        count = Holiday.objects.count()
        response = client.post(self.add_url, {"date": typed, "title": "آزمون"})
        assert response.status_code == 200
        assert response.context["form"].errors["date"]
        assert "آزمون" in response.content.decode()
        assert Holiday.objects.count() == count


@pytest.mark.usefixtures("rahbar")
class TestOfficeHours:
    def test_thursday_morning(self, client):
        url = reverse("wagtailsnippets_persian_officehours:add")
        assert client.post(url, {"weekday": "5", "opens": "۸:۰۰", "closes": "۱۲:۰۰"}).status_code == 302
        wednesday = dt.datetime(2026, 11, 25, 10, tzinfo=TEHRAN)
        assert add_working_days(wednesday, 1) == dt.datetime(2026, 11, 26, 12, tzinfo=TEHRAN)

    def test_overlap_is_told(self, client):
        url = reverse("wagtailsnippets_persian_officehours:add")
        response = client.post(url, {"weekday": "0", "opens": "10:00", "closes": "16:00"})
        assert response.status_code == 200
        assert OfficeHours.objects.count() == 5

    def test_edit_shows_persian_digits(self, client):
        hours = OfficeHours.objects.first()
        page = client.get(reverse("wagtailsnippets_persian_officehours:edit", args=[hours.pk])).content.decode()
        assert 'value="۰۷:۳۰"' in page


@pytest.mark.parametrize("model", ["holiday", "officehours"])
def test_others_are_kept_out(client, model):
    editor = get_user_model().objects.create(username="virastar", is_staff=True)
    editor.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(editor)
    for page in ("list", "add"):
        assert client.get(reverse(f"wagtailsnippets_persian_{model}:{page}")).status_code in (302, 403)


def test_administrators_may_edit_the_calendar(client):
    administrator = get_user_model().objects.create(username="rahbar2")
    administrator.groups.add(Group.objects.get(name=roles.ADMINISTRATORS))
    client.force_login(administrator)
    for model in ("holiday", "officehours"):
        for page in ("list", "add"):
            assert client.get(reverse(f"wagtailsnippets_persian_{model}:{page}")).status_code == 200


def test_every_admin_screen_carries_the_layer_for_digits_and_dates(admin_client):
    assert "js/persian-admin.js" in admin_client.get(reverse("wagtailadmin_home")).content.decode()


@pytest.mark.parametrize("address", ["/admin/workflows/list/", "/admin/reports/workflow/"])
def test_the_menu_has_no_second_workflows(admin_client, address):
    assert address not in admin_client.get(reverse("wagtailadmin_home")).content.decode()
