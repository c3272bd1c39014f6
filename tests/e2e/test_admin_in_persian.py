"""Every screen of the admin that an administrator or an editor can reach by links reads Persian.

What is read: texts, titles, labels for screen readers and tooltips. No English words, no Latin digits and no Gregorian
dates, outside what is to be copied exactly (codes, addresses, file kinds), what people edit, and names.
"""

import re
from urllib.parse import urlsplit

import pytest

PASSWORD = "Demo-1405"

READ = """() => {
  const spared = "script, style, noscript, template, code, pre, kbd, textarea, svg, [contenteditable], bdi, "
    + "[dir=ltr], [lang=en], [hidden], select, .xdsoft_datetimepicker";
  const found = [document.title];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode.data.trim();
    if (text && !walker.currentNode.parentElement.closest(spared)) found.push(text);
  }
  for (const name of ["title", "aria-label", "alt", "data-w-tooltip-content-value"]) {
    for (const element of document.querySelectorAll(`[${name}]`)) {
      if (!element.closest(spared)) found.push(element.getAttribute(name));
    }
  }
  return found;
}"""

# What stays Latin in Persian text: addresses, file kinds, placeholders of templates, names of products and hosts, the
# machine names of posts, icons and page types, and Wagtail's own groups, its root page, the columns of its hosts,
# and the None of a page that nobody published.
LATIN_BY_RIGHT = re.compile(
    r"""https?://\S+ | \{\{.*?\}\} | \[my-slug\] | \b[a-z]+(?:[-_.][a-z_…]+)+ | G2[CBG] | Wagtail\ v[\d.]+
      | AVIF|GIF|JPE?G|PNG|WEBP|PDF|HTML|SMS | localhost | \bEnglish\b | \bRoot(?:\ page)?\b
      | \bEditors\b | \bModerators\b
      | \bPort\b | \bSite\ name\b | \bNone\b | \brahbar\b | \bvirastar\b | <[^>]*>""",
    re.VERBOSE,
)
POST_CODES = re.compile(r"[a-z]+")
ENGLISH = re.compile(r"[A-Za-z]{2,}")
LATIN_DIGIT = re.compile(r"[0-9]")
GREGORIAN = re.compile(r"(?:ژانویه|فوریه|مارس|آوریل|ژوئن|ژوئیه|اوت|سپتامبر|اکتبر|نوامبر|دسامبر) [۰-۹0-9]{4}")

# Left out: what changes or ends something, what is no screen, and the labels of single permissions, which Django keeps
# in the database in English.
NOT_VISITED = re.compile(
    r"logout|/api/|export=|/bulk/|/usage/|ordering=|[?&]p=|/groups/(?:\d+|edit|new)|/documents/\d+/"
)
SCREENS_AT_MOST = 90


def shape(path: str) -> str:
    """One screen of a kind is enough: numbers in the address do not count."""
    return re.sub(r"\d+", "0", urlsplit(path).path)


def faults(text: str) -> list[str]:
    """What is not Persian in a text."""
    rest = LATIN_BY_RIGHT.sub("", text)
    if POST_CODES.fullmatch(rest):
        return []
    return [
        name
        for name, pattern in (("English", ENGLISH), ("digits", LATIN_DIGIT), ("Gregorian", GREGORIAN))
        if pattern.search(rest)
    ]


def sign_in(person, username: str) -> None:
    person.go("/accounts/login/")
    person.page.fill("[name=login]", username)
    person.page.fill("[name=password]", PASSWORD)
    with person.page.expect_navigation():
        person.page.press("[name=password]", "Enter")


@pytest.mark.parametrize("username", ["rahbar", "virastar"])
def test_the_admin_is_persian(visitor, username):
    person = visitor(f"persian-{username}")
    sign_in(person, username)
    waiting, seen, found = ["/admin/"], {"/admin/"}, []
    visited = 0
    while waiting and visited < SCREENS_AT_MOST:
        path = waiting.pop(0)
        person.go(path)
        visited += 1
        for text in person.page.evaluate(READ):
            found += [f"{path}: {fault}: {text[:120]!r}" for fault in faults(text)]
        for address in person.page.eval_on_selector_all("a[href]", "links => links.map((link) => link.href)"):
            link = address.removeprefix(person.site).split("#")[0]
            if not link.startswith("/admin/") or NOT_VISITED.search(link) or shape(link) in seen:
                continue
            seen.add(shape(link))
            waiting.append(link)
    assert visited > 15, "the crawl found no links"
    assert not found, f"{len(found)} of {visited} screens' texts:\n" + "\n".join(found[:80])


@pytest.mark.parametrize(
    "path",
    ["/admin/images/multiple/add/", "/admin/documents/multiple/add/", "/admin/images/", "/admin/documents/", "/admin/"],
)
def test_axe_finds_nothing_serious(visitor, path):
    person = visitor("upload-pages")
    sign_in(person, "rahbar")
    person.go(path)
    person.judge(path, spared=set())
