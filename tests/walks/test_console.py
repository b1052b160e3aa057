"""The console of the browser stays empty, also where a newer request takes the place of an older one."""

import pytest
from playwright.sync_api import ConsoleMessage, Route

from tests.walks.conftest import DESKTOP, Visit

pytestmark = pytest.mark.browser
# Longer than between two changes: the older request is still on its way.
SLOW_MS = 300
MARK_REPLACED = """
document.addEventListener("htmx:sendAbort", () => { document.documentElement.dataset.replaced = ""; })
"""
CHANGE_TWICE = """
(title) => {
  const change = () => title.dispatchEvent(new Event("change", { bubbles: true }));
  change();
  setTimeout(change, 50);
}
"""


def test_a_request_that_a_newer_one_replaces_is_no_error(visit: Visit) -> None:
    page = visit("officer-an", size=DESKTOP)
    said: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        said.append(message.text)

    def delay(route: Route) -> None:
        page.wait_for_timeout(SLOW_MS)
        route.continue_()

    page.on("console", hear)
    page.goto("/bulletins/new/")
    page.evaluate(MARK_REPLACED)
    page.route("**/bulletins/short/**", delay)
    # The officer writes in whatever language was chosen last: its part is the open one.
    part = page.locator("details[data-language][open]")
    title = part.locator("[name$=-title]")
    title.fill("Tuinhuis open")
    title.evaluate(CHANGE_TWICE)
    page.wait_for_selector("html[data-replaced]", state="attached")
    sent = part.locator(".short__sent")
    sent.get_by_text("Tuinhuis open").wait_for(state="attached")
    assert said == []
