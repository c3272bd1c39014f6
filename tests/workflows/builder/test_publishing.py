"""A draft is saved whatever it is; only a sound process is published, and what was published never changes."""

import datetime as dt
from io import StringIO

import pytest
from django.conf import settings
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from wagtail.fields import StreamField
from wagtail.models import PageLogEntry, Revision
from wagtail.test.utils.form_data import nested_form_data, querydict_from_html, streamfield

from cms.models import CataloguePage, ServicePage
from messaging.models import Message
from tests.workflows import factories
from tests.workflows.builder.steps import branch, decision, end, message, node, route, row, sid, staff
from tests.workflows.factories import form, in_group, person, post, submitted, world
from workflows import services
from workflows.builder.services import current_process_version, draft_spec
from workflows.models import ProcessDefinition, ServiceProcess

pytestmark = pytest.mark.django_db

NAME = "wagtailsnippets_workflows_processdefinition"
PUBLISH = {"action-publish": "action-publish"}
AREA = {"type": "number", "name": "area", "label": "مساحت", "required": True}


def url(name, *args):
    return reverse(f"{NAME}:{name}", args=args)


@pytest.fixture
def administrator():
    from accounts import roles

    return in_group(person("rahbar", is_staff=True), roles.ADMINISTRATORS)


@pytest.fixture
def admin(client, administrator):
    client.force_login(administrator)
    client.cookies.load({settings.LANGUAGE_COOKIE_NAME: "en"})
    return client


@pytest.fixture
def sound(clerk):
    """A process that could be published."""
    return ProcessDefinition.objects.create(
        title="Permits", live=False, steps=[staff("review", clerk, decision("accept")), end()]
    )


@pytest.fixture
def broken():
    return ProcessDefinition.objects.create(title="Broken", live=False, steps=[staff("review", None)])


def posted(process, steps, **more):
    """What the editor posts of stream steps that are as `steps.py` makes them."""
    values = []
    for one in steps:
        value = dict(one["value"])
        if one["type"] == "staff_task":
            value |= {
                "public_title": "",
                "instructions": "",
                "limit": {"amount": "", "unit": "days"},
                "forms": _list([]),
                "referral_posts": _list([]),
                "decisions": _list(value["decisions"]),
                "post": value["post"] or "",
            }
        if one["type"] == "end":
            value["public_title"] = ""
        values.append((one["type"], value))
    data = nested_form_data({"title": process.title, "description": "", "steps": streamfield(values)})
    for index, one in enumerate(steps):
        data[f"steps-{index}-id"] = one["id"]
    return {**data, **more}


def _list(values):
    made = {"count": str(len(values))}
    for index, one in enumerate(values):
        value = {name: held for name, held in one["value"].items() if held is not False}
        made[str(index)] = {"deleted": "", "order": str(index), "type": "item", "id": one["id"], "value": value}
    return made


def text_of(answer):
    return answer.content.decode()


# ------------------------------------------------------------------------------------------- the verb


def test_publishing_freezes_the_first_version(sound, administrator):
    version = services.publish_process(process=sound, user=administrator)
    assert (version.number, version.title, version.created_by) == (1, "Permits", administrator)
    assert version.spec == draft_spec(sound)
    assert len(version.digest) == 64
    sound.refresh_from_db()
    assert sound.live
    assert current_process_version(sound) == version


def test_publishing_a_process_that_was_never_saved(clerk, administrator):
    process = ProcessDefinition(title="New", steps=[staff("review", clerk), end()])
    assert services.publish_process(process=process, user=administrator).number == 1


def test_publishing_what_is_not_sound_leaves_nothing_behind(broken, administrator):
    with pytest.raises(ValidationError) as refused, transaction.atomic():
        services.publish_process(process=broken, user=administrator)
    assert "«review»: Choose the post" in " ".join(refused.value.messages)
    broken.refresh_from_db()
    assert not broken.live
    assert not broken.versions.exists()
    assert current_process_version(broken) is None


def test_only_publishers_publish(sound):
    with pytest.raises(PermissionDenied):
        services.publish_process(process=sound, user=person())
    assert not sound.versions.exists()


def test_what_did_not_change_makes_no_new_version(sound, administrator):
    first = services.publish_process(process=sound, user=administrator)
    assert services.publish_process(process=sound, user=administrator) == first
    sound.title = "Permits, new"
    second = services.publish_process(process=sound, user=administrator)
    assert (second.number, second.title) == (2, "Permits, new")
    assert services.publish_process(process=sound, user=administrator) == second


def test_a_version_never_changes_and_is_never_deleted(sound, administrator):
    version = services.publish_process(process=sound, user=administrator)
    version.title = "Other"
    with pytest.raises(ValidationError):
        version.save()
    with pytest.raises(ValidationError):
        version.delete()
    version.refresh_from_db()
    assert version.title == "Permits"


def test_a_process_that_is_not_live_takes_no_case(sound, administrator):
    services.publish_process(process=sound, user=administrator)
    sound.unpublish()
    assert current_process_version(sound) is None


def test_a_scheduled_publish_makes_no_version_before_its_time(sound, administrator):
    sound.go_live_at = timezone.now() + dt.timedelta(days=1)
    sound.save_revision(user=administrator).publish(user=administrator)
    assert not sound.versions.exists()
    assert current_process_version(sound) is None


def test_a_scheduled_publish_makes_its_version_when_the_time_has_come(sound, administrator):
    sound.go_live_at = timezone.now() + dt.timedelta(days=1)
    revision = sound.save_revision(user=administrator)
    revision.publish(user=administrator)
    earlier = timezone.now() - dt.timedelta(minutes=1)
    revision.content["go_live_at"] = earlier.isoformat()
    revision.approved_go_live_at = earlier
    revision.save()
    call_command("publish_scheduled")
    sound.refresh_from_db()
    assert sound.live
    assert sound.versions.count() == 1


def test_running_cases_stay_on_their_version():
    org = world()
    case = submitted(org)
    org.process.steps = [staff("other", org.head_post), end()]
    second = services.publish_process(process=org.process, user=org.administrator)
    assert second.number == 2
    case.refresh_from_db()
    assert case.flow_class.__name__ == f"P{org.process.pk}V1"
    factories.decide(case, "d_accept", org.clerk)
    assert factories.open_task(case).flow_task.name == "step_sign"
    newer = submitted(org)
    assert newer.flow_class.__name__ == f"P{org.process.pk}V2"
    assert factories.open_task(newer).flow_task.name == node("other")


# ------------------------------------------------------------------------------------------ the admin


def test_a_draft_with_problems_is_saved(admin, broken):
    steps = [staff("review", post("Somewhere"), decision("on", "removed"))]
    answer = admin.post(url("edit", broken.pk), posted(broken, steps))
    assert answer.status_code == 302, text_of(answer)
    broken.refresh_from_db()
    latest = broken.get_latest_revision_as_object()
    assert latest.steps[0].value["decisions"][0]["target"] == sid("removed")
    assert not broken.versions.exists()


def test_publishing_with_problems_shows_each_at_its_step_and_keeps_what_was_typed(admin, clerk, broken):
    steps = [staff("review", clerk, decision("kept words", "removed"), title="My own title"), message("lonely"), end()]
    answer = admin.post(url("edit", broken.pk), posted(broken, steps, **PUBLISH))
    assert answer.status_code == 200
    assert not broken.versions.exists()
    form_errors = answer.context["form"].errors.as_data()["steps"]
    at_steps = form_errors[0].block_errors
    assert set(at_steps) == {0, 1, 2}
    assert "removed" in str(at_steps[0].as_json_data())
    assert "No step leads here" in str(at_steps[1].as_json_data())
    text = text_of(answer)
    assert "My own title" in text
    assert "kept words" in text
    assert "It goes to a step that was removed" in text
    assert "The process cannot be published yet." in text


@pytest.mark.parametrize("title", ["", "   "])
def test_without_a_title_there_is_no_draft(admin, title):
    answer = admin.post(url("add"), posted(ProcessDefinition(title=title), [end()]))
    assert list(answer.context["form"].errors) == ["title"]
    assert not ProcessDefinition.objects.exists()


def test_two_steps_added_in_one_visit_do_not_share_the_id_of_their_first_decision(admin, broken, clerk):
    """Wagtail's page carries a list's default item with one id; the steps keep their own from the first save on."""
    steps = [staff("one", clerk, decision("first")), staff("two", clerk, decision("first")), end()]
    kept = []
    for _save in range(2):
        assert admin.post(url("edit", broken.pk), posted(broken, steps)).status_code == 302
        latest = ProcessDefinition.objects.get(pk=broken.pk).get_latest_revision_as_object()
        kept.append(
            [step["value"]["decisions"][0]["id"] for step in latest.steps.raw_data if "decisions" in step["value"]]
        )
    assert kept[0][0] == sid("first")
    assert kept[0][1] != kept[0][0]
    assert kept[0] == kept[1], "the same page saved again gives the same ids"
    version = services.publish_process(process=latest, user=person(is_superuser=True))
    keys = [node["decisions"][0]["key"] for node in version.spec["nodes"] if "decisions" in node]
    assert len(set(keys)) == 2


def test_publishing_in_the_admin(admin, administrator, sound, clerk):
    steps = [staff("review", clerk), end()]
    for _time in range(2):
        answer = admin.post(url("edit", sound.pk), posted(sound, steps, **PUBLISH))
        assert answer.status_code == 302, text_of(answer)
    assert [one.created_by for one in sound.versions.all()] == [administrator]
    sound.refresh_from_db()
    assert services.publish_process(process=sound, user=administrator).number == 1


def test_publishing_says_which_posts_are_vacant(admin, sound):
    steps = [staff("review", post("Empty chair")), end()]
    answer = admin.post(url("edit", sound.pk), posted(sound, steps, **PUBLISH), follow=True)
    assert sound.versions.count() == 1
    assert "Nobody holds the post “Empty chair”" in text_of(answer)


def test_a_published_process_is_not_deleted_and_the_reason_is_said(admin, sound, administrator):
    services.publish_process(process=sound, user=administrator)
    answer = admin.post(url("delete", sound.pk), follow=True)
    assert "Unpublish it instead" in text_of(answer)
    assert ProcessDefinition.objects.filter(pk=sound.pk).exists()
    with pytest.raises(ValidationError):
        sound.delete()


def test_a_draft_that_was_never_published_is_deleted(admin, broken):
    admin.post(url("delete", broken.pk))
    assert not ProcessDefinition.objects.filter(pk=broken.pk).exists()


@pytest.mark.parametrize("name", ["list", "add"])
def test_the_screens_open(admin, sound, name):
    assert admin.get(url(name)).status_code == 200
    assert admin.get(url("edit", sound.pk)).status_code == 200


def test_the_preview_shows_picture_and_problems(admin, broken):
    admin.post(url("preview_on_edit", broken.pk), posted(broken, [staff("review", post("X"))]))
    answer = admin.get(url("preview_on_edit", broken.pk))
    assert answer.status_code == 200
    assert "<svg" in text_of(answer)
    assert "has no end" in text_of(answer)


def test_a_citizen_reaches_no_screen(client, sound):
    client.force_login(factories.citizen())
    for address in (url("list"), url("add"), url("edit", sound.pk)):
        assert client.get(address).status_code in (302, 403)
    client.post(url("edit", sound.pk), posted(sound, [end()], **PUBLISH))
    assert not sound.versions.exists()


# ------------------------------------------------------------------------------------ operands, services


def test_operands_are_for_those_who_edit_processes(client, admin):
    use = {"type": "single_choice", "name": "use", "label": "Use", "options": {"home": "Dwelling"}}
    definition, _version = form("Permit form", "permit", [AREA, use])
    answer = admin.get(reverse("process_operands")).json()
    offered = {option["value"]: option["choices"] for group in answer["groups"] for option in group["options"]}
    assert offered[f"{definition.slug}.use"] == [{"value": "home", "label": "Dwelling"}]
    assert offered[f"{definition.slug}.area"] == []
    by_label = {group["label"]: [option["value"] for option in group["options"]] for group in answer["groups"]}
    assert by_label["Permit form"] == [f"{definition.slug}.area", f"{definition.slug}.use"]
    assert "case.late" in by_label["The request"]
    assert admin.post(reverse("process_operands")).status_code == 405
    reader = person(is_staff=True)
    reader.user_permissions.add(Permission.objects.get(codename="access_admin"))
    for stranger in (factories.citizen(), reader):
        client.force_login(stranger)
        assert client.get(reverse("process_operands")).status_code in (302, 403)


@pytest.fixture
def asking(administrator, clerk):
    """A published process that asks about a form which it does not fill."""
    definition, _version = form("Permit form", "permit", [AREA])
    condition = branch("done", row(f"{definition.slug}.area", "gt", "100"))
    process = ProcessDefinition.objects.create(title="Asking", live=False, steps=[route("size", condition), end()])
    services.publish_process(process=process, user=administrator)
    return definition, process


def service_draft(request_form, process, title="Service"):
    """A service that is a draft, with this form and process in its newest revision."""
    page = factories.service(title, request_form=request_form, runs=None, publish=False)
    page.service_processes = [ServiceProcess(process=process)]
    page.save_revision()
    return ServicePage.objects.get(pk=page.pk)


class TestServiceGate:
    """A service goes live through its gate, on every way; refused, it stays as it was."""

    @pytest.fixture
    def unfit(self, asking):
        other, _version = form("Other", "other", [AREA])
        return service_draft(other, asking[1])

    def test_the_verb(self, unfit):
        with pytest.raises(ValidationError, match="Permit form"):
            unfit.get_latest_revision().publish()
        assert_not_live(unfit)

    def test_a_live_one_stays_as_it_was(self, asking):
        definition, process = asking
        page = service_draft(definition, process)
        page.get_latest_revision().publish()
        other, _version = form("Other", "other", [AREA])
        page = ServicePage.objects.get(pk=page.pk)
        page.request_form, page.title = other, "Changed"
        with pytest.raises(ValidationError):
            page.save_revision().publish()
        live = ServicePage.objects.get(pk=page.pk)
        assert (live.live, live.title, live.request_form) == (True, "Service", definition)

    def test_the_editor(self, unfit, client, administrator):
        client.force_login(administrator)
        data = page_data(client, unfit)
        answer = client.post(reverse("wagtailadmin_pages:edit", args=[unfit.pk]), data | {"action-publish": "1"})
        assert_not_live(unfit)
        assert answer.status_code == 302, answer.context["form"].errors
        page = client.get(answer["Location"])
        assert "Permit form" in page.content.decode()
        assert "پیش‌نویس نگه داشته شد" in page.content.decode()

    def test_many_at_once(self, unfit, asking, client, administrator):
        fit = service_draft(*asking, title="Other service")
        client.force_login(administrator)
        query = f"id={fit.pk}&id={unfit.pk}&next=/admin/"
        address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
        answer = client.post(f"{address}?{query}", {"include_descendants": ""}, follow=True)
        assert_not_live(unfit)
        assert_not_live(fit)
        assert "Permit form" in answer.content.decode()

    def test_the_schedule_tells_the_author_and_goes_on(self, unfit, asking, administrator):
        fit = service_draft(*asking, title="Other service")
        administrator.email = "rahbar@example.ir"
        administrator.save()
        past = timezone.now() - dt.timedelta(minutes=1)
        for page in (unfit, fit):
            revision = page.get_latest_revision_as_object().save_revision(user=administrator)
            Revision.objects.filter(pk=revision.pk).update(
                approved_go_live_at=past - dt.timedelta(seconds=page is unfit)
            )
        call_command("publish_scheduled", stdout=StringIO())
        assert_not_live(unfit)
        assert ServicePage.objects.get(pk=fit.pk).live
        assert PageLogEntry.objects.get(page=unfit.pk, action="cms.schedule_refused").data["reasons"]
        message = Message.objects.get(recipient="rahbar@example.ir")
        assert "Permit form" in message.payload["body"]
        call_command("publish_scheduled", stdout=StringIO())
        assert Message.objects.count() == 1, "it is a draft now, and is not tried again"

    def test_a_fault_stops_nothing_else_that_is_due(self, asking, monkeypatch):
        broken, fit, expired = (service_draft(*asking, title=title) for title in ("A", "B", "C"))
        past = timezone.now() - dt.timedelta(minutes=1)
        for number, page in enumerate((broken, fit)):
            due = Revision.objects.filter(pk=page.latest_revision_id)
            due.update(approved_go_live_at=past + dt.timedelta(seconds=number))
        ServicePage.objects.filter(pk=expired.pk).update(live=True, expire_at=past)
        publish = ServicePage.publish

        def fails(self, *args, **kwargs):
            if self.pk == broken.pk:
                raise RuntimeError
            return publish(self, *args, **kwargs)

        def withdraws(self, *args, **kwargs):
            raise RuntimeError

        monkeypatch.setattr(ServicePage, "publish", fails)
        monkeypatch.setattr("wagtail.models.Page.unpublish", withdraws)
        call_command("publish_scheduled", stdout=StringIO())
        assert ServicePage.objects.get(pk=fit.pk).live
        assert_not_live(broken)
        assert Revision.objects.get(pk=broken.latest_revision_id).approved_go_live_at, "tried again"

    def test_a_process_that_is_a_draft(self, asking):
        definition, process = asking
        process.unpublish()
        page = service_draft(definition, process)
        with pytest.raises(ValidationError, match="Asking"):
            page.get_latest_revision().publish()
        assert_not_live(page)

    def test_a_new_one_is_not_live_before_its_gate(self, asking, client, administrator):
        client.force_login(administrator)
        parent = CataloguePage.objects.get()
        address = reverse("wagtailadmin_pages:add", args=["cms", "servicepage", parent.pk])
        other, _version = form("Other", "other", [AREA])
        data = page_data(client, None, address) | {
            "title": "Fresh",
            "slug": "fresh",
            "summary": "Summary",
            "code": "1234",
            "for_citizens": "on",
            "request_form": str(other.pk),
            "service_processes-TOTAL_FORMS": "1",
            "service_processes-0-process": str(asking[1].pk),
            "service_processes-0-ORDER": "1",
            "action-publish": "1",
        }
        answer = client.post(address, data)
        assert answer.status_code == 302, answer.context["form"].errors
        assert_not_live(ServicePage.objects.get(slug="fresh"))

    @pytest.mark.parametrize("action", [{"action-publish": "1"}, {}], ids=["published", "draft"])
    def test_a_new_one_gets_its_address_of_its_title(self, client, administrator, action):
        client.force_login(administrator)
        parent = CataloguePage.objects.get()
        parent.add_child(instance=ServicePage(title="Taken", slug="asfalt", code="1", live=False))
        address = reverse("wagtailadmin_pages:add", args=["cms", "servicepage", parent.pk])
        data = page_data(client, None, address) | {"title": "آسفالت", "slug": "", "code": "1235", "summary": "Words"}
        answer = client.post(address, data | action)
        assert answer.status_code == 302, answer.context["form"].errors
        page = ServicePage.objects.get(title="آسفالت")
        assert (page.slug, page.live) == ("asfalt-2", bool(action))

    def test_one_whose_request_is_what_the_process_asks_about(self, asking):
        page = service_draft(*asking)
        page.get_latest_revision().publish()
        assert ServicePage.objects.get(pk=page.pk).live


def assert_not_live(page):
    assert not ServicePage.objects.get(pk=page.pk).live


def page_data(client, page, address=None):
    """What the editor of this page would post, unchanged; its streams, which the browser draws, are empty."""
    address = address or reverse("wagtailadmin_pages:edit", args=[page.pk])
    data = querydict_from_html(client.get(address).content.decode(), form_id="page-edit-form").dict()
    streams = [field.name for field in ServicePage._meta.get_fields() if isinstance(field, StreamField)]
    return data | {"for_citizens": "on"} | {f"{name}-count": "0" for name in streams}
