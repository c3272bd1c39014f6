"""Where the layers above add to a service page what this layer must not know: actions, sections, tabs, counts.

Call these from an `AppConfig.ready()` of the higher app:

- `register_service_action(call)`: `call(page, request) -> str` gives the HTML of a button for the summary box of a
  service page ('start request'), or an empty text for none. Build it with `render_to_string` or `format_html`.
- `register_service_section(call)`: `call(page, request) -> ServiceSection | None` adds a section to the page body and
  to its table of contents (the steps of the process).
- `register_service_tab(panel)`: an `ObjectList` that becomes a tab of the service's editor, before the last one.
- `register_usage_counts(call)`: `call() -> Mapping[page pk, number of requests]` orders the most used services.
- `register_account_links(call)`: `call(user) -> list[AccountLink]` adds links to the account menu of every page.
  It is cached for a minute a person.
- `register_service_gate(call)`: `call(page) -> list[str]` says in words what speaks against publishing a service.
- `register_todo(call)`: `call(user) -> list[Todo]` adds lines to the 'what to do' panel of the admin's home.

What a service page shows is cached for anonymous visitors: an action or a section must not depend on the visitor
where the visitor is anonymous, and whoever changes what it shows calls `cms.page_cache.drop()`.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest

if TYPE_CHECKING:
    from wagtail.admin.panels import Panel

    from accounts.models import User
    from cms.models import ServicePage


@dataclass(frozen=True, slots=True)
class ServiceSection:
    """A section of the service page. `anchor` is its id in the page, `icon` a bootstrap-icons name without `bi-`."""

    anchor: str
    title: str
    html: str
    icon: str = "diagram-3"


@dataclass(frozen=True, slots=True)
class AccountLink:
    """A line of the account menu."""

    url: str
    label: str
    icon: str = "arrow-left-short"


@dataclass(frozen=True, slots=True)
class Todo:
    """A line of the 'what to do' panel: `count` 0 means done and is not shown."""

    text: str
    url: str
    count: int | None = None


ServiceAction = Callable[["ServicePage", HttpRequest | None], str]
SectionMaker = Callable[["ServicePage", HttpRequest | None], ServiceSection | None]

_tabs: list["Panel"] = []
_actions: list[ServiceAction] = []
_sections: list[SectionMaker] = []
_account_links: list[Callable[["User"], list[AccountLink]]] = []
_todos: list[Callable[["User"], list[Todo]]] = []
_gates: list[Callable[["ServicePage"], list[str]]] = []
_usage_counts: list[Callable[[], Mapping[int, int]]] = []


def _add(registry: list[Any], item: Any) -> None:
    if item in registry:
        raise ValueError(f"{item!r} is already registered")
    registry.append(item)


def register_service_action(call: ServiceAction) -> None:
    """Add a button to the summary box of service pages."""
    _add(_actions, call)


def register_service_section(call: SectionMaker) -> None:
    """Add a section to service pages."""
    _add(_sections, call)


def register_account_links(call: Callable[["User"], list[AccountLink]]) -> None:
    """Add links to the account menu."""
    _add(_account_links, call)


def register_todo(call: Callable[["User"], list[Todo]]) -> None:
    """Add lines to the admin's 'what to do' panel."""
    _add(_todos, call)


def register_service_gate(call: Callable[["ServicePage"], list[str]]) -> None:
    """Have `call` asked before a service goes live, on whichever way."""
    _add(_gates, call)


def register_usage_counts(call: Callable[[], Mapping[int, int]]) -> None:
    """Tell how often each service is asked for. Only one layer may."""
    if _usage_counts:
        raise ValueError("usage counts are already registered")
    _usage_counts.append(call)


def register_service_tab(panel: "Panel") -> None:
    """Add a tab to the editor of services, before its last tab ('address and publishing')."""
    _add(_tabs, panel)


def service_tabs() -> list["Panel"]:
    """The tabs that higher layers add to the editor of services."""
    return list(_tabs)


def service_actions(page: "ServicePage", request: HttpRequest | None) -> Iterator[str]:
    """The HTML of every action that applies to this page, in order of registration."""
    return (html for call in _actions if (html := call(page, request)))


def service_sections(page: "ServicePage", request: HttpRequest | None) -> list[ServiceSection]:
    """The sections that higher layers add to this page."""
    return [section for call in _sections if (section := call(page, request)) is not None]


def service_objections(page: "ServicePage") -> list[str]:
    """What speaks against publishing the page as it is here; empty when nothing does."""
    return [objection for call in _gates for objection in call(page)]


def account_links(user: "User") -> list[AccountLink]:
    """The links that higher layers add to this person's account menu."""
    return [link for call in _account_links for link in call(user)]


def todos(user: "User") -> list[Todo]:
    """What waits for this person, as the higher layers see it."""
    return [todo for call in _todos for todo in call(user)]


def usage_counts() -> Mapping[int, int]:
    """Requests by service page; empty where no higher layer counts them."""
    return _usage_counts[0]() if _usage_counts else {}
