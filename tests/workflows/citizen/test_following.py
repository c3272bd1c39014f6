"""After the submission: the receipt, following by code, one's own requests, answering what is asked."""

import pytest
from django.urls import reverse

from messaging.models import Message
from tests.query_counts import assert_queries
from tests.workflows.citizen.conftest import Applicant, pdf
from tests.workflows.factories import citizen, decide, national_id, open_task
from workflows import tracking_codes
from workflows.models import Case, Draft


@pytest.fixture
def case(org, applicant) -> Case:
    applicant.fill()
    applicant.submit(Draft.objects.get().pk)
    return Case.objects.select_related("applicant", "service").get()


@pytest.fixture
def asked(org, case) -> Case:
    decide(case, "d_return", org.clerk, note="مساحت با سند نمی‌خواند.")
    return case


@pytest.mark.parametrize("name", ["receipt", "receipt_pdf", "receipt_qr", "my_case"])
def test_papers_of_a_case_are_its_applicants_only(org, case, sign_in, name):
    url = reverse(name, args=[case.code])
    assert sign_in(org.citizen).get(url).status_code == 200
    assert sign_in(org.other_citizen).get(url).status_code == 404
    assert sign_in(None).get(url).status_code in (302, 404)


def test_the_receipt_says_what_was_promised(org, case, sign_in):
    page = sign_in(org.citizen).get(reverse("receipt", args=[case.code])).content.decode()
    assert tracking_codes.display(case.code) in page
    assert "۱٬۲۵۰٬۰۰۰" in page
    assert reverse("receipt_pdf", args=[case.code]) in page
    assert "بررسی درخواست شما" in page
    pdf_response = sign_in(org.citizen).get(reverse("receipt_pdf", args=[case.code]))
    assert pdf_response.content.startswith(b"%PDF")
    assert pdf_response["Content-Type"] == "application/pdf"


def test_staff_who_may_see_the_case_see_its_receipt(org, case, sign_in):
    assert sign_in(org.clerk).get(reverse("receipt", args=[case.code])).status_code == 200
    assert sign_in(org.treasurer).get(reverse("receipt", args=[case.code])).status_code == 404


def test_verify_tells_nothing_of_the_person(org, case, client):
    page = client.get(reverse("verify", args=[case.verify_token])).content.decode()
    assert tracking_codes.display(case.code) in page
    for private in (case.applicant.last_name, case.applicant.mobile, case.applicant.national_id, "خیابان آزادی"):
        assert private not in page


@pytest.mark.parametrize("token", ["2d7f0ff0-ba38-416d-8db0-5cc59d77dff9", "x", "۱۲۳"])
def test_an_unknown_token_says_so(org, client, token):
    response = client.get(reverse("verify", args=[token]))
    assert response.status_code == 404
    assert "جعلی" in response.content.decode()


def test_a_code_as_people_write_it(org, case, client):
    code = Case.objects.values_list("code", flat=True).get()
    shown = tracking_codes.display(code)
    persian = code.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
    ways = [shown, shown.lower(), f"  {shown.replace('-', ' ')} ", persian, code.replace("0", "O").replace("1", "l")]
    for typed in ways:
        response = client.get(reverse("track"), {"code": typed})
        assert response.status_code == 302, typed
        assert response.url == reverse("track_case", args=[code])


@pytest.mark.parametrize("typed", ["", "abc", "!!!", "ZZZZZZZZZZZZZZZZZZZZZZZZ", "<script>", "سلام"])
def test_a_code_that_cannot_be_one_is_refused_where_it_was_typed(org, client, typed):
    response = client.get(reverse("track"), {"code": typed})
    page = response.content.decode()
    assert response.status_code == 400
    assert 'id="id_code_error"' in page
    assert "<script>&quot;" not in page
    assert 'value="<script>' not in page


def test_an_unknown_code_is_not_found(org, client):
    response = client.get(reverse("track_case", args=[tracking_codes.new_code()]))
    assert response.status_code == 404
    assert "یافت نشد" in response.content.decode()


def test_a_wrong_code_costs_what_a_right_one_does(org, case, client):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for code in (case.code, tracking_codes.new_code()):
        client.get(reverse("track_case", args=[code]))
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("track_case", args=[code]))
        counts.append(sum("workflows_" in query["sql"] for query in captured))
    assert counts[0] == counts[1]


def test_by_the_code_alone_only_stage_and_dates(org, case, client):
    page = client.get(reverse("track_case", args=[case.code])).content.decode()
    assert "بررسی درخواست شما" in page
    assert "<svg" in page
    assert "بازدید" not in page
    for private in (case.applicant.last_name, case.applicant.mobile, "خیابان آزادی", "سند ملک.pdf"):
        assert private not in page


@pytest.mark.parametrize("known", ["mobile", "national_id"])
def test_details_open_to_who_knows_the_applicant_for_this_case_only(org, case, client, sign_in, known):
    url = reverse("track_case", args=[case.code])
    value = getattr(case.applicant, known).translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
    assert client.post(url, {"identity": value}).url == url
    assert "خیابان آزادی" in client.get(url).content.decode()
    stranger = Applicant(sign_in(org.other_citizen), org)
    stranger.fill()
    other = stranger.submit(Draft.objects.get().pk).url.strip("/").split("/")[-1]
    assert "خیابان آزادی" not in client.get(reverse("track_case", args=[other])).content.decode()


def test_a_wrong_number_opens_nothing_and_tries_are_limited(org, case, client):
    url = reverse("track_case", args=[case.code])
    for _ in range(5):
        refused = client.post(url, {"identity": "09120000000"})
        assert refused.status_code == 403
        assert 'value="09120000000"' in refused.content.decode()
    assert client.post(url, {"identity": case.applicant.mobile}).status_code == 429
    assert "خیابان آزادی" not in client.get(url).content.decode()


def test_tries_on_one_case_are_limited_over_all_addresses(org, case, client):
    url = reverse("track_case", args=[case.code])
    statuses = [client.post(url, {"identity": "1"}, REMOTE_ADDR=f"10.0.0.{number}").status_code for number in range(31)]
    assert statuses[-1] == 429
    assert set(statuses[:-1]) == {403}


def test_looking_up_codes_is_limited_per_address(org, client, monkeypatch):
    from workflows.citizen.views import tracking

    monkeypatch.setitem(tracking.LOOKS, "limit", 3)
    url = reverse("track_case", args=[tracking_codes.new_code()])
    assert [client.get(url).status_code for _ in range(4)] == [404, 404, 404, 429]


def test_my_requests_with_filters_and_what_is_asked(org, asked, sign_in):
    page = sign_in(org.citizen).get(reverse("my")).content.decode()
    assert reverse("applicant_task", args=[open_task(asked).pk]) in page
    assert reverse("my_case", args=[asked.code]) in page
    closed = sign_in(org.citizen).get(reverse("my"), {"show": "closed"}).content.decode()
    assert f'class="citizen-row-title" href="{reverse("my_case", args=[asked.code])}"' not in closed
    assert page.count("<h1") == 1


def test_codes_to_sign_in_are_not_among_my_messages(org, sign_in):
    Message.objects.create(
        idempotency_key="k",
        kind="sms",
        recipient="0912",
        payload={"body": "راز ۱۲۳۴"},
        person=org.citizen,
        is_secret=True,
    )
    assert "راز" not in sign_in(org.citizen).get(reverse("my")).content.decode()


def test_my_requests_are_empty_at_first(org, sign_in):
    page = sign_in(citizen()).get(reverse("my")).content.decode()
    assert "miz-empty" in page


def answer(org, task, sign_in, *, note="اصلاح شد", **values):
    record = task.process.forms.get(is_request=True).record
    data = {
        "address": "خیابان آزادی",
        "owner_id": national_id(1),
        "area": "150",
        "usage": "home",
        "remarks": "",
        "deed-kept": record.answers["deed"],
        **values,
    }
    posted = {f"f1-{name}": value for name, value in data.items()}
    revision = values.pop("revision", task.revision)
    return sign_in(org.citizen).post(
        reverse("applicant_task", args=[task.pk]), {**posted, "revision": revision, "note": note}
    )


def test_an_applicant_answers_what_is_asked(org, asked, sign_in):
    task = open_task(asked)
    page = sign_in(org.citizen).get(reverse("applicant_task", args=[task.pk])).content.decode()
    for text in ("مساحت را تصحیح کنید.", "مساحت با سند نمی‌خواند.", "سند ملک.pdf", "خیابان آزادی"):
        assert text in page
    assert answer(org, task, sign_in).url == reverse("my_case", args=[asked.code])
    assert open_task(asked).post == org.clerk_post
    assert str(asked.forms.get(is_request=True).record.answers["area"]) == "150"


def test_an_answer_that_changes_nothing_is_taken_only_with_a_word(org, asked, sign_in):
    task = open_task(asked)
    same = {"area": "80", "remarks": "بدون توضیح"}
    response = answer(org, task, sign_in, note=" ", **same)
    assert response.status_code == 200
    assert "چیزی تغییر نکرده است" in response.content.decode()
    assert open_task(asked).pk == task.pk
    assert answer(org, task, sign_in, note="مساحت همین است", **same).status_code == 302


def test_a_refused_answer_keeps_what_was_typed_and_uploaded(org, asked, sign_in):
    task = open_task(asked)
    response = answer(org, task, sign_in, area="صد", deed=pdf("سند تازه.pdf"))
    page = response.content.decode()
    assert response.status_code == 200
    for text in ("صد", "سند تازه.pdf", "اصلاح شد"):
        assert text in page


def test_a_stale_page_is_refused_and_loses_nothing(org, asked, sign_in):
    task = open_task(asked)
    response = answer(org, task, sign_in, revision=task.revision + 7, address="کوچه نسترن")
    assert response.status_code == 409
    assert "کوچه نسترن" in response.content.decode()
    assert open_task(asked).pk == task.pk


def test_a_task_answered_already_says_so(org, asked, sign_in):
    task = open_task(asked)
    answer(org, task, sign_in)
    response = answer(org, task, sign_in)
    assert response.status_code == 409
    assert reverse("my_case", args=[asked.code]) in response.content.decode()


def test_a_task_of_another_is_not_found(org, asked, sign_in):
    url = reverse("applicant_task", args=[open_task(asked).pk])
    assert sign_in(org.other_citizen).get(url).status_code == 404
    assert sign_in(org.clerk).get(url).status_code == 404


def test_queries_of_following(org, asked, sign_in):
    client = sign_in(org.citizen)
    for name, url in [
        ("receipt", reverse("receipt", args=[asked.code])),
        ("track_case", reverse("track_case", args=[asked.code])),
        ("my", reverse("my")),
        ("my_case", reverse("my_case", args=[asked.code])),
        ("applicant_task", reverse("applicant_task", args=[open_task(asked).pk])),
    ]:
        client.get(url)
        with assert_queries(f"citizen.{name}", at_most=20):
            client.get(url)


def test_html_in_a_message_is_text(org, case, sign_in):
    Message.objects.filter(reference=case.code).update(payload={"body": "<img src=x> http://example.test/a?<b>"})
    for url in (reverse("my"), reverse("my_case", args=[case.code])):
        page = sign_in(org.citizen).get(url).content.decode()
        assert "<img src=x>" not in page
        assert "<b>" not in page


def test_what_is_awaited_is_called_as_the_citizen_knows_it(org, asked, sign_in):
    page = sign_in(org.citizen).get(reverse("my")).content.decode()
    awaited = page.partition('id="asked"')[2].partition("</section>")[0]
    assert open_task(asked).title == "اصلاح درخواست"
    assert "اصلاح درخواست توسط شما" in awaited
