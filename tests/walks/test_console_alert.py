"""Walk 5: dispatcher Lotte hears of somebody in a garden, presses a few keys, and a colleague agrees at night."""

import re
import sys

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.walks.conftest import DESKTOP, PHONE, Visit

pytestmark = pytest.mark.browser

# The keystroke-level model (Card, Moran and Newell 1980), in seconds: a key of a skilled typist, a press with a finger or
# a pointer, and the thought before each.
KEY, POINT, THOUGHT = 0.2, 1.1, 1.35
MOST_KEYS, MOST_PRESSES = 6, 4
PATIENCE_MS = 20_000
WORDS = {
    "nl": ("Meerstraat", "Indringer in een tuin: Meerstraat"),
    "fr": ("Rue du Lac", "Intrusion dans un jardin : Rue du Lac"),
    "de": ("Meerstraat", "Indringer in een tuin: Meerstraat"),
}


class Keyboard:
    """A keyboard that counts: the letters of an address apart from all other keys."""

    def __init__(self, page: Page) -> None:
        self.page, self.keys = page, 0

    def type(self, text: str) -> None:
        self.page.keyboard.type(text, delay=20)

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.keys += 1

    @property
    def seconds(self) -> float:
        return self.keys * (KEY + THOUGHT)


def tell(figures: str) -> None:
    """Print figures of the keystroke-level model (seen with `pytest -s`)."""
    sys.stdout.write(f"\n{figures}\n")


def waits_or_goes(page: Page) -> Locator:
    return page.locator("#live li").first


def agreed(visit: Visit, language: str) -> None:
    """Let Wim agree where the alert waits for it: the walk may be at night."""
    wim = visit("dispatcher-wim", size=DESKTOP, language=language)
    wim.goto("/console/")
    button = wim.locator("[id^=agree-]").first
    if button.count():
        button.click()
        expect(wim.locator("[id^=agree-]")).to_have_count(0)


@pytest.mark.parametrize("language", WORDS)
def test_an_alert_is_sent_by_keyboard_alone(visit: Visit, language: str) -> None:
    street, title = WORDS[language]
    page = visit("dispatcher-lotte", size=DESKTOP, language=language)
    page.goto("/console/")
    hand = Keyboard(page)
    hand.type(f"{street} 14")
    hand.press("Enter")
    expect(page.locator("#fact-intruder_in_progress")).to_have_attribute("data-key", "2")
    expect(page.locator("#desk [name=fact]").first).to_be_focused()
    hand.press("2")
    send = page.locator("#desk button[formaction='/console/send/']")
    expect(send).to_be_focused()
    hand.press("Enter")
    alert = waits_or_goes(page)
    expect(alert).to_contain_text(re.compile("Meerstraat|Rue du Lac"), timeout=PATIENCE_MS)
    assert hand.keys <= MOST_KEYS
    tell(f"console, keyboard ({language}): {hand.keys} keys, {hand.seconds:.2f} s")
    agreed(visit, language)
    expect(alert.locator("[id^=agree-]")).to_have_count(0)
    end = alert.locator("[id^=end-]")
    expect(end).to_be_visible(timeout=PATIENCE_MS)
    end.click()
    expect(page.locator("#live li").first.locator("[id^=end-]")).to_have_count(0)
    assert title


def test_an_alert_is_sent_by_touch_alone(visit: Visit) -> None:
    page = visit("dispatcher-lotte", size=PHONE)
    page.goto("/console/")
    page.locator("#address").press_sequentially("Kapelweg", delay=20)
    presses = 0
    for press in ("#fact-burglary_in_progress", "#desk button[formaction='/console/send/']"):
        page.locator(press).click()
        presses += 1
    expect(waits_or_goes(page)).to_contain_text("Inbraak bezig: Kapelweg", timeout=PATIENCE_MS)
    assert presses <= MOST_PRESSES
    tell(f"console, touch: {presses} presses, {presses * (POINT + THOUGHT):.2f} s")
    waits_or_goes(page).locator("[id^=stop-], [id^=end-]").first.click()


def test_keys_make_it_earlier_and_begin_again(visit: Visit) -> None:
    page = visit("dispatcher-lotte", size=DESKTOP)
    page.goto("/console/")
    hand = Keyboard(page)
    hand.type("Kapelweg")
    hand.press("Enter")
    expect(page.locator("#desk [data-key='1']")).to_be_visible()
    for ago in ("5", "10"):
        hand.press("-")
        expect(page.locator("#desk [name=ago]")).to_have_value(ago)
    hand.press("Escape")
    expect(page.locator("#address")).to_be_focused()


def test_an_officer_finds_the_texts_of_the_zone(visit: Visit) -> None:
    page = visit("officer-an", size=PHONE)
    page.goto("/console/")
    page.locator("a[href$='/alert-texts/']").click()
    page.locator("a[href$='/intruder_in_progress/']").click()
    expect(page.locator(".letter").first).to_contain_text("Indringer in een tuin")
