"""The worklist: tabs and counts, filters, paging, claiming several at once, and what it costs."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from persian import jalali
from tests.query_counts import assert_queries
from tests.workflows.factories import decide, open_task, submitted
from workflows import services, tracking_codes
from workflows.models import Task

pytestmark = pytest.mark.django_db


def rows(response) -> list[int]:
    return [row.pk for row in response.context["page"].rows]


def test_tabs_and_counts(org, sign_in):
    fresh, mine, passed_on, finished = (submitted(org) for _ in range(4))
    services.claim_task(task=open_task(mine), user=org.clerk)
    decide(passed_on, "accept", org.clerk)
    decide(finished, "reject", org.clerk, note="ناقص است")
    client = sign_in(org.clerk)
    found = {tab: rows(client.get(reverse("desk"), {"tab": tab})) for tab in ("new", "mine", "waiting", "late", "done")}
    assert found["new"] == [open_task(fresh).pk]
    assert found["mine"] == [open_task(mine).pk]
    assert [Task.objects.get(pk=pk).process_id for pk in found["waiting"]] == [passed_on.pk]
    assert found["late"] == []
    assert {Task.objects.get(pk=pk).process_id for pk in found["done"]} == {passed_on.pk, finished.pk}
    tabs = {tab["key"]: tab["count"] for tab in client.get(reverse("desk")).context["tabs"]}
    assert tabs == {"new": 1, "mine": 1, "waiting": 1, "late": 0, "done": 2}


def test_counts_are_persian_and_capped():
    from workflows.templatetags.desk import capped

    assert capped(1000) == "۱۰۰۰"
    assert capped(1001) == "۱۰۰۰+"


def test_late_work_is_marked_by_more_than_colour(org, sign_in):
    with time_machine.travel(timezone.now() - dt.timedelta(days=40), tick=False):
        submitted(org)
    on_time = submitted(org)
    response = sign_in(org.clerk).get(reverse("desk"), {"tab": "new"})
    page = response.content.decode()
    assert page.count('<tr data-row class="is-late">') == 1
    assert page.count('class="late-sign"') == 1
    assert "با تأخیر" in page
    assert rows(response)[-1] == open_task(on_time).pk  # the nearest due comes first
    assert response.context["counts"]["late"] == 1


@pytest.mark.parametrize(
    ("tab", "words"),
    [("new", "کار تازه‌ای نرسیده است"), ("mine", "کاری در دست ندارید"), ("late", "کاری با تأخیر ندارید")],
)
def test_empty_tabs_say_what_to_do(org, sign_in, tab, words):
    assert words in sign_in(org.clerk).get(reverse("desk"), {"tab": tab}).content.decode()


def test_an_unknown_tab_or_cursor_is_the_first_page(org, sign_in):
    case = submitted(org)
    response = sign_in(org.clerk).get(reverse("desk"), {"tab": "nonsense", "cursor": "' OR 1=1 --"})
    assert rows(response) == [open_task(case).pk]


# ------------------------------------------------------------------------------------------------ filters
def test_filters(org, sign_in):
    with time_machine.travel(timezone.now() - dt.timedelta(days=40), tick=False):
        old = submitted(org)
    new = submitted(org, applicant=org.other_citizen)
    client = sign_in(org.clerk)

    def found(**query):
        return {Task.objects.get(pk=pk).process_id for pk in rows(client.get(reverse("desk"), query))}

    today = jalali.to_jalali(jalali.today())
    assert found() == {old.pk, new.pk}
    assert found(late="on") == {old.pk}
    assert found(service=org.service.pk) == {old.pk, new.pk}
    assert found(step="بررسی مدارک") == {old.pk, new.pk}
    assert found(post=org.clerk_post.pk) == {old.pk, new.pk}
    assert found(since=f"{today.year}/{today.month}/{today.day}") == {new.pk}
    assert found(text=new.code) == {new.pk}
    assert found(text=new.code.lower().replace("0", "o")) == {new.pk}
    assert found(text="سارا چنین کسی نیست") == set()
    assert found(text=org.other_citizen.mobile) == {new.pk}


def test_a_mobile_number_that_could_be_a_tracking_code_finds_its_person(org, sign_in):
    mobile = next(
        number
        for number in (f"0912{tail:07}" for tail in range(9_000_000, 9_001_000))
        if tracking_codes.is_valid(number)
    )
    org.other_citizen.mobile = mobile
    org.other_citizen.save()
    submitted(org)
    case = submitted(org, applicant=org.other_citizen)
    assert rows(sign_in(org.clerk).get(reverse("desk"), {"text": mobile})) == [open_task(case).pk]


def test_a_refused_filter_is_told_at_its_field_and_keeps_the_others(org, sign_in):
    case = submitted(org)
    response = sign_in(org.clerk).get(
        reverse("desk"), {"since": "1403/12/31", "service": "999999", "text": case.code, "post": str(org.head_post.pk)}
    )
    form = response.context["filter"].form
    assert set(form.errors) == {"since", "service", "post"}
    assert "۱۴۰۳/۱۲/۳۱" in response.content.decode()
    assert rows(response) == [open_task(case).pk]


def test_filter_choices_come_from_my_posts(org, sign_in):
    form = sign_in(org.clerk).get(reverse("desk")).context["filter"].form
    assert [value for value, _label in form.fields["post"].choices if value] == [org.clerk_post.pk]
    assert [value for value, _label in form.fields["step"].choices if value] == ["بررسی مدارک"]


def test_html_in_a_search_is_text(org, sign_in):
    page = sign_in(org.clerk).get(reverse("desk"), {"text": "<script>alert(1)</script>"}).content.decode()
    assert "<script>alert(1)" not in page


# ------------------------------------------------------------------------------------------------- paging
def test_keyset_pages_meet_without_gap_or_repeat(org, sign_in):
    with time_machine.travel(timezone.now(), tick=False):  # one due date for all: the id breaks the tie
        cases = [submitted(org) for _ in range(53)]
    client = sign_in(org.clerk)
    first = client.get(reverse("desk"))
    second = client.get(reverse("desk"), {"cursor": first.context["page"].next})
    third = client.get(reverse("desk"), {"cursor": second.context["page"].next})
    pages = [rows(first), rows(second), rows(third)]
    assert [len(page) for page in pages] == [25, 25, 3]
    assert len({pk for page in pages for pk in page}) == len(cases)
    assert first.context["page"].prev is None
    assert third.context["page"].next is None
    back = client.get(reverse("desk"), {"cursor": third.context["page"].prev})
    assert rows(back) == pages[1]
    assert rows(client.get(reverse("desk"), {"cursor": back.context["page"].prev})) == pages[0]


def test_paging_keeps_the_filters(org, sign_in):
    for _ in range(26):
        submitted(org)
    page = sign_in(org.clerk).get(reverse("desk"), {"step": "بررسی مدارک", "tab": "new"}).content.decode()
    assert "cursor=" in page
    assert 'rel="next" href="?step=' in page or "tab=new" in page.split('rel="next" href="')[1].split('"')[0]


# --------------------------------------------------------------------------------------------------- bulk
def test_bulk_claim_reports_what_was_refused(org, sign_in):
    free, taken, strange = (open_task(submitted(org)) for _ in range(3))
    services.claim_task(task=taken, user=org.second_clerk)
    Task.objects.filter(pk=strange.pk).update(post=org.finance_post)
    answer = sign_in(org.clerk).post(
        reverse("desk_claim"),
        {"task": [free.pk, taken.pk, strange.pk, "abc"], "next": "/desk/?tab=new"},
        follow=True,
    )
    texts = [str(message) for message in answer.context["messages"]]
    free.refresh_from_db()
    assert free.owner == org.clerk
    assert any("۱ کار" in text for text in texts)
    assert any(str(org.second_clerk) in text for text in texts)
    assert len(texts) == 3
    assert answer.redirect_chain[0][0] == "/desk/?tab=new"


def test_bulk_claim_goes_nowhere_else(org, sign_in):
    task = open_task(submitted(org))
    answer = sign_in(org.clerk).post(reverse("desk_claim"), {"task": [task.pk], "next": "https://evil.example/"})
    assert answer["Location"] == reverse("desk")


def test_bulk_claim_of_nothing_says_so(org, sign_in):
    answer = sign_in(org.clerk).post(reverse("desk_claim"), {}, follow=True)
    assert "دست‌کم یک کار" in answer.content.decode()


# --------------------------------------------------------------------------------------------------- cost
def test_the_page_costs_six_queries_however_many_rows(org, sign_in):
    client = sign_in(org.clerk)
    submitted(org)
    client.get(reverse("desk"))  # warms what is cached a minute: choices, links
    with assert_queries("desk.worklist", at_most=6):
        client.get(reverse("desk"))
    for _ in range(30):
        submitted(org)
    with assert_queries("desk.worklist", at_most=6):
        client.get(reverse("desk"))


# --------------------------------------------------------------------------------------- what is kept of it
def test_a_kept_filter_form_offers_each_person_their_own_posts(org, sign_in):
    def offered(person) -> set[str]:
        page = sign_in(person).get(reverse("desk")).content.decode()
        form = page.split('name="post"')[1].split("</select>")[0]
        return {post.title for post in (org.clerk_post, org.expert_post) if post.title in form}

    assert offered(org.clerk) == {org.clerk_post.title}
    assert offered(org.expert) == {org.expert_post.title}
    assert offered(org.clerk) == {org.clerk_post.title}


def test_a_kept_filter_form_holds_nothing_that_was_asked(org, sign_in):
    client = sign_in(org.clerk)
    client.get(reverse("desk"), {"text": "سارا", "tab": "late"})
    page = client.get(reverse("desk")).content.decode()
    assert "سارا" not in page.split('class="desk-filter"')[1].split("</form>")[0]
    assert '<input type="hidden" name="tab" value="new">' in page


def test_texts_of_a_row_are_text(org, sign_in):
    case = submitted(org)
    Task.objects.filter(process=case).update(title="<b>x</b> {code}")
    page = sign_in(org.clerk).get(reverse("desk")).content.decode()
    assert "&lt;b&gt;x&lt;/b&gt; {code}" in page
    assert "<b>x</b>" not in page
