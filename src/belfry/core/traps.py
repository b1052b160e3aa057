"""Words that somebody types and that stand in mails to others: no address may hide in them."""

import re
from typing import Final

LOOKS_LIKE_AN_ADDRESS: Final = re.compile(r"[@<>\\]|//|\.\w{2}")


def holds_an_address(text: str) -> bool:
    """Whether a program that shows mails could make a link of a part of the text."""
    return bool(LOOKS_LIKE_AN_ADDRESS.search(text))
