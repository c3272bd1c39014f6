"""How an editor's hands move in the Wagtail admin: stream blocks, choosers, publishing."""

import re

from playwright.sync_api import Locator, Page, expect


class AdminEditor:
    """One editing screen. Paths name inputs as Wagtail does: `fields-0-value-label`."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def fill(self, name: str, value: str) -> None:
        self.page.locator(f"[name='{name}']").fill(value)

    def choose_option(self, name: str, value: str) -> None:
        self.page.locator(f"select[name='{name}']").select_option(value)

    def tick(self, name: str) -> None:
        self.page.locator(f"[name='{name}']").check()

    def tab(self, label: str) -> None:
        self.page.get_by_role("tab", name=label, exact=True).click()

    def add_block(self, stream: str, label: str, index: int) -> str:
        """Append a block of a stream by its type's label; returns the prefix of its inputs."""
        container = self.page.locator(f"input[name='{stream}-count']").locator("xpath=following-sibling::div[1]")
        container.locator(":scope > div > button.c-sf-add-button, :scope > button.c-sf-add-button").last.click()
        self.page.get_by_role("option", name=label, exact=True).click()
        prefix = f"{stream}-{index}"
        expect(self.page.locator(f"input[name='{prefix}-id']")).to_have_count(1)
        return f"{prefix}-value"

    def add_item(self, list_name: str, index: int) -> str:
        """Append an item to a list block; returns the prefix of its inputs."""
        if self.page.locator(f"input[name='{list_name}-{index}-id']").count() == 0:
            container = self.page.locator(f"input[name='{list_name}-count']").locator("xpath=following-sibling::div[1]")
            container.locator("[data-streamfield-list-add]").last.click()
        expect(self.page.locator(f"input[name='{list_name}-{index}-id']")).to_have_count(1)
        return f"{list_name}-{index}-value"

    def pick(self, name: str, text: str) -> None:
        """Pick an object in the chooser that fills this hidden input."""
        chooser = self.page.locator(f"input[name='{name}']").locator("xpath=preceding-sibling::div[1]")
        chooser.locator(".unchosen [data-chooser-action-choose]").click()
        self.page.locator(".modal-dialog").last.get_by_role("link", name=text, exact=True).first.click()
        expect(self.page.locator(f"input[name='{name}']")).not_to_have_value("")

    def target(self, name: str, step: str) -> None:
        """Pick the step that a way leads to, by its title, in the list before the input."""
        self.picker(name).select_option(label=step)

    def picker(self, name: str) -> Locator:
        """The list before the input, opened: it is empty but for the chosen option until then."""
        picker = self.page.locator(f"[name='{name}']").locator("xpath=preceding-sibling::select[1]")
        picker.focus()
        return picker

    def publish(self) -> None:
        """Press 'publish', wherever the screen keeps it, and wait for the answer."""
        button = self.page.locator("button[name='action-publish']").first
        if not button.is_visible():
            self.page.locator("footer [data-w-dropdown-target='toggle'], footer .w-dropdown__toggle").last.click()
        with self.page.expect_navigation():
            button.click()

    @property
    def id_in_address(self) -> int:
        return int(re.search(r"/(\d+)/", self.page.url).group(1))
