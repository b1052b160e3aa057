"""Names as a search compares them: no accents, no capitals, no hyphens, one word for all saints."""

import re
import unicodedata
from functools import lru_cache
from typing import Final

NOT_A_LETTER: Final = re.compile(r"[^a-z0-9]+")
LETTERS: Final = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o"})
SAINTS: Final = frozenset({"saint", "sainte", "sankt", "sint", "sinte", "ste", "st"})
SHORT: Final = {
    "av": "avenue",
    "bd": "boulevard",
    "ch": "chaussee",
    "pl": "place",
    "stwg": "steenweg",
}
BETWEEN_NAMES: Final = "|"


@lru_cache(maxsize=4096)
def folded(name: str) -> str:
    """Return a name folded: "Sint-Pietersstraat" becomes "st pietersstraat"."""
    plain = unicodedata.normalize("NFKD", name.lower().translate(LETTERS))
    letters = "".join(one for one in plain if not unicodedata.combining(one))
    words = NOT_A_LETTER.sub(" ", letters).split()
    return " ".join("st" if word in SAINTS else SHORT.get(word, word) for word in words)


def folded_names(*names: str) -> str:
    """Return several names of one place folded, each once, set apart so that none runs into another."""
    return BETWEEN_NAMES.join(dict.fromkeys(filter(None, map(folded, names))))
