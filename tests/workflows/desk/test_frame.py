"""The frame of the staff's pages: one slim bar, and few Tabs to the work."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from tests.workflows.factories import submitted

pytestmark = pytest.mark.django_db

FOCUSABLE = re.compile(r"<a [^>]*href=[^>]*>|<button[^>]*>|<summary[^>]*>|<input (?![^>]*(?:hidden|tabindex=))[^>]*>")


def test_staff_pages_have_their_own_frame_without_the_citizens_menu_and_footer(org, sign_in):
    case = submitted(org)
    client = sign_in(org.clerk)
    for address in (reverse("desk"), reverse("desk_cases"), reverse("desk_case", args=[case.code]), reverse("reports")):
        page = client.get(address).content.decode()
        assert 'class="miz-header desk-header"' in page
        for of_citizens in ("miz-footer", "miz-nav", 'href="/services/"', f'href="{reverse("track")}"'):
            assert of_citizens not in page, (address, of_citizens)
        assert f'action="{reverse("account_logout")}"' in page
        assert f'action="{reverse("language")}"' in page
    assert "miz-footer" in client.get("/").content.decode()


def test_way_out_of_the_slim_frame_works_and_the_menu_is_the_persons_own(org, sign_in):
    client = sign_in(org.clerk)
    page = client.get(reverse("desk")).content.decode()
    token = re.search(r'action="[^"]*logout/">\s*<input type="hidden" name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert token is not None
    assert str(org.clerk) in page
    assert f'name="next" value="{reverse("desk")}"' in page


def test_worklist_is_reached_in_three_tabs(org, sign_in):
    submitted(org)
    page = sign_in(org.clerk).get(reverse("desk")).content.decode()
    body = page[page.index("<body") :]
    skip, _brand, worklist = FOCUSABLE.findall(body)[:3]
    assert f'href="{reverse("desk")}"' in worklist
    target = re.search(r'href="#([^"]+)"', skip)
    assert target is not None
    after = body[body.index(f'id="{target[1]}" tabindex="-1"') :]
    assert any("data-open" in stop for stop in FOCUSABLE.findall(after)[:2])  # past the skip link: box, then the task


def test_empty_worklist_skips_to_its_content(org, sign_in):
    page = sign_in(org.clerk).get(reverse("desk")).content.decode()
    assert 'class="miz-skip" href="#main"' in page
