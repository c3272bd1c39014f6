"""Roles, and people in the Wagtail admin."""

import pytest
from django.contrib.auth.models import AnonymousUser, Group, Permission
from django.urls import reverse
from wagtail.models import GroupPagePermission
from wagtail.users.forms import GroupForm

from accounts import roles, selectors
from accounts.models import User
from tests.accounts.factories import PASSWORD, UserFactory, national_id

pytestmark = pytest.mark.django_db


class TestRoles:
    def test_migrations_make_the_groups_with_what_apps_registered(self):
        for role in roles.ROLES:
            group = Group.objects.get(name=role)
            has = {f"{p.content_type.app_label}.{p.codename}" for p in group.permissions.select_related("content_type")}
            assert roles.registered(role) <= has, roles.registered(role) - has

    def test_editors_have_the_page_tree(self):
        held = GroupPagePermission.objects.filter(group__name=roles.EDITORS, page__depth=1)
        assert {"add_page", "change_page", "publish_page"} <= set(held.values_list("permission__codename", flat=True))

    def test_setting_up_again_changes_nothing(self):
        before = GroupPagePermission.objects.count()
        roles.set_up()
        assert GroupPagePermission.objects.count() == before

    def test_wrong_registrations_are_refused(self):
        with pytest.raises(ValueError, match="not a role"):
            roles.register("nobody", [])
        with pytest.raises(ValueError, match="app_label"):
            roles.register(roles.EDITORS, ["add_page"])

    def test_who_is_who(self):
        manager, administrator = UserFactory(manager=True), UserFactory(administrator=True)
        assert roles.is_manager(manager)
        assert not roles.is_administrator(manager)
        assert roles.is_administrator(administrator)
        assert roles.is_administrator(UserFactory(superuser=True))
        assert not roles.is_administrator(UserFactory(administrator=True, is_active=False))
        assert not roles.is_manager(AnonymousUser())
        assert not roles.is_administrator(AnonymousUser())

    def test_a_role_given_later_is_seen(self):
        person = UserFactory(staff=True)
        assert not roles.is_manager(person)
        person.groups.add(Group.objects.get(name=roles.MANAGERS))
        assert roles.is_manager(person)

    @pytest.mark.parametrize(
        ("trait", "status"),
        [("administrator", 200), ("editor", 200), ("manager", 403), ("staff", 403), ("citizen", 403)],
    )
    def test_the_admin(self, client, trait, status):
        client.force_login(UserFactory(**{trait: True}))
        assert client.get(reverse("wagtailadmin_home")).status_code == status

    def test_strangers_are_asked_to_sign_in(self, client):
        answer = client.get(reverse("wagtailadmin_home"))
        assert answer["Location"].startswith(reverse("account_login"))


class TestSearch:
    def test_finds_by_what_people_type(self):
        person = UserFactory(citizen=True, first_name="علی", last_name="کاظمی", mobile="09121234567")
        UserFactory(citizen=True)
        for search in ("علي كاظمي", "کاظمی", "۰۹۱۲۱۲۳۴۵۶۷", "+989121234567", person.national_id, "1234567"):
            assert list(selectors.people(search)) == [person], search
        assert selectors.people("").count() == 2


class TestAdmin:
    @pytest.fixture
    def admin(self, client):
        client.force_login(UserFactory(administrator=True))
        return client

    def data(self, **values):
        return {"username": "karshenas", "first_name": "رضا", "last_name": "احمدی", "email": "", **values}

    def test_a_person_is_added_with_folded_identifiers(self, admin):
        answer = admin.post(
            reverse("wagtailusers_users:add"),
            self.data(mobile="۰۹۱۲-۱۱۱-۲۲۳۳", national_id="۰۰۸۴۵۷۵۹۴۸"),
        )
        assert answer.status_code == 302, answer.context["form"].errors
        person = User.objects.get(username="karshenas")
        assert (person.mobile, person.national_id, person.is_staff) == ("09121112233", "0084575948", False)
        assert not person.has_usable_password()

    def test_staff_and_whoever_has_a_role_get_a_password(self, admin):
        add, editors = reverse("wagtailusers_users:add"), Group.objects.get(name=roles.EDITORS)
        for beyond in ({"is_staff": "on"}, {"groups": [editors.pk]}):
            answer = admin.post(add, self.data(**beyond))
            assert answer.context["form"].errors["password1"], beyond
        assert not User.objects.filter(username="karshenas").exists()
        passwords = {"password1": PASSWORD, "password2": PASSWORD}
        assert admin.post(add, self.data(is_staff="on", **passwords)).status_code == 302
        person = User.objects.get(username="karshenas")
        assert person.check_password(PASSWORD)
        edit = reverse("wagtailusers_users:edit", args=[person.pk])
        assert admin.post(edit, self.data(is_staff="on", is_active="on")).status_code == 302, "the old one stays"

    def test_a_citizen_becomes_staff_with_a_password_only(self, admin):
        person = UserFactory(citizen=True)
        edit = reverse("wagtailusers_users:edit", args=[person.pk])
        answer = admin.post(edit, self.data(is_staff="on", is_active="on"))
        assert answer.context["form"].errors["password1"]
        assert admin.post(edit, self.data(is_active="on")).status_code == 302

    def test_two_without_identifiers(self, admin):
        for name in ("a1", "a2"):
            assert admin.post(reverse("wagtailusers_users:add"), self.data(username=name)).status_code == 302

    def test_refused_values_stand_at_their_field(self, admin):
        UserFactory(citizen=True, national_id=national_id(3))
        answer = admin.post(reverse("wagtailusers_users:add"), self.data(mobile="0912", national_id=national_id(3)))
        assert set(answer.context["form"].errors) == {"mobile", "national_id"}

    def test_the_list_is_searched(self, admin):
        person = UserFactory(citizen=True, last_name="یگانه‌پور")
        page = admin.get(reverse("wagtailusers_users:index"), {"q": person.mobile[1:]}).content.decode()
        assert person.last_name in page
        assert person.national_id in page
        assert "nobody" not in page

    def test_staff_and_citizens_are_listed_apart(self, admin):
        staff, citizen = UserFactory(staff=True, last_name="کارمندی"), UserFactory(citizen=True, last_name="شهروندی")
        for asked, shown, hidden in [("true", staff, citizen), ("false", citizen, staff)]:
            page = admin.get(reverse("wagtailusers_users:index"), {"is_staff": asked}).content.decode()
            assert shown.last_name in page
            assert hidden.last_name not in page

    def test_no_administrator_makes_a_superuser(self, admin):
        admin.post(reverse("wagtailusers_users:add"), self.data(is_superuser="on"))
        assert not User.objects.get(username="karshenas").is_superuser
        superuser = UserFactory(superuser=True)
        assert admin.get(reverse("wagtailusers_users:edit", args=[superuser.pk])).status_code in (302, 403)
        person = User.objects.get(username="karshenas")
        assert admin.get(reverse("wagtailusers_users:edit", args=[person.pk])).status_code == 200


class TestSuperusersAreChangedBySuperusers:
    """Whichever way: the screen, deleting, or the actions on many at once."""

    @pytest.fixture
    def superuser(self):
        return UserFactory(superuser=True)

    def act(self, client, action, person, **data):
        address = reverse("wagtail_bulk_action", args=["accounts", "user", action])
        return client.post(f"{address}?id={person.pk}", data)

    def ways(self, client, person):
        self.act(client, "set_active_state", person, mark_as_active="False")
        self.act(client, "assign_role", person, role=Group.objects.get(name=roles.EDITORS).pk)
        person.refresh_from_db()
        changed = (not person.is_active, person.groups.exists())
        self.act(client, "delete", person)
        return *changed, not User.objects.filter(pk=person.pk).exists()

    def test_an_administrator_by_role_does_nothing_to_them(self, client, superuser):
        client.force_login(UserFactory(administrator=True))
        assert self.ways(client, superuser) == (False, False, False)
        assert client.post(reverse("wagtailusers_users:delete", args=[superuser.pk])).status_code in (302, 403)
        assert User.objects.filter(pk=superuser.pk).exists()

    def test_and_everything_to_others(self, client):
        client.force_login(UserFactory(administrator=True))
        assert self.ways(client, UserFactory(staff=True)) == (True, True, True)

    def test_a_superuser_may(self, client, superuser):
        client.force_login(UserFactory(superuser=True))
        assert self.ways(client, superuser) == (True, True, True)


class TestNobodyGivesWhatTheyLack:
    """An administrator by role gives the roles that come with the system, and otherwise what they have themselves."""

    @pytest.fixture
    def admin(self, client):
        client.force_login(UserFactory(administrator=True))
        return client

    @pytest.fixture
    def above(self):
        """A permission that the screen knows and no role comes with."""
        given = Permission.objects.filter(group__name__in=roles.ROLES)
        return GroupForm().fields["permissions"].queryset.exclude(pk__in=given.values("pk"))[0]

    @pytest.fixture
    def strong(self, above):
        group = Group.objects.create(name="نگهبانان")
        group.permissions.add(above)
        return group

    def test_groups_out_of_reach_are_given_on_no_way(self, admin, strong):
        person = UserFactory(staff=True)
        data = {"username": person.username, "first_name": "رضا", "last_name": "احمدی", "is_active": "on"}
        edit = reverse("wagtailusers_users:edit", args=[person.pk])
        assert admin.post(edit, {**data, "groups": [strong.pk]}).context["form"].errors["groups"]
        many = reverse("wagtail_bulk_action", args=["accounts", "user", "assign_role"])
        admin.post(f"{many}?id={person.pk}", {"role": strong.pk})
        assert not person.groups.exists()
        admin.post(f"{many}?id={person.pk}", {"role": Group.objects.get(name=roles.EDITORS).pk})
        assert person.groups.get().name == roles.EDITORS

    def test_groups_out_of_reach_are_not_changed(self, admin, strong):
        data = {"name": "دیگر", "page_permissions-TOTAL_FORMS": 0, "page_permissions-INITIAL_FORMS": 0}
        admin.post(reverse("wagtailusers_groups:edit", args=[strong.pk]), data)
        admin.post(reverse("wagtailusers_groups:delete", args=[strong.pk]))
        assert Group.objects.get(pk=strong.pk).name == "نگهبانان"

    def test_a_group_is_given_what_the_giver_has(self, admin, above):
        group = Group.objects.get(name=roles.ADMINISTRATORS)
        page = admin.get(reverse("wagtailusers_groups:edit", args=[group.pk]))
        offered = page.context["form"].fields["permissions"].queryset
        assert not offered.filter(pk=above.pk).exists()
        assert offered.filter(codename="change_user").exists()
        page = admin.post(reverse("wagtailusers_groups:add"), {"name": "تازه", "permissions": [above.pk]})
        assert page.context["form"].errors["permissions"]
        assert not Group.objects.filter(name="تازه").exists()

    def test_people_out_of_reach_are_not_changed(self, admin, strong):
        person = UserFactory(staff=True)
        person.groups.add(strong)
        for name in ("edit", "delete"):
            admin.post(reverse(f"wagtailusers_users:{name}", args=[person.pk]), {"username": "x", "password1": "y"})
        many = reverse("wagtail_bulk_action", args=["accounts", "user", "set_active_state"])
        admin.post(f"{many}?id={person.pk}", {"mark_as_active": "False"})
        stored = User.objects.get(pk=person.pk)
        assert (stored.username, stored.is_active) == (person.username, True)

    def test_a_superuser_gives_everything(self, client, strong):
        client.force_login(UserFactory(superuser=True))
        person = UserFactory(staff=True)
        many = reverse("wagtail_bulk_action", args=["accounts", "user", "assign_role"])
        client.post(f"{many}?id={person.pk}", {"role": strong.pk})
        assert person.groups.get() == strong
        assert client.get(reverse("wagtailusers_groups:edit", args=[strong.pk])).status_code == 200
