"""The main path, by four people in four browsers: an editor publishes a service, a citizen asks for it, two members of
staff work the request along a conditional route, the citizen follows it to its end.

Nothing is prepared but the demonstration's org chart and accounts: form, process and service are made on the screens.
"""

import re
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils import translation
from django.utils.translation import gettext
from playwright.sync_api import expect

from tests.e2e.conftest import Visitor
from tests.e2e.wagtail_editor import AdminEditor

PASSWORD = "Demo-1405"
SERVICE = "انشعاب آب ساختمان"
CITIZEN_MOBILE = "۰۹۱۲۹۹۹۸۸۷۷"
# What was typed with Arabic letters and markup: folded, shown as text, in digits of either set.
ADDRESS = re.compile("خیابان آزادی، <b>پلاک (12|۱۲)</b>")
Maker = Callable[[str], Visitor]


def fa(message: str) -> str:
    """A text of the product in Persian, as its screens show it."""
    with translation.override("fa"):
        return str(gettext(message))


def sign_in(person: Visitor, username: str) -> None:
    person.go("/accounts/login/")
    person.page.fill("input[name=login]", username)
    person.page.fill("input[name=password]", PASSWORD)
    person.page.locator("input[name=password]").press("Enter")
    person.page.wait_for_url(lambda address: "/accounts/login" not in address)


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """A true PNG of one pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    pixel = zlib.compress(b"\x00\x0b\x5e\x6b")
    path = tmp_path / "سند.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixel) + chunk(b"IEND", b""))
    return path


# ------------------------------------------------------------------------------------------- the editor
def publish_form(editor: Visitor) -> None:
    screen = AdminEditor(editor.page)
    editor.go("/admin/snippets/forms_ext/formdefinition/add/")
    screen.fill("title", "درخواست انشعاب آب")
    screen.fill("slug", "water_branch")
    heading = screen.add_block("fields", fa("Heading"), 0)
    screen.fill(f"{heading}-label", "ملک")
    address = screen.add_block("fields", fa("Text"), 1)
    screen.fill(f"{address}-label", "نشانی ملک")
    screen.fill(f"{address}-name", "address")
    screen.tick(f"{address}-required")
    second = screen.add_block("fields", fa("Heading"), 2)
    screen.fill(f"{second}-label", "انشعاب")
    area = screen.add_block("fields", fa("Number"), 3)
    screen.fill(f"{area}-label", "متراژ")
    screen.fill(f"{area}-name", "area")
    screen.tick(f"{area}-required")
    deed = screen.add_block("fields", fa("Image"), 4)
    screen.fill(f"{deed}-label", "تصویر سند")
    screen.fill(f"{deed}-name", "deed")
    screen.tick(f"{deed}-required")
    screen.publish()
    editor.shows("درخواست انشعاب آب")
    editor.look("form-list")


def publish_process(editor: Visitor) -> None:
    screen = AdminEditor(editor.page)
    editor.go("/admin/snippets/workflows/processdefinition/add/")
    screen.fill("title", "گردش کار انشعاب آب")
    first = screen.add_block("steps", fa("Staff task"), 0)
    screen.fill(f"{first}-title", "بررسی مدارک")
    screen.pick(f"{first}-post", "کارشناس میز خدمت")
    screen.add_item(f"{first}-forms", 0)
    accept = screen.add_item(f"{first}-decisions", 0)
    screen.fill(f"{accept}-label", "مدارک کامل است")
    refuse = screen.add_item(f"{first}-decisions", 1)
    screen.fill(f"{refuse}-label", "رد درخواست")
    route = screen.add_block("steps", fa("Route"), 1)
    screen.fill(f"{route}-title", "ساختمان بزرگ؟")
    branch = screen.add_item(f"{route}-branches", 0)
    screen.fill(f"{branch}-label", "بزرگ")
    row = screen.add_item(f"{branch}-condition-rows", 0)
    second = screen.add_block("steps", fa("Staff task"), 2)
    screen.fill(f"{second}-title", "تأیید نهایی")
    screen.pick(f"{second}-post", "رئیس اداره صدور پروانه")
    screen.add_item(f"{second}-forms", 0)
    approve = screen.add_item(f"{second}-decisions", 0)
    screen.fill(f"{approve}-label", "صدور انشعاب")
    message = screen.add_block("steps", fa("Message"), 3)
    screen.fill(f"{message}-title", "خبر به متقاضی")
    screen.fill(f"{message}-body", "انشعاب شما آماده است. کد رهگیری: {{ tracking_code }}")
    done = screen.add_block("steps", fa("End"), 4)
    screen.fill(f"{done}-title", "انشعاب داده شد")
    rejected = screen.add_block("steps", fa("End"), 5)
    screen.fill(f"{rejected}-title", "رد شد")
    screen.choose_option(f"{rejected}-outcome", "rejected")
    # Targets are picked by the names of the steps, of which none is saved yet.
    screen.target(f"{refuse}-target", "رد شد")
    screen.target(f"{branch}-target", "تأیید نهایی")
    screen.target(f"{route}-default", "خبر به متقاضی")
    # A list that is not open holds what was chosen, and nothing else.
    closed = editor.page.locator("select.miz-picker:not(:focus)")
    expect(closed.locator("option")).to_have_count(closed.count())
    field = screen.picker(f"{row}-field")
    expect(field.locator("option[value='water_branch.area']")).to_have_count(1)
    field.select_option("water_branch.area")
    screen.choose_option(f"{row}-op", "gt")
    # Publishing an unfinished process is refused at the step that is wrong; nothing is lost.
    screen.publish()
    editor.shows(fa("Write the value to compare with."))
    expect(editor.page.locator(f"[name='{first}-title']")).to_have_value("بررسی مدارک")
    editor.look("process-refused", wagtails_own=True)
    screen.fill(f"{row}-value", "100")
    screen.publish()
    editor.shows("گردش کار انشعاب آب")
    assert "/add/" not in editor.page.url
    editor.look("process-list")


def publish_service(editor: Visitor) -> None:
    screen = AdminEditor(editor.page)
    editor.go("/admin/pages/")
    catalogue = editor.page.request.get(f"{editor.site}/api/content/pages/?type=cms.CataloguePage").json()
    editor.go(f"/admin/pages/add/cms/servicepage/{catalogue['items'][0]['id']}/")
    screen.fill("title", SERVICE)
    screen.fill("summary", "گرفتن انشعاب آب برای ساختمان نوساز.")
    screen.fill("code", "10021009000")
    screen.tab(fa("Request"))
    screen.page.locator("select[name='request_form']").select_option(label="درخواست انشعاب آب")
    screen.tab(fa("Process"))
    add = editor.page.locator("#id_service_processes-ADD")
    if add.is_visible():
        add.click()
    screen.pick("service_processes-0-process", "گردش کار انشعاب آب")
    screen.tab(fa("Address and publishing"))
    screen.fill("slug", "water-branch")
    editor.look("service-editor", wagtails_own=True)
    screen.publish()
    editor.shows(SERVICE)
    editor.look("service-published", wagtails_own=True)


# ------------------------------------------------------------------------------------------ the citizen
def sign_in_by_code(citizen: Visitor) -> None:
    """By a code that the demonstration shows; Persian digits are taken as they are."""
    citizen.page.fill("input[name=mobile]", CITIZEN_MOBILE)
    citizen.look("sign-in")
    citizen.page.get_by_role("button", name=fa("Send me a code")).click()
    notice = citizen.page.locator(".miz-alert").first.inner_text()
    code = re.search(r"[۰-۹]{6}", notice).group()
    citizen.page.fill("input[name=code]", code)
    citizen.look("sign-in-code")
    citizen.page.get_by_role("button", name=fa("Sign in"), exact=True).click()
    citizen.page.wait_for_url(re.compile("/accounts/profile/"))
    citizen.page.fill("input[name=first_name]", "بهار")
    citizen.page.fill("input[name=last_name]", "نوروزی")
    citizen.page.fill("input[name=national_id]", "1111111111")
    citizen.page.locator("main form button[type=submit]").first.click()
    expect(citizen.page.locator(".miz-errors")).to_be_visible()
    expect(citizen.page.locator("input[name=last_name]")).to_have_value("نوروزی")
    citizen.page.fill("input[name=national_id]", "۰۴۹۹۳۷۰۸۹۹")
    citizen.look("profile")
    citizen.page.locator("main form button[type=submit]").first.click()
    citizen.page.wait_for_url(re.compile("/apply/"))


def apply(citizen: Visitor, picture: Path) -> str:
    """From the home page to the receipt; returns the tracking code."""
    page = citizen.page
    citizen.go("/")
    citizen.look("home")
    page.locator("input[type=search], input[name=q]").first.fill("انشعاب آب")
    page.locator("input[type=search], input[name=q]").first.press("Enter")
    page.wait_for_url(re.compile("/services/"))
    citizen.look("catalogue")
    page.get_by_role("link", name=SERVICE).first.click()
    citizen.shows(fa("Start the request"))
    citizen.look("service")
    page.get_by_role("link", name=fa("Start the request")).first.click()
    sign_in_by_code(citizen)
    # The first step, first with nothing in it.
    page.get_by_role("button", name=fa("Next step")).click()
    expect(page.locator(".miz-errors").first).to_be_visible()
    citizen.look("apply-error")
    page.fill("input[name=address]", "خيابان آزادي، <b>پلاك ۱۲</b>")
    page.get_by_role("button", name=fa("Next step")).click()
    # The second step: a wrong number, but the upload stays.
    page.set_input_files("input[name=deed]", picture)
    page.fill("input[name=area]", "دویست")
    page.get_by_role("button", name=fa("Continue to the review")).click()
    expect(page.locator(".miz-errors").first).to_be_visible()
    citizen.shows("سند.png")
    citizen.look("apply-upload-kept")
    page.fill("input[name=area]", "۲۵۰")
    page.get_by_role("button", name=fa("Continue to the review")).click()
    page.wait_for_url(re.compile("/review/"))
    citizen.shows(ADDRESS)
    citizen.shows("سند.png")
    citizen.look("review")
    page.get_by_role("button", name=fa("Send the request")).dblclick()
    page.wait_for_url(re.compile("/receipt/"))
    citizen.look("receipt")
    assert page.request.get(f"{page.url.rstrip('/')}.pdf").body().startswith(b"%PDF")
    return re.search(r"/receipt/([0-9A-Z]{11})/", page.url).group(1)


# -------------------------------------------------------------------------------------------- the staff
def work(staff: Visitor, code: str, decision: str, what: str) -> None:
    """Find the request in the worklist, claim it, decide."""
    page = staff.page
    staff.go("/desk/")
    staff.shows(fa("Worklist"))
    staff.look(f"worklist-{what}")
    page.locator(f"a[href*='/desk/tasks/']:has-text('{code[:3]}-{code[3:7]}-{code[7:]}')").first.click()
    staff.look(f"task-{what}")
    page.get_by_role("button", name=fa("Claim this task")).click()
    staff.shows(ADDRESS)
    page.get_by_text(decision, exact=False).first.click()
    staff.look(f"task-{what}-mine")
    page.get_by_role("button", name=fa("Record the decision"), exact=True).click()
    page.wait_for_load_state()


def test_the_main_path(visitor: Maker, picture: Path) -> None:
    editor = visitor("1-editor")
    sign_in(editor, "virastar")
    publish_form(editor)
    publish_process(editor)
    publish_service(editor)

    citizen = visitor("2-citizen")
    code = apply(citizen, picture)

    clerk = visitor("3-clerk")
    sign_in(clerk, "karshenas1")
    # Another's post is no door: the head's worklist does not have it yet.
    head = visitor("4-head")
    sign_in(head, "karshenas5")
    head.go("/desk/")
    expect(head.page.locator(f"text={code[:3]}-{code[3:7]}")).to_have_count(0)
    work(clerk, code, "مدارک کامل است", "first")
    # The route: 250 square metres are more than 100, so the head of the office decides.
    work(head, code, "صدور انشعاب", "second")

    citizen.go(f"/my/{code}/")
    citizen.shows(fa("Done"))
    citizen.look("followed-to-the-end")
    citizen.go("/my/")
    citizen.look("my")

    stranger = visitor("5-stranger")
    stranger.go("/track/")
    stranger.look("track")
    stranger.page.fill("input[name=code]", code.lower().replace("0", "o"))
    stranger.page.locator("input[name=code]").press("Enter")
    stranger.page.wait_for_url(re.compile(f"/track/{code}/"))
    stranger.shows("تأیید نهایی")
    expect(stranger.page.get_by_text("پلاک")).to_have_count(0)
    stranger.look("tracked-by-code")
    stranger.page.fill("input[name=identity]", CITIZEN_MOBILE)
    stranger.page.get_by_role("button", name=fa("Show the details")).click()
    stranger.shows(ADDRESS)
    # The worker has sent the receipt and the message of the process by now.
    stranger.shows("انشعاب شما آماده است")
    stranger.look("tracked-with-details")

    manager = visitor("6-manager")
    sign_in(manager, "modir")
    manager.go("/reports/")
    manager.shows(SERVICE)
    manager.look("reports")
