"""Words that tell of a crime: who is no police officer writes about none."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path


@cache
def crime_words() -> Mapping[str, tuple[str, ...]]:
    """Return the words by language that tell of a crime, each a phrase as in the files of the wording check."""
    told = tomllib.loads((Path(__file__).parent / "crime_words.toml").read_text(encoding="utf-8"))
    return {language: tuple(words.split("\n")) for language, words in told.items()}
