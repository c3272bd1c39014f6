"""One-time codes: what they hold for, who gets one, and what is refused."""

import datetime as dt
import logging
import re

import pytest
import time_machine
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts import services
from accounts.errors import AccountClosed, LoginCodeRefused, PasswordRequired, TooManyRequests
from accounts.models import LoginCode, RateCounter, User
from messaging.models import Message
from organisation.models import Appointment
from outbox.services import perform_effect
from persian.jalali import today
from tests.accounts.factories import UserFactory, national_id

MOBILE, ADDRESS = "09121234567", "192.0.2.1"
pytestmark = pytest.mark.django_db


def code_of(message=None):
    """The code in the newest SMS."""
    message = message or Message.objects.first()
    return re.search(r"\d{6}", message.body)[0]


def wrong(code):
    return f"{(int(code) + 1) % 10**6:06}"


def ask(mobile=MOBILE, address=ADDRESS):
    services.request_login_code(mobile=mobile, address=address)
    return code_of()


def enter(code, mobile=MOBILE, address=ADDRESS):
    return services.verify_login_code(mobile=mobile, code=code, address=address)


class TestCodes:
    def test_a_new_number_becomes_a_person(self):
        person = enter(ask())
        assert (person.mobile, person.username) == (MOBILE, MOBILE)
        assert not person.has_usable_password()

    def test_a_known_number_finds_its_person(self):
        person = UserFactory(citizen=True)
        assert enter(ask(person.mobile), person.mobile) == person

    @pytest.mark.parametrize("typed", ["+98 912 123 4567", "۰۹۱۲۱۲۳۴۵۶۷", "٠٩١٢١٢٣٤٥٦٧", "9121234567", "0912-123-4567"])
    def test_every_spelling_of_the_number(self, typed):
        assert enter(ask(typed), typed).mobile == MOBILE

    def test_digits_of_any_set(self):
        code = ask()
        assert enter(f" {code.translate(str.maketrans('0123456789', '۰۱۲۳۴۵۶۷۸۹'))} ")

    def test_holds_for_two_minutes(self):
        now = timezone.now()
        with time_machine.travel(now, tick=False):
            code = ask()
        with time_machine.travel(now + dt.timedelta(seconds=119), tick=False):
            assert enter(code)
        with time_machine.travel(now + dt.timedelta(seconds=200), tick=False):
            code = ask()
        with time_machine.travel(now + dt.timedelta(seconds=320), tick=False), pytest.raises(LoginCodeRefused):
            enter(code)

    def test_is_used_once(self):
        code = ask()
        enter(code)
        with pytest.raises(LoginCodeRefused):
            enter(code)

    def test_five_tries(self):
        code = ask()
        for _try in range(5):
            with pytest.raises(LoginCodeRefused):
                enter(wrong(code))
        with pytest.raises(LoginCodeRefused):
            enter(code)

    def test_the_fifth_try_may_be_right(self):
        code = ask()
        for _try in range(4):
            with pytest.raises(LoginCodeRefused):
                enter(wrong(code))
        assert enter(code)

    def test_a_new_code_ends_the_old_one_and_its_tries(self):
        now = timezone.now()
        with time_machine.travel(now, tick=False):
            old = ask()
            for _try in range(5):
                with pytest.raises(LoginCodeRefused):
                    enter(wrong(old))
        with time_machine.travel(now + dt.timedelta(seconds=61), tick=False):
            new = ask()
            if new != old:
                with pytest.raises(LoginCodeRefused):
                    enter(old)
            assert enter(new)

    def test_is_of_one_number(self):
        code = ask()
        ask("09129999999")
        with pytest.raises(LoginCodeRefused):
            enter(code, "09351111111")

    def test_is_kept_as_a_digest_and_never_logged(self, caplog):
        caplog.set_level(logging.DEBUG)
        code = ask()
        stored = LoginCode.objects.get()
        assert code not in stored.digest
        assert len(stored.digest) == 64
        with pytest.raises(LoginCodeRefused):
            enter(wrong(code))
        assert code not in caplog.text
        assert wrong(code) not in caplog.text

    def test_the_sms_forgets_it_once_sent(self, settings, tmp_path):
        settings.SMS_GATEWAY, settings.SMS_GATEWAY_OPTIONS = "file", {"path": str(tmp_path / "sms.jsonl")}
        code = ask()
        message = Message.objects.get()
        assert message.is_secret
        perform_effect(pk=message.pk)
        message.refresh_from_db()
        assert code not in message.body
        assert code in (tmp_path / "sms.jsonl").read_text()

    def test_codes_are_spread(self, monkeypatch):
        monkeypatch.setattr(services, "count", lambda *args, **kwargs: None)
        assert len({ask() for _number in range(30)}) > 25

    @pytest.mark.parametrize("nonsense", ["", "12345", "1234567", "abcdef", "\x00", "' OR 1=1", "９" * 6])
    def test_nonsense_is_refused(self, nonsense):
        ask()
        with pytest.raises(LoginCodeRefused):
            enter(nonsense)

    @pytest.mark.parametrize("mobile", ["", "02188888888", "0912123456", "<b>", "0912123456a"])
    def test_what_is_no_mobile_number_gets_no_code(self, mobile):
        with pytest.raises(ValidationError):
            ask(mobile)
        assert not Message.objects.exists()


class TestNoHint:
    def test_asking_does_not_look_at_accounts(self, django_assert_num_queries, django_assert_max_num_queries):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        known = UserFactory(citizen=True).mobile
        shapes = []
        for mobile in (known, "09120000999"):
            with CaptureQueriesContext(connection) as captured:
                ask(mobile)
            assert not [query for query in captured if "accounts_user" in query["sql"]]
            shapes.append(len(captured))
        assert shapes[0] == shapes[1]

    def test_shown_only_where_the_settings_say_so(self, settings):
        assert services.request_login_code(mobile=MOBILE, address=ADDRESS).shown == ""
        settings.SHOW_LOGIN_CODES = True
        issued = services.request_login_code(mobile="09120000001", address=ADDRESS)
        assert issued.shown == code_of()


class TestLimits:
    def test_one_a_minute_and_five_an_hour_a_number(self):
        now = timezone.now()
        for number in range(5):
            with time_machine.travel(now + dt.timedelta(minutes=2 * number), tick=False):
                ask()
                with pytest.raises(TooManyRequests) as caught:
                    ask()
                assert caught.value.retry_after == dt.timedelta(minutes=1)
        with time_machine.travel(now + dt.timedelta(minutes=20), tick=False), pytest.raises(TooManyRequests) as caught:
            ask()
        assert caught.value.retry_after == dt.timedelta(minutes=40)
        with time_machine.travel(now + dt.timedelta(minutes=61), tick=False):
            ask()

    def test_thirty_codes_an_hour_an_address(self):
        for number in range(30):
            ask(f"0912000{number:04}")
        with pytest.raises(TooManyRequests):
            ask("09129999999")
        ask("09129999999", "192.0.2.2")

    def test_sixty_tries_an_hour_an_address(self):
        for _try in range(60):
            with pytest.raises(LoginCodeRefused):
                enter("000000", f"0912{_try:07}")
        with pytest.raises(TooManyRequests):
            enter("000000")

    def test_what_ran_out_is_cleaned(self):
        with time_machine.travel(timezone.now() - dt.timedelta(days=1)):
            ask()
        ask("09120000001")
        assert services.forget_login_codes() == 3
        assert LoginCode.objects.count() == 1
        assert RateCounter.objects.count() == 3


class TestWhoMay:
    @pytest.mark.parametrize("trait", ["staff", "administrator", "editor", "manager", "superuser"])
    def test_staff_sign_in_by_password(self, trait):
        person = UserFactory(**{trait: True}, mobile=MOBILE)
        with pytest.raises(PasswordRequired):
            enter(ask())
        assert User.objects.get(mobile=MOBILE) == person

    @pytest.mark.parametrize("starts_in", [0, 30])
    def test_who_holds_a_post_or_will(self, org, starts_in):
        person = UserFactory(citizen=True, mobile=MOBILE)
        enter(ask())
        RateCounter.objects.all().delete()
        starts_on = today() + dt.timedelta(days=starts_in)
        Appointment.objects.create(post=org.clerk_post, person=person, starts_on=starts_on, kind="acting")
        with pytest.raises(PasswordRequired):
            enter(ask())

    def test_who_held_one_is_a_citizen_again(self, org):
        person = UserFactory(citizen=True, mobile=MOBILE)
        days = {"starts_on": today() - dt.timedelta(days=9), "ends_on": today() - dt.timedelta(days=1)}
        Appointment.objects.create(post=org.clerk_post, person=person, kind="acting", **days)
        assert enter(ask()) == person

    @pytest.mark.parametrize("right", ["group", "permission"])
    def test_who_has_any_right_beyond_a_citizens(self, right):
        person = UserFactory(citizen=True, mobile=MOBILE)
        if right == "group":
            person.groups.add(Group.objects.create(name="بایگانی"))
        else:
            person.user_permissions.add(Permission.objects.first())
        with pytest.raises(PasswordRequired):
            enter(ask())

    def test_a_closed_account(self):
        UserFactory(citizen=True, mobile=MOBILE, is_active=False)
        with pytest.raises(AccountClosed):
            enter(ask())

    def test_nothing_of_that_is_told_before_the_code_is_right(self):
        UserFactory(administrator=True, mobile=MOBILE)
        with pytest.raises(LoginCodeRefused):
            enter(wrong(ask()))


class TestEnsureCitizen:
    def test_fills_what_is_lacking_and_changes_nothing(self):
        person = services.ensure_citizen(mobile=MOBILE, first_name="علي")
        assert person.first_name == "علی"
        again = services.ensure_citizen(mobile=MOBILE, first_name="رضا", national_id=national_id(7))
        assert again == person
        assert (again.first_name, again.national_id) == ("علی", national_id(7))

    def test_a_national_id_of_another_person(self):
        UserFactory(citizen=True, national_id=national_id(9))
        with pytest.raises(ValidationError) as caught:
            services.ensure_citizen(mobile=MOBILE, national_id=national_id(9))
        assert "national_id" in caught.value.message_dict

    def test_a_user_name_that_is_taken(self):
        UserFactory(username=MOBILE)
        assert services.ensure_citizen(mobile=MOBILE).username.startswith("citizen-")


class TestPeople:
    def test_identifiers_are_folded_and_empty_is_null(self):
        person = UserFactory(mobile="+۹۸۹۱۲۱۲۳۴۵۶۷", national_id="", first_name="علي‌رضا ")
        person.refresh_from_db()
        assert (person.mobile, person.national_id, person.first_name) == (MOBILE, None, "علی‌رضا")
        UserFactory(national_id="")

    @pytest.mark.parametrize("bad", ["1111111111", "1234567890", "12345"])
    def test_bad_national_ids(self, bad):
        with pytest.raises(ValidationError) as caught:
            UserFactory.build(national_id=bad).full_clean()
        assert "national_id" in caught.value.message_dict
