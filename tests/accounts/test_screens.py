"""Sign-in as people meet it: screens, redirections, sessions, the event log."""

import re

import pytest
from django.urls import reverse
from wagtail.models import ModelLogEntry

from accounts import events
from accounts.models import User
from messaging.models import Message
from tests.accounts.factories import PASSWORD, UserFactory, national_id

MOBILE = "09121234567"
pytestmark = pytest.mark.django_db


def sign_in_by_code(client, mobile=MOBILE, **data):
    page = client.post(reverse("citizen_login"), {"mobile": mobile, **data})
    code = re.search(r"\d{6}", Message.objects.first().body)[0]
    return client.post(page["Location"], {"code": code, **data})


def actions(person):
    return list(
        ModelLogEntry.objects.filter(object_id=str(person.pk))
        .order_by("timestamp", "pk")
        .values_list("action", flat=True)
    )


class TestCitizen:
    def test_first_sign_in_asks_who_it_is(self, client):
        page = sign_in_by_code(client, next="/my/")
        assert page["Location"] == f"{reverse('profile')}?first=1&next=%2Fmy%2F"
        page = client.post(
            page["Location"],
            {"first_name": "سارا", "last_name": "محمدي", "national_id": "۰۰۸۴۵۷۵۹۴۸", "email": "", "next": "/my/"},
        )
        assert page["Location"] == "/my/"
        person = User.objects.get()
        assert (person.last_name, person.national_id) == ("محمدی", "0084575948")
        assert actions(person) == [events.CREATED, events.SIGNED_IN, events.PROFILE_CHANGED]

    def test_later_sign_ins_go_where_one_wanted(self, client):
        UserFactory(citizen=True, mobile=MOBILE)
        assert sign_in_by_code(client, next="/services/")["Location"] == "/services/"

    @pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil"])
    def test_other_hosts_are_not_gone_to(self, client, target):
        UserFactory(citizen=True, mobile=MOBILE)
        assert sign_in_by_code(client, next=target)["Location"] == "/"

    def test_the_session_key_changes(self, client):
        client.get(reverse("citizen_login"))
        client.post(reverse("citizen_login"), {"mobile": MOBILE})
        before = client.session.session_key
        code = re.search(r"\d{6}", Message.objects.first().body)[0]
        client.post(reverse("citizen_login_code"), {"code": code})
        assert client.session.session_key != before

    def test_the_screen_is_the_same_for_known_and_unknown(self, client):
        UserFactory(citizen=True, mobile=MOBILE)
        pages = []
        for mobile in (MOBILE, "09129999999"):
            client.post(reverse("citizen_login"), {"mobile": mobile})
            page = client.get(reverse("citizen_login_code")).content.decode()
            page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"|[۰-۹]{11}|09\d{9}', "", page)
            pages.append(re.sub(r"[۰-۹]+ ثانیه", "", page))
        assert pages[0] == pages[1]

    def test_a_wrong_code_keeps_the_screen_and_is_logged(self, client):
        person = UserFactory(citizen=True, mobile=MOBILE)
        client.post(reverse("citizen_login"), {"mobile": MOBILE})
        page = client.post(reverse("citizen_login_code"), {"code": "abc"})
        assert page.status_code == 200
        assert page.context["form"].errors["code"]
        assert actions(person) == [events.SIGN_IN_FAILED]

    def test_asking_too_often(self, client):
        client.post(reverse("citizen_login"), {"mobile": MOBILE})
        page = client.post(reverse("citizen_login"), {"mobile": MOBILE})
        assert page.status_code == 429
        assert page.context["form"].errors["mobile"]

    @pytest.mark.parametrize("typed", ["123", "<script>", ""])
    def test_bad_numbers_come_back_as_typed(self, client, typed):
        page = client.post(reverse("citizen_login"), {"mobile": typed})
        assert page.status_code == 200
        assert "<script>alert" not in page.content.decode()
        assert not Message.objects.exists()

    def test_the_code_is_shown_in_a_demonstration_only(self, client, settings):
        client.post(reverse("citizen_login"), {"mobile": MOBILE})
        assert not client.get(reverse("citizen_login_code")).context["shown_code"]
        settings.SHOW_LOGIN_CODES = True
        client.post(reverse("citizen_login"), {"mobile": "09129999999"})
        shown = client.get(reverse("citizen_login_code")).context["shown_code"]
        assert re.fullmatch(r"\d{6}", shown)

    def test_the_code_screen_needs_a_number(self, client):
        assert client.get(reverse("citizen_login_code"))["Location"] == reverse("citizen_login")

    def test_staff_are_sent_to_the_password(self, client):
        UserFactory(staff=True, mobile=MOBILE)
        assert sign_in_by_code(client)["Location"] == reverse("account_login")


class TestProfile:
    def test_needs_sign_in(self, client):
        assert client.get(reverse("profile"))["Location"].startswith(reverse("account_login"))

    def test_a_national_id_of_another_says_not_whose(self, client):
        other = UserFactory(citizen=True, last_name="پنهان")
        person = UserFactory(citizen=True)
        client.force_login(person)
        data = {"first_name": "علی", "last_name": "رضایی", "national_id": other.national_id}
        page = client.post(reverse("profile"), data)
        assert page.context["form"].errors["national_id"]
        assert "پنهان" not in page.content.decode()
        assert 'value="رضایی"' in page.content.decode()
        person.refresh_from_db()
        assert person.last_name != "رضایی"

    @pytest.mark.parametrize("bad", ["1111111111", "123", "", national_id(1)[:9] + "x"])
    def test_bad_national_ids(self, client, bad):
        client.force_login(UserFactory(citizen=True))
        page = client.post(reverse("profile"), {"first_name": "ا", "last_name": "ب", "national_id": bad})
        assert page.context["form"].errors["national_id"]

    def test_html_in_names_is_text(self, client):
        person = UserFactory(citizen=True)
        client.force_login(person)
        name = "<img src=x onerror=alert(1)>"
        data = {"first_name": name, "last_name": "ب", "national_id": person.national_id}
        client.post(reverse("profile"), data)
        assert name not in client.get(reverse("profile")).content.decode()


class TestPassword:
    def post(self, client, name, password=PASSWORD, **data):
        return client.post(reverse("account_login"), {"login": name, "password": password, **data})

    def test_by_user_name_and_by_mobile_number(self, client):
        person = UserFactory(staff=True, mobile=MOBILE)
        for name in (person.username, MOBILE, "۰۹۱۲۱۲۳۴۵۶۷", "+98 912 123 4567"):
            assert self.post(client, name, next="/desk/")["Location"] == "/desk/"
            client.post(reverse("account_logout"))
        assert actions(person) == [events.SIGNED_IN, events.SIGNED_OUT] * 4

    def test_wrong_ones_are_told_alike_and_logged(self, client):
        person = UserFactory(staff=True)
        known = self.post(client, person.username, "no")
        unknown = self.post(client, "nobody", "no")
        assert known.context["form"].errors == unknown.context["form"].errors
        assert actions(person) == [events.SIGN_IN_FAILED]

    def test_many_tries_are_stopped(self, client):
        person = UserFactory(staff=True)
        for _try in range(5):
            self.post(client, person.username, "no")
        page = self.post(client, person.username)
        assert "_auth_user_id" not in client.session
        assert page.status_code == 200

    def test_a_closed_account(self, client):
        person = UserFactory(staff=True, is_active=False)
        assert self.post(client, person.username)["Location"] == reverse("account_inactive")
        assert client.get(reverse("account_inactive")).status_code == 200

    def test_signing_out_takes_a_post(self, client):
        client.force_login(UserFactory(staff=True))
        assert client.get(reverse("account_logout")).status_code == 200
        assert "_auth_user_id" in client.session
        client.post(reverse("account_logout"))
        assert "_auth_user_id" not in client.session

    def test_nobody_signs_up(self, client):
        assert client.get("/accounts/signup/").status_code == 404

    def test_changing_it(self, client):
        person = UserFactory(staff=True)
        client.force_login(person)
        data = {"oldpassword": PASSWORD, "password1": "Taze-1405-x", "password2": "Taze-1405-x"}
        client.post(reverse("account_change_password"), data)
        person.refresh_from_db()
        assert person.check_password("Taze-1405-x")
        assert events.PASSWORD_CHANGED in actions(person)

    def test_a_citizen_has_none_to_change(self, client):
        person = UserFactory(citizen=True)
        client.force_login(person)
        assert client.get(reverse("account_change_password")).status_code == 403
        assert actions(person) == [events.REFUSED]

    def test_both_ways_stand_on_one_screen(self, client):
        page = client.get(reverse("account_login"), {"next": "/desk/"}).content.decode()
        assert page.index(f'action="{reverse("citizen_login")}"') < page.index(f'action="{reverse("account_login")}"')
        assert page.count('name="next" value="/desk/"') == 2


@pytest.mark.parametrize("name", ["account_login", "citizen_login"])
def test_screens_keep_the_content_policy(client, name):
    page = client.get(reverse(name)).content.decode()
    assert " style=" not in page
    assert not re.search(r"<script(?![^>]*\ssrc=)", page)
    assert page.count("<h1") == 1


def test_every_form_carries_its_token(client):
    client.handler.enforce_csrf_checks = True
    for name in ("account_login", "citizen_login"):
        page = client.get(reverse(name)).content.decode()
        assert page.count('<form method="post"') == page.count("csrfmiddlewaretoken")


def test_the_admin_has_no_sign_in_of_its_own(client):
    assert client.get("/admin/login/", {"next": "/admin/"})["Location"] == "/accounts/login/?next=%2Fadmin%2F"
    assert client.post("/admin/login/", {"username": "x", "password": "y"}).status_code == 302
