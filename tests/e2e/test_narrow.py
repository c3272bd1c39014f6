"""The catalogue on the narrowest phone, in both languages: nothing is scrolled sideways."""

import pytest
from playwright.sync_api import Browser

NARROW = {"width": 320, "height": 640}
WIDER_THAN_THE_PAGE = """() => {
  const page = document.documentElement;
  if (page.scrollWidth <= page.clientWidth) return [];
  return [...document.querySelectorAll("body *")]
    .filter((one) => one.getBoundingClientRect().left < -1 || one.getBoundingClientRect().right > page.clientWidth + 1)
    .map((one) => `${one.tagName}.${one.className}`).slice(0, 10);
}"""


@pytest.mark.parametrize("language", ["fa", "en"])
def test_the_catalogue_does_not_scroll_sideways(site: str, browser: Browser, language: str):
    context = browser.new_context(viewport=NARROW)
    context.add_cookies([{"name": "django_language", "value": language, "url": site}])
    page = context.new_page()
    page.goto(f"{site}/services/")
    assert page.evaluate("document.documentElement.lang") == language
    assert page.evaluate(WIDER_THAN_THE_PAGE) == []
    context.close()
