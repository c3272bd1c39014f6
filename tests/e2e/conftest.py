"""A real installation of its own for the browser: web server, worker and database in a temporary folder.

Nothing of the test process touches that database: the people of these tests only have a browser. Screenshots land in
`artifacts/screens/` (CI keeps them), named after who sees what.
"""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from tests.database import kept_file

ROOT = Path(__file__).resolve().parents[2]
SCREENS = ROOT / "artifacts" / "screens"
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "e2e" in Path(item.fspath).parts:
            item.add_marker(pytest.mark.browser)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until_served(address: str, server: subprocess.Popen[bytes], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if server.poll() is not None:
            pytest.fail(f"the web server ended with status {server.returncode}")
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=2):  # noqa: S310 - loopback
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail("the web server did not answer in time")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a freshly made demonstration without cases, with its worker running."""
    var = tmp_path_factory.mktemp("installation")
    for folder in ("queue", "queue-control"):
        (var / folder).mkdir()
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | {
        "DJANGO_SETTINGS_MODULE": "servicedesk.settings.demo",
        "PYTHONPATH": f"{ROOT / 'site'}{os.pathsep}{ROOT}",
        "VAR_DIR": str(var),
        "BASE_URL": address,
    }

    def start(*arguments: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen([sys.executable, *arguments], cwd=ROOT, env=environment)

    if (migrated := kept_file()).exists():
        shutil.copy(migrated, var / "db.sqlite3")
    for command in (["migrate", "--verbosity", "0"], ["load_demo", "--cases", "0"]):
        subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=environment, check=True)
    web = start("-m", "gunicorn", "servicedesk.wsgi", "--bind", f"127.0.0.1:{port}", "--threads", "4")
    worker = start("-m", "celery", "-A", "servicedesk", "worker", "-B", "--pool", "solo", "--loglevel", "warning")
    try:
        wait_until_served(address, web)
        yield address
    finally:
        for process in (web, worker):
            process.terminate()
        for process in (web, worker):
            try:
                process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                process.kill()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium of the machine; nothing is downloaded."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ["CHROMIUM"], args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


# Parts of Wagtail's own editor that axe finds fault with, and that no template of ours makes.
WAGTAILS_OWN = {"w-editing-sessions", "w-minimap", "w-tabs", "publishing"}


# Until what fades in has faded in: half-way colours are nobody's. Endless animations are not waited for.
SETTLED = """() => Promise.race([
    Promise.allSettled(document.getAnimations().map((animation) => animation.finished)),
    new Promise((resolve) => setTimeout(resolve, 1500)),
]).then(() => null)"""


class Visitor:
    """One person at a browser of their own: goes, fills, clicks, and keeps what the screen showed."""

    def __init__(self, page: Page, site: str, name: str) -> None:
        self.page, self.site, self.name = page, site, name
        self.errors: list[str] = []
        self.outside: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", self._note_error)
        page.on("request", self._note_outside)

    def _note_error(self, line) -> None:
        """Script and policy errors count; an answer like 404 or 409 is what a refusal looks like to the browser."""
        if line.type == "error" and not line.text.startswith("Failed to load resource"):
            self.errors.append(line.text)

    def _note_outside(self, request) -> None:
        if not request.url.startswith((self.site, "data:", "blob:", "about:")):
            self.outside.append(request.url)

    def go(self, path: str) -> None:
        self.page.goto(path if path.startswith("http") else f"{self.site}{path}")

    def shows(self, text: str | re.Pattern[str]) -> None:
        """The text is visible on the screen."""
        self.page.get_by_text(text).locator("visible=true").first.wait_for(timeout=10_000)

    def look(self, what: str, *, wagtails_own: bool = False) -> None:
        """Keep a picture at phone and desktop width, and let axe judge the screen: nothing serious may be found."""
        SCREENS.mkdir(parents=True, exist_ok=True)
        for label, size in (("phone", PHONE), ("desktop", DESKTOP)):
            self.page.set_viewport_size(size)
            self.page.screenshot(path=SCREENS / f"{self.name}-{what}-{label}.png", full_page=True)
            overflow = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert overflow <= 0 or wagtails_own, f"{what} at {label} width is {overflow} px too wide"
        self.page.evaluate(SETTLED)
        self.judge(what, spared=WAGTAILS_OWN if wagtails_own else set())

    def judge(self, what: str, spared: set[str]) -> None:
        """No accessibility violation that axe calls serious or critical."""
        found = Axe().run(self.page).response["violations"]
        serious = [
            f"{violation['id']}: {node['target']} {node.get('failureSummary', '')}"
            for violation in found
            if violation["impact"] in {"serious", "critical"}
            for node in violation["nodes"]
            if not any(part in str(node["target"]) for part in spared)
        ]
        assert not serious, f"axe on {what}:\n" + "\n".join(serious)


@pytest.fixture
def visitor(browser: Browser, site: str) -> Iterator[Callable[[str], Visitor]]:
    """A maker of visitors. At the end, no page of theirs may have had a script error or asked another host."""
    made: list[Visitor] = []

    def make(name: str) -> Visitor:
        page = browser.new_context(locale="en-US", viewport=DESKTOP).new_page()
        page.set_default_timeout(15_000)
        made.append(Visitor(page, site, name))
        return made[-1]

    yield make
    try:
        assert [error for person in made for error in person.errors] == []
        assert [address for person in made for address in person.outside] == []
    finally:
        for person in made:
            person.page.context.close()
