"""Every page that somebody of the cast can reach: axe finds nothing, and nothing scrolls sideways."""

import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Error, Page

from belfry.founding.workflow import DossierState
from tests.walks.conftest import Visit, read_in

pytestmark = pytest.mark.browser
IDS = re.compile(
    r"[0-9a-f]{8}-[0-9a-f-]{27}|(?<=/demo/mail/)[^/]+|(?<=/)\d+-\d+(?=/)"
    r"|(?<=/alert-texts/)[a-z_]+|(?<=/papers/)[a-z_]+/[a-z]{2}(?=/)|\?.*"
)
# The demonstration is everybody's: the stranger walks through it.
NOT_THEIRS = ("/static/", "/demo/")
NARROW = (320, 700)
MOST_PAGES = 60
# Police, a keeper of a list and somebody else.
FEW = 3
FIGURES = (
    "officer-an", "chief-karim", "coordinator-bram", "member-anke", "jeweller-karl", "dispatcher-lotte",
    "clerk-nadia", "mayor-luc", "adviser-tom", "reviewer-eva", "operator-sam", "founder-hilde",
)  # fmt: skip
# The browser shows a picture on a page of its own making.
PICTURE = "/picture/"
# What axe judges a page by: its elements and whether they hold words, not which words, numbers and keys.
WORDS = re.compile(r">[^<>]*\w[^<>]*<")
KEYS = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+|(?<=value=\")\w{64}(?=\")")


@pytest.fixture(scope="session")
def clean() -> set[str]:
    """Give the pages, as they are built, in which axe found nothing: other figures see many of them again."""
    return set()


@pytest.fixture(scope="session")
def opened() -> Counter[str]:
    """Count by kind how many figures opened a page of it."""
    return Counter()


def pages_of(page: Page, opened: Counter[str]) -> Iterator[str]:
    """Open one page of each kind that links lead to, from the home page on; yield its kind.

    A kind that a few figures opened already is left out, but the home page never.
    """
    waiting = ["/", "/security/", "/settings/", "/no-such-page/"]
    seen: set[str] = set()
    while waiting and len(seen) < MOST_PAGES:
        address = waiting.pop(0)
        kind = IDS.sub("*", address)
        if kind in seen or (opened[kind] >= FEW and kind != "/"):
            continue
        seen.add(kind)
        opened[kind] += 1
        if not _is_page(page, address):
            continue
        yield kind
        links = page.eval_on_selector_all("a[href]", "all => all.map(a => a.getAttribute('href'))")
        waiting += [
            link
            for link in links
            if link.startswith("/") and not link.startswith(NOT_THEIRS) and PICTURE not in link
        ]


def _is_page(page: Page, address: str) -> bool:
    """Open an address; say whether it is a page and not a paper to download."""
    try:
        page.goto(address)
    except Error as error:
        if "Download is starting" not in error.message:
            raise
        return False
    return True


def faults_of(page: Page) -> list[str]:
    """Return what axe finds, a line each, with the first place."""
    found = Axe().run(page).response["violations"]
    return [f"{one['id']} ({one['impact']}): {one['nodes'][0]['html'][:160]}" for one in found]


def faults_in(page: Page, clean: set[str]) -> list[str]:
    """Return what axe finds in a page that is not built like one of `clean`, and whether the page is too wide."""
    built = KEYS.sub("*", WORDS.sub(">words<", page.content()))
    faults = [] if built in clean else faults_of(page)
    if not faults:
        clean.add(built)
    return faults + (["wider than the phone"] if too_wide(page) else [])


def too_wide(page: Page) -> bool:
    """Whether the page scrolls sideways."""
    return bool(
        page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    )


@pytest.mark.parametrize("name", FIGURES)
def test_axe_finds_nothing_and_german_fits_on_a_narrow_phone(
    visit: Visit, clean: set[str], opened: Counter[str], name: str
) -> None:
    page = visit(name, size=NARROW)
    read_in(page, "de")
    faults = {}
    for kind in pages_of(page, opened):
        found = faults_in(page, clean)
        if found:
            faults[kind] = found
    assert not faults


def test_a_dossier_in_any_state_is_a_whole_page(visit: Visit, clean: set[str]) -> None:
    page = visit("officer-an", size=NARROW)
    read_in(page, "de")
    page.goto("/dossiers/")
    addresses = page.eval_on_selector_all(
        "h2 > a[href^='/dossiers/']", "all => all.map(a => a.getAttribute('href'))"
    )
    assert len(addresses) >= len(DossierState)
    faults = {}
    for address in addresses:
        page.goto(address)
        found = faults_in(page, clean)
        if page.locator("main .button:not(.button--quiet):visible").count() > 1:
            found.append("more than one filled button")
        if found:
            faults[page.locator("h1").inner_text()] = found
    assert not faults


@pytest.mark.parametrize("language", ["nl", "fr", "de", "en"])
def test_a_stranger_finds_only_whole_pages(visit: Visit, clean: set[str], language: str) -> None:
    page = visit(size=NARROW, language=language)
    faults = {}
    for address in (
        "/",
        "/sign-in/",
        "/about/",
        "/prevention/",
        "/where/",
        "/start/",
        "/answer/",
        "/report/offline/",
        "/complaint/",
        "/models/",
        "/demo/",
        "/demo/mail/",
        "/demo/phones/",
        "/demo/phones/member-jozef/",
        "/unsubscribe/nonsense/",
        "/nowhere/",
    ):
        page.goto(address)
        assert page.locator("html").get_attribute("lang") == language
        found = faults_in(page, clean)
        if found:
            faults[urlsplit(address).path] = found
    assert not faults
