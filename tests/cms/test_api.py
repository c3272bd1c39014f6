"""The content API: what other front ends read."""

import json

import pytest

from cms.api import ContentAnonThrottle
from tests.cms.factories import category, service_page

pytestmark = pytest.mark.django_db


def test_a_service_is_read_whole_without_signing_in(client):
    page = service_page(
        title="صدور پروانه",
        category=category("ساختمان"),
        cost_kind="fixed",
        cost_amount=1200,
        for_businesses=True,
        rules=json.dumps([{"type": "link", "value": {"title": "قانون", "url": "https://example.ir", "note": ""}}]),
        faqs=json.dumps([{"type": "question", "value": {"question": "چرا؟", "answer": "<p>زیرا</p>"}}]),
    )
    answer = client.get(f"/api/content/pages/{page.pk}/")
    assert answer.status_code == 200
    body = answer.json()
    assert body["code"] == page.code
    assert body["category"]["name"] == "ساختمان"
    assert body["audiences"] == ["g2c", "g2b"]
    assert body["cost_amount"] == 1200
    assert body["rules"][0]["value"]["title"] == "قانون"
    assert body["faqs"][0]["value"]["question"] == "چرا؟"
    for name in ("legal_basis", "required_documents", "inquiries", "channels", "related_systems", "files"):
        assert name in body


def test_lists_are_paged_and_filtered(client):
    for number in range(3):
        service_page(title=f"خدمت {number}", online_level="transaction" if number else "information")
    answer = client.get(
        "/api/content/pages/", {"type": "cms.ServicePage", "fields": "*", "online_level": "transaction", "limit": 1}
    ).json()
    assert answer["meta"]["total_count"] == 2
    assert len(answer["items"]) == 1


def test_drafts_are_not_told(client):
    page = service_page(publish=False)
    assert client.get(f"/api/content/pages/{page.pk}/").status_code == 404


def test_nothing_can_be_written(client):
    assert client.post("/api/content/pages/", {}).status_code == 405


@pytest.mark.parametrize("endpoint", ["pages", "images", "documents"])
def test_every_endpoint_answers(client, endpoint):
    assert client.get(f"/api/content/{endpoint}/").status_code == 200


def test_the_limit_counts_the_address_that_connects_and_not_one_that_is_sent(client, monkeypatch):
    monkeypatch.setattr(ContentAnonThrottle, "rate", "2/min")
    sent = ({"x-forwarded-for": f"192.0.2.{number}"} for number in range(3))
    answers = [client.get("/api/content/images/", headers=headers).status_code for headers in sent]
    assert answers == [200, 200, 429]
    assert client.get("/api/content/images/", REMOTE_ADDR="192.0.2.9").status_code == 200
