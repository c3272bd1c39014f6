"""Rooms and doors: which module may import what, and where. import-linter guards the layers; this the rest."""

import ast
import re
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ("reporting", "workflows", "cms", "forms_ext", "site")
OURS = {folder.name for folder in (ROOT / "site").iterdir() if (folder / "__init__.py").exists()}
OURS |= {"reporting", "workflows", "cms", "forms_ext"}

# Functions that may import our own packages, by file: an app's `ready`, and Viewflow's late look-up of flows.
MAY_IMPORT_LATE = re.compile(r".*apps\.py: ready|workflows/flows\.py: __getattr__")

# The doors of an app beside `services`, `selectors` and `models`: registrations, vocabularies, and rooms that are meant
# to be used from above. A library has no doors: any module of it may be used.
LIBRARIES = {"persian", "listing", "statements", "servicedesk"}
DOORS = {
    "accounts": {"roles", "errors", "landing", "signing_in", "throttling"},
    "cms": {"extensions", "page_cache"},
    "documents": {"qr", "receipt"},
    "forms_ext": {
        "access",
        "answers",
        "extensions",
        "conditions",
        "condition_blocks",
        "publishing_views",
        "versioning",
    },
    "organisation": {"extensions"},
    "outbox": {"admin_policy", "admin_views", "failures", "kinds", "registry"},
    "workflows": {"sla"},
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
    assert late_imports() == set()


@pytest.mark.parametrize("door", ["services", "selectors"])
def test_no_app_offers_at_its_door_what_another_app_does(door):
    # A verb that two apps offer is looked for in the wrong one.
    offered = {}
    for path in sorted(ROOT.rglob(f"{door}.py")):
        app = path.parent.name
        if app in OURS and "node_modules" not in path.parts:
            module = import_module(f"{app}.{door}")
            strangers = {
                name
                for name in getattr(module, "__all__", ())
                if getattr(getattr(module, name), "__module__", app).partition(".")[0] in OURS - {app}
            }
            offered[app] = strangers
    assert {app: names for app, names in offered.items() if names} == {}


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
    assert found == set()


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
