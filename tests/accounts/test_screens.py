"""Sign-in as people meet it: screens, redirections, sessions, the event log."""

import re

import pytest
from django.contrib.auth.views import LoginView as AuthLoginView
from django.core.cache import cache
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse
from wagtail.models import ModelLogEntry, PageViewRestriction

from accounts import events, services
from accounts.models import User
from messaging.models import Message
from tests.accounts.factories import PASSWORD, UserFactory, national_id
from tests.cms.factories import service_page

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
        person = User.objects.get(mobile=MOBILE)
        assert (person.last_name, person.national_id) == ("محمدی", "0084575948")
        assert actions(person) == [events.CREATED, events.SIGNED_IN, events.PROFILE_CHANGED]

    def test_later_sign_ins_go_where_one_wanted(self, client):
        UserFactory(citizen=True, mobile=MOBILE)
        assert sign_in_by_code(client, next="/services/")["Location"] == "/services/"

    @pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil"])
    def test_other_hosts_are_not_gone_to(self, client, target):
        UserFactory(citizen=True, mobile=MOBILE)
        assert sign_in_by_code(client, next=target)["Location"] == "/my/"

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

    def test_neither_ports_nor_other_names_nor_sessions_give_more_tries(self, client):
        person = UserFactory(staff=True, mobile=MOBILE)
        for number, name in enumerate([person.username, MOBILE, person.username.upper(), "+989121234567", MOBILE]):
            fresh = Client(headers={"host": f"testserver:{8000 + number}"})
            self.post(fresh, name, "no")
        cache.clear()
        page = self.post(client, person.username)
        assert "_auth_user_id" not in client.session
        assert page.context["form"].non_field_errors()

    def test_right_ones_are_not_counted_and_do_not_wipe_failures(self, client):
        person = UserFactory(staff=True)
        for _round in range(4):
            self.post(client, person.username, "no")
            assert self.post(client, person.username).status_code == 302
            client.post(reverse("account_logout"))
        self.post(client, person.username, "no")
        assert self.post(client, person.username).status_code == 200, "five failures, with successes between them"

    def test_one_address_tries_many_accounts_for_a_while_only(self, client):
        people = UserFactory.create_batch(services.PASSWORD_TRIES_PER_ADDRESS, staff=True)
        for person in people:
            self.post(client, person.username, "no")
        self.post(client, people[0].username)
        assert "_auth_user_id" not in client.session
        elsewhere = Client(REMOTE_ADDR="10.0.0.9")
        assert self.post(elsewhere, people[0].username).status_code == 302

    def test_guessing_the_password_before_changing_it(self, client):
        person = UserFactory(staff=True)
        client.force_login(person)
        new = {"password1": "Taze-1405-x", "password2": "Taze-1405-x"}
        for _try in range(5):
            client.post(reverse("account_change_password"), {"oldpassword": "no", **new})
        page = client.post(reverse("account_change_password"), {"oldpassword": PASSWORD, **new})
        assert page.status_code == 429
        person.refresh_from_db()
        assert person.check_password(PASSWORD)

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


def views_of(resolver, prefix=""):
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from views_of(pattern, prefix + str(pattern.pattern))
        else:
            yield prefix + str(pattern.pattern), pattern.callback


class TestOneDoor:
    """A password is taken at one address, with its limits and its log."""

    def test_no_other_address_takes_one(self):
        person = UserFactory(staff=True)
        data = {"username": person.username, "login": person.username, "password": PASSWORD}
        reached = set()
        for address, _view in views_of(get_resolver()):
            plain = "/" + address.replace("^", "").replace("$", "")
            if any(sign in plain for sign in "<(\\["):
                continue
            client = Client()
            client.post(plain, data)
            if "_auth_user_id" in client.session:
                reached.add(plain)
        assert reached == {reverse("account_login")}

    def test_views_that_authenticate_are_redirected(self, client):
        taking = [address for address, view in views_of(get_resolver()) if issubclass(class_of(view), AuthLoginView)]
        assert "_util/login/" in taking, "the walk finds Wagtail's own"
        for address in taking:
            answer = client.get(f"/{address}", {"next": "/my/"})
            assert answer["Location"] == f"{reverse('account_login')}?next=%2Fmy%2F"

    def test_the_admin_has_no_form_to_guess_ones_old_password_at(self, client):
        person = UserFactory(administrator=True)
        client.force_login(person)
        new = {"password-new_password1": "Taze-1405-x", "password-new_password2": "Taze-1405-x"}
        client.post(reverse("wagtailadmin_account"), {"password-old_password": PASSWORD, **new})
        assert b"old_password" not in client.get(reverse("wagtailadmin_account")).content
        person.refresh_from_db()
        assert person.check_password(PASSWORD)

    def test_the_password_of_a_page_is_limited(self, client):
        page = service_page()
        restriction = PageViewRestriction.objects.create(page=page, restriction_type="password", password="gozar-1405")
        address = reverse("page_password", args=[restriction.pk, page.pk])
        assert address == reverse("wagtailcore_authenticate_with_password", args=[restriction.pk, page.pk])
        for _try in range(5):
            client.post(address, {"password": "no", "return_url": page.url})
        answer = client.post(address, {"password": "gozar-1405", "return_url": page.url})
        assert answer.status_code == 429


def class_of(view):
    return getattr(view, "view_class", type(None))


class TestLanding:
    """After signing in, everybody stands where their work is."""

    def test_by_password(self, client, org):
        for person, address in [
            (org.administrator, "/admin/"),
            (UserFactory(editor=True), "/admin/"),
            (UserFactory(manager=True), "/reports/"),
            (org.clerk, "/desk/"),
            (UserFactory(staff=True), "/my/"),
        ]:
            person.set_password(PASSWORD)
            person.save()
            answer = client.post(reverse("account_login"), {"login": person.username, "password": PASSWORD})
            assert answer["Location"] == address
            client.post(reverse("account_logout"))

    def test_what_was_wanted_goes_before(self, client, org):
        org.clerk.set_password(PASSWORD)
        org.clerk.save()
        data = {"login": org.clerk.username, "password": PASSWORD, "next": "/desk/cases/"}
        assert client.post(reverse("account_login"), data)["Location"] == "/desk/cases/"


class TestPrivateAnswers:
    def test_what_a_session_shapes_is_stored_nowhere(self, client, org):
        for person, address in [
            (org.clerk, "/desk/"),
            (org.clerk, "/"),
            (org.clerk, "/admin/"),
            (org.manager, "/reports/"),
        ]:
            client.force_login(person)
            assert "no-store" in client.get(address)["Cache-Control"], address

    def test_refusals_too(self, client):
        client.force_login(UserFactory(citizen=True))
        answer = client.get("/admin/")
        assert answer.status_code == 403
        assert "no-store" in answer["Cache-Control"]
        assert "دسترسی ندارید" in answer.content.decode()
