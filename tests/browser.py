"""The one Chromium of all tests."""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), "")
QUIET = ["--no-sandbox", "--disable-background-networking", "--disable-component-update",
         "--disable-sync", "--no-first-run", "--disable-quic"]  # fmt: skip


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Give the one browser of all tests: Playwright begins only once in a thread."""
    if not CHROMIUM:
        pytest.skip("Chromium is not installed and could not be")
    # Playwright keeps a loop running in this thread from here on, and Django would take every test that comes
    # after for one in a coroutine.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "yes"
    # Where everything runs at once, a page may take as long as a person would wait.
    expect.set_options(timeout=20_000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


def press_language(page: Page, language: str) -> None:
    """Press a language in the menu, open or not, and wait until the page has come back in it.

    The answer is a navigation of its own: whoever goes on before it has come loses either it or the next one.
    """
    with page.expect_navigation():
        page.locator(f"form[action='/language/'] button[value={language}]").first.evaluate(
            "button => button.click()"
        )
    assert page.locator("html").get_attribute("lang") == language


def sign_in_as(page: Page, name: str) -> None:
    """Sign in as a figure of the demonstration, and wait until their home page is there."""
    page.goto("/demo/")
    with page.expect_navigation():
        page.locator(f"form[action='/demo/as/{name}/'] button").first.click()
