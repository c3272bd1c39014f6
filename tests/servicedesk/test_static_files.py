"""Static files can be collected for production, and no page asks for one that is not collected."""

from django.contrib.staticfiles.finders import get_finders
from django.http import HttpRequest
from django.views.defaults import bad_request


def collected() -> set[str]:
    from django.apps import apps

    patterns = apps.get_app_config("staticfiles").ignore_patterns
    return {path for finder in get_finders() for path, _storage in finder.list(patterns)}


def test_viewflows_own_files_are_left_out():
    """Their style sheets name files that are missing, at which hashing would stop."""
    names = collected()
    assert "css/miz.css" in {name.removeprefix("./") for name in names}
    assert not {name for name in names if name.startswith("viewflow/")}


def test_a_request_that_cannot_be_taken_gets_a_page_of_ours():
    content = bad_request(HttpRequest(), Exception()).content.decode()
    assert "این درخواست پذیرفته نشد" in content
    assert "viewflow" not in content
