"""The recipes of the docs, run as they stand there."""

import datetime as dt
import re
import sys
import textwrap
from pathlib import Path
from types import ModuleType, SimpleNamespace

import django_filters
import pytest
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone, translation

from forms_ext import fields
from forms_ext.fields import registry
from messaging.gateways.interface import GatewayMisconfigured, TemporaryFailure
from messaging.gateways.registry import registry as gateways
from messaging.models import Message
from organisation import extensions
from organisation.extensions import uses_of
from organisation.models import ActivityField
from organisation.services import PostInUse, save_post
from outbox.models import Effect
from outbox.registry import registry as effects
from outbox.selectors import due
from outbox.services import queue_effects
from reporting import selectors
from reporting.periods import Period
from tests.accounts.factories import UserFactory
from tests.forms_ext.round_trip import Sample, walk
from tests.outbox.kinds import perform
from tests.workflows import factories
from tests.workflows.builder import steps
from workflows import sla
from workflows.builder.diagram import diagram_svg
from workflows.models import Case
from workflows.reads import worklist as worklist_reads
from workflows.reads import worklist_statements
from workflows.services import publish_process
from workflows.steps.registry import kinds

ROOT = Path(__file__).resolve().parents[2]
RECIPES = (ROOT / "docs" / "recipes.md").read_text(encoding="utf-8")


def blocks(recipe: str, language: str = "python") -> list[str]:
    """The code blocks of one recipe, in their order."""
    [section] = re.findall(rf"^## {re.escape(recipe)}\n(.*?)(?=^## |\Z)", RECIPES, re.M | re.S)
    return re.findall(rf"^```{language}\n(.*?)^```", section, re.M | re.S)


def run(code: str, name: str, **preset: object) -> ModuleType:
    """A block as the module that it is to become, with what stands around it there."""
    module = ModuleType(name)
    module.__dict__.update(preset)
    exec(compile(code, f"docs/recipes.md: {name}", "exec"), module.__dict__)  # noqa: S102 - our own documentation
    return module


@pytest.fixture
def own_types(monkeypatch):
    """A registry that forgets what a test registers."""
    monkeypatch.setattr(registry, "_types", dict(registry._types))


# ------------------------------------------------------------------------------------------------ a field type
@pytest.mark.django_db
@pytest.mark.usefixtures("own_types")
def test_the_field_type_goes_the_whole_way():
    module, _imports, sample = blocks("Add a field type")
    kind = run(module, "forms_ext.fields.score").Score
    samples = {}
    exec(sample, {"SAMPLES": samples, "Sample": Sample})  # noqa: S102 - our own documentation
    [score] = samples[kind.type_id]
    assert registry.field_type("score").get_form_block().child_blocks["highest"].label
    assert kind().problems({"highest": 1})
    walk(registry.field_type("score"), score, UserFactory())


@pytest.mark.usefixtures("own_types")
def test_its_import_names_the_modules_that_there_are(monkeypatch):
    module, imports, _sample = blocks("Add a field type")
    made = run(module, "forms_ext.fields.score")
    monkeypatch.setitem(sys.modules, "forms_ext.fields.score", made)
    monkeypatch.setattr(fields, "score", made, raising=False)
    names = {one.__name__.rpartition(".")[2]: one for one in fields._MODULES}
    scope = dict(names)
    exec(imports, scope)  # noqa: S102 - our own documentation
    assert scope["_MODULES"] == (*fields._MODULES, made)


# ------------------------------------------------------------------------------------------------ a kind of step
@pytest.fixture
def phone_call():
    """The kind of the recipe, as long as the test lasts."""
    [code] = blocks("Add a kind of process step")
    kind = run(code, "workflows.steps.phone_call").PhoneCall
    yield kind
    kinds.unregister(kind.type_id)


@pytest.mark.django_db
def test_a_case_runs_through_the_kind_of_step(phone_call):
    org = factories.world()
    call = steps.step("phone_call", "call", post=None, reached=steps.sid("done"), not_reached=steps.sid("lost"))
    process = org.process
    process.steps = [call, steps.end("lost", "withdrawn"), steps.end("done")]
    with pytest.raises(ValidationError, match="Choose the post that calls"), translation.override("en"):
        publish_process(process=process, user=org.administrator)
    process.refresh_from_db()
    call["value"] |= {"post": org.expert_post.pk, "limit": {"amount": 2, "unit": "hours"}}
    process.steps = [call, steps.end("lost", "withdrawn"), steps.end("done")]
    version = publish_process(process=process, user=org.administrator)
    assert "<title>call</title>" in diagram_svg(version.spec)
    for way, outcome in [("reached", "done"), ("not_reached", "withdrawn")]:
        case = factories.submitted(org)
        task = factories.open_task(case)
        assert (task.post, task.due < case.due) == (org.expert_post, True)
        assert [use.count for use in uses_of([org.expert_post.pk])] == [1, 1], "its work, and its process"
        factories.decide(case, way, org.expert, note="called twice")
        case.refresh_from_db()
        assert case.outcome == outcome
        assert list(case.facts.values()) == [way]


# ------------------------------------------------------------------------------------------------ effects
@pytest.mark.django_db
def test_the_effect_leaves_and_the_timer_fires(monkeypatch):
    monkeypatch.setattr(effects, "_kinds", dict(effects._kinds))
    module, caused = blocks("Add an effect or a timer")
    made = run(module, "workflows.webhooks")
    answers = iter([503, 200])
    sent = []

    def post(url, *, json, headers, timeout):
        sent.append((url, json, headers["Idempotency-Key"]))
        return SimpleNamespace(status_code=next(answers))

    monkeypatch.setattr(made.requests, "post", post)
    scope = {"queue_effects": queue_effects, "Effect": Effect, "timezone": timezone, "URL": "https://other.example/"}
    exec(caused, scope | {"timedelta": dt.timedelta, "withdraw": lambda keys: None})  # noqa: S102 - our own
    webhook, timer = Effect.objects.order_by("pk")
    assert perform(webhook).status == Effect.Status.PENDING
    assert perform(webhook).result == {"status": 200}
    assert sent == [("https://other.example/", {"code": "12345"}, "12345:closed")] * 2
    assert timer not in due(), "its time has not come"
    assert perform(timer).status == Effect.Status.DONE
    message = Message.objects.get()
    assert (message.recipient, message.body) == ("09121234567", "سلام")


# ------------------------------------------------------------------------------------------------ uses of posts
@pytest.mark.django_db
def test_the_new_use_keeps_its_post(monkeypatch):
    org = factories.world()
    monkeypatch.setattr(extensions, "_readers", [])
    [code] = blocks("Keep a post alive for a new use")
    needed = {org.head_post.pk}
    preset = {"ActivityField": ActivityField, "needs_one_of": lambda field, posts: needed & set(posts)}
    run(code, "services_of_units", **preset)
    org.head_post.is_active = False
    with pytest.raises(PostInUse, match="Appoint another post"):
        save_post(post=org.head_post, user=org.administrator)
    needed.clear()
    save_post(post=org.head_post, user=org.administrator)


# ------------------------------------------------------------------------------------------------ numbers, filters
@pytest.mark.django_db
def test_the_number_of_the_reports_counts(monkeypatch):
    [code] = blocks("Add a number to the reports")
    entries = [line for line in code.splitlines() if line.startswith("    ")]
    conditions, labels = (eval("{" + one + "}", {"sla": sla, "dt": dt, "Q": Q, "_": str}) for one in entries)  # noqa: S307
    [name] = conditions
    assert set(labels) == {name}
    monkeypatch.setattr(selectors, "CONDITIONS", selectors.CONDITIONS | conditions)
    org = factories.world()
    case = factories.submitted(org)
    week = Period(case.created.date(), case.created.date())
    for days, expected in [(5, 0), (15, 1)]:
        report = selectors.dashboard(period=week, now=case.due + dt.timedelta(days=days))
        assert report.totals[name] == expected


@pytest.mark.django_db
def test_the_filter_narrows_the_worklist(monkeypatch):
    monkeypatch.setattr(worklist_statements, "CONDITIONS", conditions := dict(worklist_statements.CONDITIONS))
    monkeypatch.setattr(worklist_reads, "CONDITIONS", conditions)
    condition, field = blocks("Add a filter to the worklist")
    exec(condition, vars(worklist_statements) | {"Q": Q})  # noqa: S102 - our own documentation
    scope = {"django_filters": django_filters, "Case": Case, "_": str}
    exec(textwrap.dedent(field), scope)  # noqa: S102 - our own documentation
    assert ("complaint", Case.Kind.COMPLAINT.label) in scope["kind"].extra["choices"]
    org = factories.world()
    case = factories.submitted(org)
    for kind, found in [(case.kind, 1), (Case.Kind.COMPLAINT, 0)]:
        assert len(worklist_reads.worklist(org.clerk, "new", {"kind": kind}).rows) == found


# ------------------------------------------------------------------------------------------------ an SMS gateway
def test_the_sms_gateway_sends(monkeypatch, tmp_path):
    monkeypatch.setattr(gateways, "_classes", dict(gateways._classes))
    [code] = blocks("Add an SMS gateway")
    run(code, "messaging.gateways.modem")
    with pytest.raises(GatewayMisconfigured):
        gateways.build("modem", {"folder": str(tmp_path / "none")})
    gateway = gateways.build("modem", {"folder": str(tmp_path)})
    with pytest.raises(TemporaryFailure):
        gateway.send(recipient="09123456789", body="سلام", key="1")
    (tmp_path / "outgoing").mkdir()
    first = gateway.send(recipient="09123456789", body="سلام", key="1")
    again = gateway.send(recipient="09123456789", body="سلام", key="1")
    [sent] = (tmp_path / "outgoing").iterdir()
    assert first == again == sent.name
    head, _blank, body = sent.read_bytes().partition(b"\n\n")
    assert b"To: 989123456789" in head
    assert body.decode("utf-16-be") == "سلام"


def test_its_settings_are_those_that_are_read():
    [code] = blocks("Add an SMS gateway", "sh")
    named = re.findall(r"^(\w+)=", code, re.M)
    settings = (ROOT / "site" / "servicedesk" / "settings" / "base.py").read_text(encoding="utf-8")
    assert named == ["SMS_GATEWAY", "SMS_GATEWAY_OPTIONS"]
    assert all(f'"{name}"' in settings for name in named)


# ------------------------------------------------------------------------------------------------ a translation
def test_the_commands_of_the_translation_exist():
    [code] = blocks("Add a translation", "sh")
    targets = set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    commands = re.findall(r"^make (\S+)", code, re.M)
    assert commands
    assert set(commands) <= targets


def test_nothing_of_a_recipe_stays_registered():
    assert "modem" not in gateways.ids()
    assert "score" not in registry.field_types()
    assert "phone_call" not in {kind.type_id for kind in kinds}
    assert "webhook.post" not in effects.ids()
