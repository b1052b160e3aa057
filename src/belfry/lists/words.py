"""The words of member lists in four languages; the words themselves stand in `words/*.toml`."""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

FOLDER: Final = Path(__file__).with_name("words")
LANGUAGES: Final = ("nl", "fr", "de", "en")
NUMERO: Final = re.compile(r"\b(n|nr|no)\s?[°º]|№", re.IGNORECASE)
ACCENTS: Final = {"a": "àâä", "c": "ç", "e": "éèêë", "i": "îï", "o": "ôö", "u": "ùûü"}
NOT_A_WORD: Final = re.compile(r"[^a-z0-9]+")


def plain(text: str) -> str:
    """Return words without accents, case and punctuation: "N° de Tél." is "nr de tel"."""
    if text.isascii():
        return NOT_A_WORD.sub(" ", text.lower()).strip()
    text = NUMERO.sub("nr ", text)
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    # An accent that is no letter of its own vanishes; any other sign parts two words.
    bare = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    return NOT_A_WORD.sub(" ", bare).strip()


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


_TOLD: Final = [_read(language) for language in LANGUAGES]


def _all(section: str, key: str) -> frozenset[str]:
    return frozenset(plain(word) for told in _TOLD for word in told[section][key])


def headers() -> Mapping[str, frozenset[str]]:
    """Return by kind of column the phrases that head it."""
    return {kind: _all("headers", kind) for kind in _TOLD[0]["headers"]}


def alternatives(words: Iterable[str]) -> str:
    """Return a piece of a regular expression that matches any of these words, longest first."""
    longest = sorted(words, key=lambda word: (-len(word), word))
    return "|".join("".join(map(_as_written, word)) for word in longest)


def _as_written(letter: str) -> str:
    """Return a letter with the accents that people give it; a blank may be a dot or nothing."""
    if letter == " ":
        return r"[\s./]*"
    return f"[{letter}{ACCENTS[letter]}]" if letter in ACCENTS else re.escape(letter)


FULL: Final = _all("words", "full")
NOISE: Final = _all("words", "noise")
PARTNER: Final = _all("words", "partner")
AND: Final = _all("words", "and")
TITLES: Final = _all("words", "titles")
HOUSEHOLD: Final = _all("words", "household")
PARTICLES: Final = _all("words", "particles")
NONE: Final = _all("words", "none")
NONE_BEGINS: Final = tuple(f"{word} " for word in _all("words", "none_begins"))
DITTO: Final = _all("words", "ditto")
TOTAL: Final = _all("words", "total")
TOTAL_BEGINS: Final = tuple(f"{word} " for word in TOTAL)
NOTE: Final = _all("words", "note")
WITHOUT_NUMBER: Final = _all("words", "without_number")
BOX: Final = _all("words", "box")
FLOORS: Final = _all("words", "floors")
NUMBER: Final = _all("words", "number")
STREETS: Final = _all("words", "streets")
COUNTRIES: Final = _all("words", "countries")
# Marks of father and son: they stay in the name.
GENERATIONS: Final = _all("words", "junior") | _all("words", "senior")
LIST: Final = _all("words", "list")
OLD: Final = _all("words", "old")
YES: Final = _all("words", "yes")
# Headings of bank statements, stocks and price lists: two of them, and it is no member list.
OTHER_LIST: Final = _all("words", "other_list")
LEGAL_FORMS: Final = _all("organisations", "forms")
SHOPS: Final = _all("organisations", "shops")
SHOP_ENDS: Final = tuple(_all("organisations", "shop_ends"))
SPOKEN: Final = {
    plain(word): language
    for told in _TOLD
    for language, spoken in told["languages"].items()
    for word in spoken
}
_NAMES: Final = _read("given_names")
ALSO_FAMILY: Final = frozenset(plain(name) for name in _NAMES["also_family"].split())
GIVEN: Final = frozenset(plain(name) for name in _NAMES["given"].split()) - ALSO_FAMILY

LONGEST_NOTHING: Final = 30
SOMETHING: Final = re.compile(r"[@\d]")
NOTHING: Final = re.compile(r"[\s\-_/\\?.,;:!*'\"+=~·•…]*|[xX]{1,4}|0+|#N/[AB]", re.ASCII)


def is_nothing(text: str) -> bool:
    """Whether a cell says that there is nothing: empty, a dash, "n.v.t.", "néant", "keine"."""
    if NOTHING.fullmatch(text):
        return True
    if len(text) > LONGEST_NOTHING or SOMETHING.search(text):
        return False
    words = plain(text)
    return words in NONE or f"{words} ".startswith(NONE_BEGINS)
