"""What mail systems say, in words: `phrases.toml`, which people amend."""

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Final

FILE: Final = Path(__file__).with_name("phrases.toml")


@cache
def _lists() -> dict[str, list[str]]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def any_of(name: str, *, before: str = "", after: str = "") -> re.Pattern[str]:
    """Return a pattern that finds any phrase of a list, between what stands `before` and `after`."""
    return re.compile(f"{before}(?:{'|'.join(_lists()[name])}){after}", re.IGNORECASE)
