"""People in front of their browsers: each signed in, all in one language, while the clock of Belfry can be moved on."""

from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlsplit

import time_machine
from playwright.sync_api import Browser, Page

from belfry.program.cast import FIGURES
from tests.browser import press_language
from tests.walks.test_every_page import IDS, faults_of

SLOW_MS = 20_000
SMALL = 600
# What a page says of itself: its language, whether it scrolls sideways, and what can be done there.
TOLD = """() => {
  const root = document.documentElement;
  const forms = [...document.querySelectorAll("main form")];
  return {
    language: root.lang,
    is_wide: root.scrollWidth > root.clientWidth,
    offers: forms.map(form => form.getAttribute("action") || "here").join(" "),
  };
}"""


@dataclass
class People:
    """Who walks through a dossier; every page they pass is looked at once in each of its states."""

    browser: Browser
    base: str
    clock: time_machine.Traveller
    language: str
    size: tuple[int, int]
    looked_at: set[tuple[bool, str, str]]
    faults: list[str] = field(default_factory=list)
    _pages: dict[str, Page] = field(default_factory=dict)
    _readers: set[str] = field(default_factory=set)

    def somebody(self) -> Page:
        """Return a browser in which nobody was before."""
        width, height = self.size
        context = self.browser.new_context(
            base_url=self.base,
            viewport={"width": width, "height": height},
            locale=self.language,
            reduced_motion="reduce",
        )
        page = context.new_page()
        page.set_default_timeout(SLOW_MS)
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on(
            "console",
            lambda said: (
                self.faults.append(f"{said.location['url']}: {said.text}")
                if said.type == "error"
                else None
            ),
        )
        return page

    def figure(self, name: str) -> Page:
        """Return the browser of one of the cast, signed in."""
        if name not in self._pages:
            page = self._pages[name] = self.somebody()
            page.request.post(f"/demo/as/{name}/", max_redirects=0)
            if name not in self._readers and FIGURES[name].language != self.language:
                page.goto("/settings/")
                press_language(page, self.language)
            self._readers.add(name)
        return self._pages[name]

    def signs_in(self, name: str, page: Page) -> None:
        """Let a figure go on in a browser where they signed in themselves."""
        self._pages[name] = page

    def later(self, **delta: float) -> None:
        """Let time pass; whoever goes on signs in anew."""
        for page in self._pages.values():
            page.context.close()
        self._pages.clear()
        self.clock.shift(timedelta(**delta))

    def open(self, page: Page, address: str) -> None:
        """Open a page and look at it."""
        page.goto(address)
        self.look(page)

    def press(self, page: Page, button: str) -> None:
        """Press what leads to another page, and look at that."""
        with page.expect_navigation():
            page.locator(button).first.click()
        self.look(page)

    def look(self, page: Page) -> None:
        """Note a page that scrolls sideways or is in another language, and what axe finds.

        Axe looks once at each kind of page and of what it offers, on small screens and on large ones.
        """
        told = page.evaluate(TOLD)
        where = IDS.sub("*", urlsplit(page.url).path)
        if told["is_wide"]:
            self.faults.append(f"{where} is wider than the screen")
        if told["language"] != self.language:
            self.faults.append(f"{where} is in another language")
        kind = (self.size[0] > SMALL, where, IDS.sub("*", told["offers"]))
        if kind not in self.looked_at:
            self.looked_at.add(kind)
            self.faults += [f"{where}: {fault}" for fault in faults_of(page)]

    def taken(self, page: Page, button: str) -> bytes:
        """Press what gives a file, and return the file."""
        with page.expect_download() as download:
            page.locator(button).first.click()
        return download.value.path().read_bytes()

    def close(self) -> None:
        """Close every browser."""
        for context in self.browser.contexts:
            context.close()
