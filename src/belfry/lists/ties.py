"""What ties a name to one person, and when two of one name are one."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from belfry.lists import words
from belfry.lists.contacts import MOBILE

BETWEEN_WORDS: Final = re.compile(r"[\s&/-]+")
NOT_A_LETTER: Final = re.compile(r"[\W_]+")
BELGIAN_MOBILE: Final = re.compile(rf"\+32{MOBILE.pattern}")


@dataclass(frozen=True, slots=True)
class Ties:
    """Addresses of one's own (e-mail, mobile phone), and what a household shares."""

    emails: frozenset[str] = frozenset()
    mobiles: frozenset[str] = frozenset()
    household: frozenset[str] = frozenset()

    @classmethod
    def of(cls, emails: Iterable[str], phones: Iterable[str], postal: str) -> "Ties":
        """Return the ties of somebody; `postal` is any form of the postal address, or empty."""
        numbers = frozenset(phones)
        mobiles = frozenset(number for number in numbers if BELGIAN_MOBILE.fullmatch(number))
        household = (numbers - mobiles) | ({postal} if postal else frozenset())
        return cls(frozenset(emails), mobiles, household)

    @property
    def every(self) -> frozenset[str]:
        """All of them."""
        return self.emails | self.mobiles | self.household

    def share_own(self, other: "Ties") -> bool:
        """Whether an address of somebody's own is shared: with one name, that is one person."""
        return bool(self.emails & other.emails or self.mobiles & other.mobiles)

    def differ(self, other: "Ties") -> bool:
        """Whether both have addresses of their own and share none, as father and son do."""
        both = (self.emails and other.emails) or (self.mobiles and other.mobiles)
        return bool(both) and not self.share_own(other)

    def are_of_one(self, other: "Ties") -> bool:
        """Whether two who bear one name are one person: they share something, and none differs."""
        return bool(self.every & other.every) and not self.differ(other)


def loose(text: str) -> str:
    """Return text without accents, case, blanks and punctuation: "'t  Hoekje" is "thoekje"."""
    if text.isascii():
        return NOT_A_LETTER.sub("", text.lower())
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return NOT_A_LETTER.sub("", decomposed.encode("ascii", "ignore").decode() or text.casefold())


def name_key(given: str, family: str) -> str:
    """Return by what a name is recognised, whichever way round and however its particles are written.

    "Van den Berghe, An" and "an vandenberghe" are one name; so are "Marie-Claire" and "Marie Claire".
    """
    return "+".join(sorted((*_whole_words(given), *_whole_words(family))))


def _whole_words(text: str) -> list[str]:
    """Return the words of a name, with particles kept to the word that they begin."""
    found: list[str] = []
    held = ""
    for word in filter(None, map(loose, BETWEEN_WORDS.split(text))):
        held += word
        if word not in words.PARTICLES:
            found.append(held)
            held = ""
    return [*found, held] if held else found
