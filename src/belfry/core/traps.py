"""Words that somebody types and that stand in mails to others: no address may hide in them."""

import re
from typing import Final

# A dot before two letters: "room 1.04" and "Kerkstr.12" lead nowhere.
_LOOKS_LIKE_AN_ADDRESS: Final = re.compile(r"[@<>\\]|//|\.[^\W\d_]{2}")


def holds_an_address(text: str) -> bool:
    """Whether a program that shows mails could make a link of a part of the text."""
    return bool(_LOOKS_LIKE_AN_ADDRESS.search(text))
