"""What to do now: the fixed lines beside a message of the police (`now_card.toml`)."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any, Final

FILE: Final = Path(__file__).with_name("now_card.toml")


@cache
def _cards() -> list[dict[str, Any]]:
    cards: list[dict[str, Any]] = tomllib.loads(FILE.read_text(encoding="utf-8"))["card"]
    return cards


def now_card(
    bulletin_class: str,
    language: str,
    *,
    phenomenon: str = "",
    police_number: str = "101",
    help_number: str = "112",
) -> list[str]:
    """Return the lines of the card, the last one always "do not intervene" (H2).

    The numbers are those of the police zone. Nothing for a class that asks nobody to do anything now.
    """
    fitting = (
        card
        for card in _cards()
        if bulletin_class in card["classes"]
        and (phenomenon in card["phenomena"] or not card["phenomena"])
    )
    lines: list[str] = next(fitting, {language: []})[language]
    return [line.format(police=police_number, help=help_number) for line in lines]
