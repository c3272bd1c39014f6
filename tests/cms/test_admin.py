"""Editors keep the site without code."""

import pytest
from django.urls import reverse
from wagtail.admin.panels import ObjectList

from cms import extensions, page_context
from cms.models import CataloguePage, HomePage, ServiceCategory, ServicePage
from tests.cms.factories import category, service_page

pytestmark = pytest.mark.django_db


def test_the_editor_of_a_service_opens_with_its_tabs(admin_client):
    page = service_page(category=category())
    text = admin_client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    for tab in ("شناسنامه", "هزینه و زمان", "مدارک و مقررات"):
        assert tab in text
    assert "miz-admin.css" in text


def test_tabs_of_higher_layers_join_when_the_editor_is_bound_and_change_no_list():
    written = list(ServicePage.edit_handler.children)
    tab = ObjectList([], heading="Tab from above")
    extensions.register_service_tab(tab)
    try:
        bound = [child.heading for child in ServicePage.edit_handler.bind_to_model(ServicePage).children]
        again = [child.heading for child in ServicePage.edit_handler.bind_to_model(ServicePage).children]
        with pytest.raises(ValueError, match="already registered"):
            extensions.register_service_tab(tab)
    finally:
        extensions._tabs.remove(tab)
    assert ServicePage.edit_handler.children == written
    assert bound == again
    assert bound.index("Tab from above") == len(bound) - 2, "before the last one"
    assert len(bound) == len(written) + len(extensions.service_tabs()) + 1


def test_a_page_model_is_shown_by_one_maker():
    with pytest.raises(ValueError, match="already shown by"):
        page_context.shown_by(ServicePage)(lambda page, request: {})


def test_every_editor_and_list_opens(admin_client):
    service_page(category=category())
    for url in (
        reverse("wagtailadmin_home"),
        reverse("services:index"),
        reverse("service-categories:list"),
        reverse("service-categories:add"),
        reverse("wagtailadmin_pages:edit", args=[HomePage.objects.get().pk]),
        reverse("wagtailadmin_pages:edit", args=[CataloguePage.objects.get().pk]),
        reverse("wagtailadmin_pages:add", args=["cms", "servicepage", CataloguePage.objects.get().pk]),
    ):
        assert admin_client.get(url, follow=True).status_code == 200, url
    assert admin_client.get("/admin/settings/cms/organisationsettings/", follow=True).status_code == 200


def test_the_first_screen_says_what_to_do(admin_client):
    service_page(title="بی‌فرم")
    text = admin_client.get(reverse("wagtailadmin_home")).content.decode()
    assert "کارهای پیش رو" in text
    assert "فرم درخواست ندارند" in text


def test_a_category_is_made_in_the_admin(admin_client):
    answer = admin_client.post(
        reverse("service-categories:add"), {"name": "ورزش", "icon": "people", "order": "5", "slug": ""}
    )
    assert answer.status_code == 302
    assert ServiceCategory.objects.get(name="ورزش").slug


def test_only_published_forms_are_offered():
    from wagtail.admin.panels import get_edit_handler

    form_class = get_edit_handler(ServicePage).get_form_class()
    assert form_class.base_fields["request_form"].limit_choices_to == {"live": True, "kind": "ordinary"} or (
        "live" in str(form_class.base_fields["request_form"].queryset.query)
    )


def test_an_editor_of_the_role_may_do_all_this(client, django_user_model):
    from django.contrib.auth.models import Group

    from accounts import roles

    editor = django_user_model.objects.create_user("virastar", password="x")
    editor.groups.add(Group.objects.get(name=roles.EDITORS))
    client.force_login(editor)
    page = service_page()
    assert client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == 200
    assert client.get(reverse("service-categories:add")).status_code == 200
