"""Headers that browsers enforce for us."""

import pytest

pytestmark = pytest.mark.django_db


def test_public_pages_allow_no_inline_script(client):
    policy = client.get("/accounts/login/")["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe-inline" not in policy
    assert "unsafe-eval" not in policy


def test_only_the_admin_is_loosened(client, admin_client):
    assert "'unsafe-inline'" in admin_client.get("/admin/")["Content-Security-Policy"]
    assert "unsafe-eval" not in admin_client.get("/admin/")["Content-Security-Policy"]


def test_content_types_are_never_guessed(client):
    assert client.get("/healthz")["X-Content-Type-Options"] == "nosniff"
