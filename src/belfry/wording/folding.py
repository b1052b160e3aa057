"""Words as the lists compare them: no capitals, no accents, no signs that nobody sees."""

import re
import unicodedata
from typing import Final

# Letters, digits, and what may stand inside a word without being seen: combining accents, soft hyphens.
INSIDE: Final = "\\w\u0300-\u036f\u00ad\u200b-\u200d\u2060"
WORD: Final = re.compile(f"[{INSIDE}]+|[€%@&#$]")
UNSEEN: Final = str.maketrans("", "", "\u00ad\u200b\u200c\u200d\u2060_")
LETTERS: Final = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "\u0131": "i"}
)
# "nuuuuu", "heeeelp": three of a letter are never meant.
DRAWN_OUT: Final = re.compile(r"([a-z])\1{2,}")


def folded(word: str) -> str:
    """Return one word folded: "Élève" is "eleve", "STRASSE" and "Straße" are "strasse"."""
    lower = word.lower()
    if lower.isascii():
        return DRAWN_OUT.sub(r"\1\1", lower.replace("_", ""))
    plain = unicodedata.normalize("NFKD", lower.translate(UNSEEN).translate(LETTERS))
    bare = "".join(one for one in plain if not unicodedata.combining(one))
    return DRAWN_OUT.sub(r"\1\1", bare.translate(LETTERS))


def folded_words(text: str) -> list[str]:
    """Return the words of a text, folded; apostrophes and hyphens part words."""
    return [word for word in map(folded, WORD.findall(text)) if word]
