"""The way of a network that was recognised on paper: told and confirmed by the police, then recognised."""

import re
import time
from dataclasses import dataclass
from urllib.parse import quote

from playwright.sync_api import Page

from tests.founding.leaflet import LEAFLET

PATIENCE_SECONDS = 20


@dataclass(frozen=True)
class OnPaper:
    """What the police type: the network, its town, its languages, and who holds its two keys."""

    name: str
    town: str
    languages: tuple[str, ...]
    coordinator: tuple[str, str, str]
    deputy: tuple[str, str, str]


def take_over(page: Page, told: OnPaper) -> str:
    """Tell and confirm a network with its scan; return the address of its dossier."""
    page.goto("/dossiers/take-over/")
    page.check("[name=network_kind][value=residential]")
    page.fill("[name=name]", told.name)
    page.select_option("[name=town]", label=told.town)
    page.select_option("select[name=language]", told.languages[0])
    for language in told.languages[1:]:
        page.check(f"[name=more_languages][value={language}]")
    page.fill("[name=number]", f"PP-{told.name}")
    page.fill("[name=recognised_on]", "2026-01-05")
    for part, (given, family, email) in (
        ("coordinator", told.coordinator),
        ("deputy", told.deputy),
    ):
        page.fill(f"[name={part}_given]", given)
        page.fill(f"[name={part}_family]", family)
        page.fill(f"[name={part}_email]", email)
        page.fill(f"[name={part}_screened_on]", "2025-12-01")
    page.set_input_files(
        "[name=scan]",
        {"name": "charter.pdf", "mimeType": "application/pdf", "buffer": LEAFLET},
    )
    page.click("main form:has([name=scan]) button[type=submit]")
    page.wait_for_url(re.compile(r"/dossiers/[0-9a-f-]{36}/take-over/$"))
    page.click("form[action$='/take-over/confirm/'] button")
    page.wait_for_url(re.compile(r"/dossiers/[0-9a-f-]{36}/review/$"))
    return re.search(r"/dossiers/[0-9a-f-]{36}/", page.url)[0]  # type: ignore[index]


def recognise(page: Page, dossier: str) -> None:
    """Let the reviewer recognise what was submitted, with the number that is filled in."""
    page.goto(f"{dossier}review/")
    page.click("form[action$='/review/recognise/'] button")
    page.wait_for_url(re.compile(r"/review/$"))
    page.locator(".state--recognised").first.wait_for()


def accept_invitation(page: Page, email: str) -> None:
    """Wait for the invitation in a mailbox of the demonstration, and take it."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    letters = page.locator("main .rows a")
    while True:
        page.goto(f"/demo/mail/{quote(email, safe='@')}/")
        if letters.count() or time.monotonic() > deadline:
            break
        page.wait_for_timeout(200)
    # The newest may tell of something else.
    invitation = page.locator("main a[href*='/invitation/']")
    for place in range(letters.count()):
        letters.nth(place).click()
        page.wait_for_load_state()
        if invitation.count():
            break
        page.go_back()
    invitation.first.click()
    page.locator("main form button[type=submit]").click()
    page.wait_for_url(re.compile(r"/(security/.*)?$"))
