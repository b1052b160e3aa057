"""Which words of the lists one word of a text is: whole words, stems, word parts, and slips of the pen."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from belfry.wording.errors import BadPhrase
from belfry.wording.folding import folded
from belfry.wording.phrases import Element, Pattern

NOTHING: Final = frozenset[int]()
# Shorter words have too many neighbours that mean something else ("politie", "politiek").
SHORTEST_SLIP: Final = 8
# House numbers, ages, hours: the group <number> that every file may use.
NUMBER: Final = re.compile(r"\d{1,4}[a-h]?")
NUMBER_GROUP: Final = "number"
# Any word with a capital: the group <capital>.
CAPITAL_GROUP: Final = "capital"
# How much longer than its stem a misspelt word may be: an inflection, not another word.
LONGEST_TAIL: Final = 4
# A text with endless different words must not fill the memory.
MOST_KEPT: Final = 60_000


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text, folded, with the numbers of the list words that it is."""

    text: str
    atoms: frozenset[int]
    capital: bool


class Vocabulary:
    """All words of one language's lists, numbered; a word looked up once is remembered."""

    def __init__(
        self,
        groups: dict[str, frozenset[Pattern]],
        real_words: Iterable[str],
        spoken: Mapping[str, str],
    ) -> None:
        """Know the named groups, and what spoken words are in writing.

        `real_words` look like slips of listed words and are none.
        """
        self._below: Vocabulary | None = None
        self._spoken = spoken
        self._groups = groups
        self._real = frozenset(real_words)
        self._numbers: dict[Element, int] = {}
        self._by_how: dict[str, dict[str, list[tuple[int, bool]]]] = {
            how: defaultdict(list) for how in ("exact", "begins", "ends", "holds")
        }
        self._lengths: dict[str, tuple[int, ...]] = {}
        self._slips: dict[str, set[tuple[str, str]]] = defaultdict(set)
        self._known: dict[str, Word] = {}
        self._groups |= {NUMBER_GROUP: frozenset(), CAPITAL_GROUP: frozenset()}
        # The places in phrases that take any number, or any word with a capital.
        self._by_shape: dict[str, list[tuple[int, bool]]] = {NUMBER_GROUP: [], CAPITAL_GROUP: []}

    @classmethod
    def above(cls, below: "Vocabulary") -> "Vocabulary":
        """Return a vocabulary that knows all that `below` does, and takes more words without changing it."""
        own = cls({**below._groups}, below._real, below._spoken)
        own._below = below
        return own

    def number(self, element: Element) -> int:
        """Return the number of a place in a phrase; the same words have the same number."""
        bare = Element(element.patterns, element.groups)
        known = self._below._numbers if self._below else {}
        if bare in known:
            return known[bare]
        if bare not in self._numbers:
            self._numbers[bare] = number = len(known) + len(self._numbers)
            patterns = set(bare.patterns)
            for group in bare.groups:
                if group not in self._groups:
                    raise BadPhrase(line=f"<{group}>")
                patterns |= self._groups[group]
                if group in self._by_shape:
                    self._by_shape[group].append((number, False))
            for pattern in patterns:
                self._by_how[pattern.how][pattern.text].append((number, pattern.capital))
                self._add_slips(pattern)
        return self._numbers[bare]

    def close(self) -> None:
        """Note the lengths of stems once all phrases are in."""
        for how in ("begins", "ends", "holds"):
            self._lengths[how] = tuple(sorted({len(text) for text in self._by_how[how]}))
        self._known.clear()

    def word(self, raw: str) -> Word:
        """Return a word of a text with all it is on the lists."""
        known = self._known.get(raw)
        if known is None:
            if len(self._known) > MOST_KEPT:
                self._known.clear()
            known = self._known[raw] = self._look_up(raw)
        return known

    def _look_up(self, raw: str) -> Word:
        text, capital = folded(raw), raw[0].isupper()
        below = self._below.word(raw).atoms if self._below else NOTHING
        found = self._numbers_of(text)
        for written in self._spoken.get(text, "").split():
            found += self._numbers_of(written)
        if not (found or below) and len(text) >= SHORTEST_SLIP and text not in self._real:
            found = self._numbers_of_slip(text)
        if NUMBER.fullmatch(text):
            found += self._by_shape[NUMBER_GROUP]
        elif capital and len(text) > 1:
            found += self._by_shape[CAPITAL_GROUP]
        atoms = frozenset(number for number, needs in found if capital or not needs)
        return Word(text, below | atoms or NOTHING, capital)

    def _numbers_of(self, text: str) -> list[tuple[int, bool]]:
        length = len(text)
        exact, begins = self._by_how["exact"], self._by_how["begins"]
        found = list(exact.get(text, ()))
        for size in self._lengths["begins"]:
            if size > length:
                break
            found += begins.get(text[:size], ())
        ends = self._by_how["ends"]
        for size in self._lengths["ends"]:
            if size > length:
                break
            found += ends.get(text[-size:], ())
        holds = self._by_how["holds"]
        for size in self._lengths["holds"]:
            for start in range(length - size + 1):
                found += holds.get(text[start : start + size], ())
        return found

    def _add_slips(self, pattern: Pattern) -> None:
        if pattern.how in ("exact", "begins") and len(pattern.text) >= SHORTEST_SLIP:
            for shorter in _shortened(pattern.text):
                self._slips[shorter].add((pattern.how, pattern.text))

    def _numbers_of_slip(self, text: str) -> list[tuple[int, bool]]:
        """Return what a misspelt word was meant to be: one letter more, less, other, or two swapped."""
        meant: set[tuple[str, str]] = set()
        for shorter in _shortened(text):
            meant |= {one for one in self._slips.get(shorter, ()) if one[0] == "exact"}
        for size in range(max(SHORTEST_SLIP - 1, len(text) - LONGEST_TAIL), len(text) + 1):
            for shorter in _shortened(text[:size]):
                meant |= {one for one in self._slips.get(shorter, ()) if one[0] == "begins"}
        return [
            number
            for how, word in meant
            if word[0] == text[0]
            for number in self._by_how[how][word]
        ]


def _shortened(text: str) -> set[str]:
    """Return a word itself and with each one letter left out (SymSpell's index of slips)."""
    return {text} | {text[:at] + text[at + 1 :] for at in range(1, len(text))}
