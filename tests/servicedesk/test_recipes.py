"""The recipes of the docs, run as they stand there."""

import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

from forms_ext import fields
from forms_ext.fields import registry
from messaging.gateways.interface import GatewayMisconfigured, TemporaryFailure
from messaging.gateways.registry import registry as gateways
from tests.accounts.factories import UserFactory
from tests.forms_ext.round_trip import Sample, walk

ROOT = Path(__file__).resolve().parents[2]
RECIPES = (ROOT / "docs" / "recipes.md").read_text(encoding="utf-8")


def blocks(recipe: str, language: str = "python") -> list[str]:
    """The code blocks of one recipe, in their order."""
    [section] = re.findall(rf"^## {re.escape(recipe)}\n(.*?)(?=^## |\Z)", RECIPES, re.M | re.S)
    return re.findall(rf"^```{language}\n(.*?)^```", section, re.M | re.S)


def run(code: str, name: str) -> ModuleType:
    """A block as the module that it is to become."""
    module = ModuleType(name)
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
