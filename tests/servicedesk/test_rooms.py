"""Rooms and doors: which module may import what, and where. import-linter guards the layers; this the rest."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ("reporting", "workflows", "cms", "forms_ext", "site")
OURS = {folder.name for folder in (ROOT / "site").iterdir() if (folder / "__init__.py").exists()}
OURS |= {"reporting", "workflows", "cms", "forms_ext"}

# Functions that may import our own packages, by file: an app's `ready`, and Viewflow's late look-up of flows.
MAY_IMPORT_LATE = re.compile(r".*apps\.py: ready|workflows/flows\.py: __getattr__")
# What is still to be hoisted or untangled. This list only ever shrinks: an entry that is no longer true must go too.
STILL_LATE = {
    "forms_ext/form_building.py: _cached_class",
    "forms_ext/form_building.py: _find_kept",
    "forms_ext/models/definition.py: get_form_class",
    "forms_ext/receivers.py: freeze_version",
    "forms_ext/rendering.py: render",
    "site/messaging/gateways/registry.py: configured_gateway",
    "site/messaging/queue.py: announce",
    "workflows/builder/receivers.py: freeze_version",
    "workflows/compiler/activations.py: _finish",
    "workflows/compiler/activations.py: _target",
    "workflows/compiler/activations.py: activate",
    "workflows/compiler/activations.py: create",
    "workflows/engine/facts.py: _all_answers",
    "workflows/engine/ledger.py: write",
    "workflows/engine/messages.py: _answer_texts",
    "workflows/engine/messages.py: _message",
    "workflows/engine/runtime.py: choose_branch",
    "workflows/models/process.py: get_preview_context",
    "workflows/models/process.py: stream_block",
    "workflows/reads/worklist.py: _post_ids",
    "workflows/reads/worklist.py: worklist_choices",
    "workflows/reads/worklist_choices.py: choices",
}

# The doors of an app beside `services`, `selectors` and `models`: registrations, vocabularies, and rooms that are meant
# to be used from above. A library has no doors: any module of it may be used.
LIBRARIES = {"persian", "listing", "servicedesk"}
DOORS = {
    "accounts": {"roles", "errors", "throttling"},
    "cms": {"extensions", "page_cache"},
    "documents": {"qr", "receipt"},
    "forms_ext": {"access", "conditions", "condition_blocks", "publishing_views"},
    "organisation": {"extensions"},
}
AROUND_THE_DOORS = {
    "workflows/citizen/application.py: forms_ext.form_building",
    "workflows/desk/task_screen.py: forms_ext.form_building",
}


def modules():
    for source in SOURCES:
        for path in sorted((ROOT / source).rglob("*.py")):
            if "migrations" not in path.parts:
                yield str(path.relative_to(ROOT)), ast.parse(path.read_text(encoding="utf-8"))


def imported(node):
    """The modules that a statement imports, as far as they are ours."""
    names = []
    if isinstance(node, ast.ImportFrom) and node.module and not node.level:
        names = [node.module] if "." in node.module else [f"{node.module}.{alias.name}" for alias in node.names]
    elif isinstance(node, ast.Import):
        names = [alias.name for alias in node.names]
    return [name for name in names if name.partition(".")[0] in OURS]


def late_imports():
    found = set()
    for name, tree in modules():
        for function in ast.walk(tree):
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                late = any(imported(node) for node in ast.walk(function))
                where = f"{name}: {function.name}"
                if late and not MAY_IMPORT_LATE.fullmatch(where):
                    found.add(where)
    return found


def test_no_function_imports_our_own_packages():
    # An import inside a function hides a circle: two modules that know each other. Move the thing to its right room.
    found = late_imports()
    assert found - STILL_LATE == set()
    assert STILL_LATE - found == set(), "no longer late: take them off the list"


def test_apps_are_used_through_their_doors():
    found = set()
    for name, tree in modules():
        home = name.removeprefix("site/").partition("/")[0]
        if home == "servicedesk":
            continue
        for node in ast.walk(tree):
            for module in imported(node):
                app, _dot, rest = module.partition(".")
                doors = {"services", "selectors", "models", *DOORS.get(app, ())}
                if app != home and app not in LIBRARIES and rest.partition(".")[0] not in doors:
                    found.add(f"{name}: {module}")
    assert found - AROUND_THE_DOORS == set()
    assert AROUND_THE_DOORS - found == set(), "no longer so: take them off the list"


@pytest.mark.parametrize("limit", [40])
def test_functions_are_short_enough_to_read_at_a_glance(limit):
    long = [
        f"{name}: {function.name} has {function.end_lineno - function.lineno + 1} lines"
        for name, tree in modules()
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        and function.end_lineno - function.lineno >= limit
    ]
    assert long == []


def test_what_only_tests_need_is_not_required_at_run_time():
    base = (ROOT / "requirements" / "base.txt").read_text()
    tools = {"time_machine": "time-machine", "pytest": "pytest", "hypothesis": "hypothesis", "factory": "factory-boy"}
    assert [name for name in tools.values() if re.search(rf"^{name}==", base, re.MULTILINE)] == []
    used = {
        alias.name.partition(".")[0]
        for _name, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    }
    assert used & tools.keys() == set()
