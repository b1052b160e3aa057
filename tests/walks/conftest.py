"""Belfry as it runs for people: one `belfry up --demo`, and Chromium in front of it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page

from tests.browser import press_language, sign_in_as
from tests.demonstration import Demonstration, open_folder, running

# Between the steps of a ladder; nobody waits longer for a walk.
STEP_SECONDS = 12
PHONE, DESKTOP = (390, 844), (1280, 900)

Visit = Callable[..., Page]


@dataclass(frozen=True)
class Running:
    """A demonstration that runs: where it answers, and where its mail catcher keeps mails."""

    address: str
    mail_folder: Path


@pytest.fixture(scope="session")
def belfry(
    tmp_path_factory: pytest.TempPathFactory, demonstration: Demonstration
) -> Iterator[Running]:
    """Run a demonstration of its own."""
    folder, port = open_folder(tmp_path_factory, "walks"), demonstration.port
    demonstration.copy_to(folder / "var")
    with running(folder, port, "--demo", BELFRY_STEP_SECONDS=str(STEP_SECONDS)):
        yield Running(f"http://127.0.0.1:{port}", folder / "var" / "mail")


@contextmanager
def visits(belfry: Running, chromium: Browser) -> Iterator[Visit]:
    """Give a function that opens Belfry as somebody of the cast; a breach of the CSP is a failure."""
    contexts, faults = [], []

    def opened(name: str = "", *, size: tuple[int, int] = PHONE, language: str = "nl") -> Page:
        context = chromium.new_context(
            viewport={"width": size[0], "height": size[1]},
            locale=language,
            base_url=belfry.address,
            reduced_motion="reduce",
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: faults.append(said.text) if _is_fault(said) else None)
        page.on("pageerror", lambda error: faults.append(str(error)))
        if name:
            sign_in_as(page, name)
            page.wait_for_url(f"{belfry.address}/")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not faults


@pytest.fixture
def visit(belfry: Running, chromium: Browser) -> Iterator[Visit]:
    """Open Belfry as somebody of the cast, for one test."""
    with visits(belfry, chromium) as opened:
        yield opened


def read_in(page: Page, language: str) -> None:
    """Press the language in the menu, as a person would."""
    page.goto("/")
    press_language(page, language)


def _is_fault(said: ConsoleMessage) -> bool:
    """Whether the browser complains of something else than a refusal that a walk provoked."""
    return said.type == "error" and not said.text.startswith("Failed to load resource")
