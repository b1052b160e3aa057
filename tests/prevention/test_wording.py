"""What the library says passes the check of every message: an officer picks it, and nobody is stopped."""

from collections.abc import Iterator

import pytest

from belfry.core.languages import Language
from belfry.networks.kinds import BulletinClass, Phenomenon
from belfry.prevention.measures import themes
from belfry.prevention.now_card import now_card
from belfry.wording.reviewing import review


def carried(language: str) -> Iterator[str]:
    """Yield every sentence that a message can carry."""
    for theme in themes(language):
        yield from (one.at_home for one in theme.measures)
    for bulletin_class in BulletinClass:
        for phenomenon in ("", *Phenomenon):
            yield from now_card(bulletin_class, language, phenomenon=phenomenon)


def findings(texts: Iterator[str], language: str) -> list[tuple[str, str, str, str]]:
    return sorted(
        {
            (found.label.value, found.severity.value, text[found.start : found.end], text)
            for text in texts
            for found in review(text, language)
        }
    )


@pytest.mark.parametrize("language", Language.values)
def test_what_a_message_carries_is_neither_stopped_nor_warned_of(language: str) -> None:
    assert findings(carried(language), language) == []


@pytest.mark.parametrize("language", Language.values)
def test_what_only_the_page_says_is_neither_stopped_nor_warned_of_either(language: str) -> None:
    texts = (
        text
        for theme in themes(language)
        for one in theme.measures
        for text in (one.text, f"{one.at_home} {one.text}")
    )
    assert findings(texts, language) == []
