"""Phones of the cast in one language, on which every page that is looked at is a whole one."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, ViewportSize
from pytest_django.live_server_helper import LiveServer

from tests.browser import press_language, sign_in_as
from tests.walks.test_every_page import faults_of, too_wide

PHONE = ViewportSize(width=320, height=700)


class Phones:
    """One phone for each figure, in one language; every page that is looked at is a whole one."""

    def __init__(self, chromium: Browser, live_server: LiveServer, language: str) -> None:
        self.chromium, self.url, self.language = chromium, live_server.url, language
        self.pages: dict[str, Page] = {}

    def of(self, name: str) -> Page:
        if name not in self.pages:
            context = self.chromium.new_context(
                base_url=self.url, viewport=PHONE, reduced_motion="reduce", locale=self.language
            )
            page = context.new_page()
            sign_in_as(page, name)
            press_language(page, self.language)
            self.pages[name] = page
        return self.pages[name]

    def judge(self, page: Page) -> None:
        """Find the page narrow enough, and in the longest language open to everybody."""
        assert not too_wide(page)
        assert self.language != "de" or not faults_of(page)

    def look(self, name: str, address: str) -> Page:
        """Open an address and judge it."""
        page = self.of(name)
        page.goto(address)
        self.judge(page)
        assert page.locator("main .button:not(.button--quiet):visible").count() <= 1
        return page


@pytest.fixture(params=["nl", "fr", "de"])
def phones(
    request: pytest.FixtureRequest, chromium: Browser, live_server: LiveServer
) -> Iterator[Phones]:
    made = Phones(chromium, live_server, str(request.param))
    yield made
    for page in made.pages.values():
        page.context.close()
