"""Streets and house numbers in a text: "Jan Peetersstraat", "rue de l'Église 12", "12 Church Street"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from belfry.wording.lexicon import Lexicon
from belfry.wording.reading import Reading
from belfry.wording.surroundings import Surroundings

MOST_WORDS: Final = 6
# Between a street and its number: ", nr. ", never a colon or another line.
LONGEST_JOINT: Final = 12
APART: Final = re.compile(r"[\n;:!?]")
DAY_AND_MONTH: Final = re.compile(r"/(?:0?\d|1[0-2])(?!\d)")
LAST_DAY: Final = 31
# What may follow the digits: 12a, 12bis, 12ter.
LETTERS: Final = "abcdefghirst"
HOUSE_NUMBER: Final = re.compile(r"\d{1,4}(?:[a-h]|bis|ter)?")
TIME_OR_DATE: Final = re.compile(r"\s?[:.]\s?\d|[.,]\d|\s?%|\s?€|\s?°")
NEXT: Final = re.compile(r"\s|-|['\u2019]|-\s|\.\s?")


@dataclass(slots=True)
class Streets:
    """Spans of words: the streets of a text, and its addresses with a house number."""

    names: list[tuple[int, int]] = field(default_factory=list)
    addresses: list[tuple[int, int]] = field(default_factory=list)


def streets(reading: Reading, lexicon: Lexicon, around: Surroundings) -> Streets:
    """Return where streets are named, and where a house is."""
    found = Streets()
    walk = _Walk(reading, lexicon)
    for start, end in walk.spans():
        found.names.append((start, end))
        address = _with_number(reading, around, start, end)
        if address:
            found.addresses.append(address)
    return found


class _Walk:
    """Goes through the words of a text and takes those that make up the name of a street."""

    def __init__(self, reading: Reading, lexicon: Lexicon) -> None:
        self._reading = reading
        marks = lexicon.marks
        bare = {at for at, _ in reading.spans(marks.get("street_bare", -1))}
        # "Over the field path", but "Veldweg 51".
        bare = {at for at in bare if not self._is_address(at)}
        self._ends = {at for at, _ in reading.spans(marks.get("street_end", -1))} - bare
        self._whole = {at for at, _ in reading.spans(marks.get("street_word_after", -1))}
        self._begins = dict(sorted(reading.spans(marks.get("street_begin", -1))))
        strict = dict(sorted(reading.spans(marks.get("street_begin_capital", -1))))
        self._strict = set(strict) - set(self._begins)
        self._begins = strict | self._begins
        # "Am Dienstag": a day is no street.
        self._never = {at for at, _ in reading.spans(marks.get("street_never", -1))}
        self._inside = {
            at
            for first, end in reading.spans(marks.get("street_inside", -1))
            for at in range(first, end)
        }

    def spans(self) -> Iterator[tuple[int, int]]:
        for at, word in enumerate(self._reading.words):
            if at in self._begins:
                end = self._forwards(self._begins[at], strict=at in self._strict)
                if end > self._begins[at]:
                    yield at, end
            elif at in self._ends:
                yield self._backwards(at), at + 1
            elif at in self._whole and (word.capital or self._named_before(at)):
                yield self._named(at), at + 1

    def _is_address(self, at: int) -> bool:
        """Whether a capital and a house number make a street of a word that often is none."""
        words = self._reading.words
        return (
            words[at].capital
            and at + 1 < len(words)
            and HOUSE_NUMBER.fullmatch(words[at + 1].text) is not None
            and self._between(at) == " "
        )

    def _named_before(self, at: int) -> bool:
        return at > 0 and self._reading.words[at - 1].capital and self._joined(at - 1)

    def _forwards(self, at: int, *, strict: bool) -> int:
        """Return the word after a street's name that begins with "rue": capitals and small words."""
        end = at
        for place in range(at, min(at + MOST_WORDS, self._limit(at))):
            word = self._reading.words[place]
            if not self._joined(place - 1) or word.text[:1].isdigit() or place in self._never:
                break
            if place in self._inside and not (word.capital and end == place):
                continue
            if not word.capital and (strict or end > at):
                break
            end = place + 1
            if not word.capital:
                # "rue haute", written small: one word is the name.
                break
        return end

    def _backwards(self, at: int) -> int:
        """Return the first word of "Karel de Grotelaan": names of persons, ranks, small words between."""
        start = at
        for place in range(at - 1, max(at - MOST_WORDS, -1), -1):
            if not self._joined(place):
                break
            hyphen = self._between(place) == "-"
            if place in self._inside or hyphen:
                start = place if self._reading.words[place].capital or hyphen else start
            else:
                break
        return start

    def _named(self, at: int) -> int:
        """Return the first word of "Upper Church Street" or "Alte Gasse": the capitals before it."""
        start = at
        while start > 0 and at - start < 3 and self._reading.words[start - 1].capital:
            if not self._joined(start - 1):
                break
            start -= 1
        return start

    def _limit(self, at: int) -> int:
        return self._reading.sentence_ends[at] if at < len(self._reading.words) else at

    def _between(self, place: int) -> str:
        if place + 1 >= len(self._reading.words):
            return "."
        return self._reading.text[self._reading.ends[place] : self._reading.starts[place + 1]]

    def _joined(self, place: int) -> bool:
        """Whether only a blank, a hyphen or an apostrophe stands after a word."""
        if place + 1 >= len(self._reading.words) or not self._same_sentence(place):
            return False
        return NEXT.fullmatch(self._between(place)) is not None

    def _same_sentence(self, place: int) -> bool:
        return self._reading.sentences[place] == self._reading.sentences[place + 1]


def _with_number(
    reading: Reading, around: Surroundings, start: int, end: int
) -> tuple[int, int] | None:
    """Return a street with the number of a house after or before it."""
    after = end
    while after < end + 2 and after < len(reading.words):
        if is_house_number(reading, around, after) and _joint(reading, end - 1, after):
            return start, after + 1
        if not around.beside("number_word", after, after + 1, before=0, after=0):
            break
        after += 1
    return _with_number_before(reading, around, start, end)


def _with_number_before(
    reading: Reading, around: Surroundings, start: int, end: int
) -> tuple[int, int] | None:
    """Return "12, rue Haute" and "nummer 12 in de Kerkstraat"; "zone 30 in de Kerkstraat" is no home."""

    def stands(mark: str, place: int) -> bool:
        return place >= 0 and around.beside(mark, place, place + 1, before=0, after=0)

    place = start - 1
    while place > start - 3 and stands("small_word", place):
        place -= 1
    if place < 0 or not is_house_number(reading, around, place):
        return None
    if place < start - 1:
        return (place, end) if stands("before_a_number", place - 1) else None
    return (place, end) if _joint(reading, place, start) else None


def is_house(reading: Reading, around: Surroundings, start: int, end: int) -> bool:
    """Whether the number at either end of these words can be a house's; words without one can be."""
    places = [place for place in (start, end - 1) if reading.words[place].text[:1].isdigit()]
    return not places or any(is_house_number(reading, around, place) for place in places)


def is_house_number(reading: Reading, around: Surroundings, place: int) -> bool:
    """Whether a word can be the number of a house: no hour, date, age, road or count of something."""
    if not HOUSE_NUMBER.fullmatch(reading.words[place].text):
        return False
    rest = reading.text[reading.ends[place] : reading.ends[place] + 8]
    number = int(reading.words[place].text.rstrip(LETTERS))
    of_year = DAY_AND_MONTH.match(rest) and number <= LAST_DAY
    if TIME_OR_DATE.match(rest) or of_year:
        return False
    before = reading.text[max(reading.starts[place] - 2, 0) : reading.starts[place]]
    if before.endswith(("/", ":", "€", "€ ")):
        return False
    return (
        not around.beside("after_a_count", place + 1, place + 2, before=0, after=0)
        if (place + 1 < len(reading.words))
        else True
    )


def _joint(reading: Reading, first: int, second: int) -> bool:
    between = reading.text[reading.ends[first] : reading.starts[second]]
    return len(between) < LONGEST_JOINT and not APART.search(between)
