"""A message in large print, on a phone: words stay whole as long as they fit on a line."""

import pytest
from playwright.sync_api import Page

from tests.walks.conftest import Visit

pytestmark = pytest.mark.browser
SMALL_PHONE = (360, 740)
NOT_FOUND = 404
# A line takes at least so many letters, in the largest print.
LETTERS_OF_A_LINE = 18
PARTED_WORDS = r"""
() => {
  const texts = document.createTreeWalker(document.querySelector(".poster"), NodeFilter.SHOW_TEXT);
  const parted = [];
  while (texts.nextNode()) {
    for (const word of texts.currentNode.data.matchAll(/\p{L}+/gu)) {
      const range = document.createRange();
      range.setStart(texts.currentNode, word.index);
      range.setEnd(texts.currentNode, word.index + word[0].length);
      const lines = new Set([...range.getClientRects()].map((box) => Math.round(box.top)));
      if (lines.size > 1) parted.push(word[0]);
    }
  }
  return parted;
}
"""


def releases_of(page: Page) -> list[str]:
    """Return the address of each message of Karl's jewellers."""
    page.goto("/networks/")
    page.locator("main a[href^='/networks/']").first.click()
    page.wait_for_load_state()
    links = page.locator("main a[href^='/releases/']")
    return sorted(set(links.evaluate_all("all => all.map(a => a.getAttribute('href'))")))


@pytest.mark.parametrize(
    ("language", "word"), [("nl", "watermaatschappij"), ("de", "Wassergesellschaft")]
)
def test_a_notice_parts_no_word_that_fits_on_a_line(visit: Visit, language: str, word: str) -> None:
    page = visit("jeweller-karl", size=SMALL_PHONE, language=language)
    said = ""
    for address in releases_of(page):
        if page.goto(f"{address}notice/?language={language}").status == NOT_FOUND:
            # Another walk wrote it, and nobody sent it yet.
            continue
        said += page.locator(".poster").text_content() or ""
        assert all(len(parted) > LETTERS_OF_A_LINE for parted in page.evaluate(PARTED_WORDS))
        assert page.evaluate("document.documentElement.scrollWidth") == SMALL_PHONE[0]
    assert word in said
