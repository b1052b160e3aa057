"""The wording check: what in a text may not pass, or had better be said otherwise."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from belfry.wording import links, numbers, plates, words
from belfry.wording.advice import ADVICE
from belfry.wording.lexicon import Lexicon, lexicon_for
from belfry.wording.names import Names, is_person, may_be_named
from belfry.wording.reading import Reading, read
from belfry.wording.streets import Streets, is_house, streets
from belfry.wording.surroundings import Surroundings
from belfry.wording.types import (
    OF_BULLETINS,
    OF_SIGHTINGS,
    Finding,
    Kind,
    Label,
    Severity,
    ZoneWords,
)

NO_ZONE: Final = ZoneWords()
LABELS: Final = {Kind.BULLETIN: OF_BULLETINS, Kind.SIGHTING: OF_SIGHTINGS}
WHOLE_SENTENCE: Final = 40
ORIGIN: Final = frozenset({Label.ETHNIC_OR_RELIGIOUS_REASON})
# Bulletins of one officer come from few zones; each zone's own words make a lexicon of their own.
ZONES_KEPT: Final = 64

LINK: Final = re.compile(r"\S*(?:@\S|://|www\.|\w\.\w+/)\S*")

Spot = tuple[Label, int, int, Severity]


def review(
    text: str, language: str, kind: Kind = Kind.BULLETIN, zone: ZoneWords = NO_ZONE
) -> list[Finding]:
    """Return the findings in a text, in its order; offsets count characters of `text`.

    Pure and without state: the same text gives the same findings. A language without word files is
    looked at for what needs no words (plates, numbers, links).
    """
    lexicon = _lexicon(language, zone.allowed, zone.forbidden)
    reading = read(text, lexicon)
    labels = LABELS[kind]
    around = Surroundings(reading, lexicon)
    hidden = _links(text)
    hits = list(words.hits(reading, lexicon, labels))
    spots: list[Spot] = []
    hints: list[Spot] = []
    for hit in hits:
        spot = _of_hit(hit, reading)
        if hit.label is not Label.PRIVATE_ADDRESS and not words.overlaps(*spot[1:3], hidden):
            (hints if hit.alone else spots).append(spot)
    ways = streets(reading, lexicon, around)
    if kind is Kind.BULLETIN:
        numbered = list(_numbers(text, around, zone))
        spots += numbered
        ways.addresses += [
            (hit.start, hit.end) for hit in hits if hit.label is Label.PRIVATE_ADDRESS
        ]
        taken = [(start, end) for _, start, end, _ in numbered]
        spots += (
            spot
            for spot in (
                *_persons(reading, lexicon, around, ways),
                *_addresses(reading, lexicon, around, ways),
            )
            if not words.overlaps(*spot[1:3], taken)
        )
    else:
        spots += _neighbours(reading, lexicon, around, ways)
        spots += _origin_alone(reading, lexicon, around)
    return [
        Finding(label, start, end, severity, ADVICE[label])
        for label, start, end, severity in _joined(spots or hints)
    ]


def describes_person(text: str, language: str) -> bool:
    """Return whether a text says what somebody looks like: a second officer reads it then."""
    lexicon = lexicon_for(language)
    reading = read(text, lexicon)
    return any(reading.spans(lexicon.marks.get("description", -1)))


@lru_cache(ZONES_KEPT)
def _lexicon(language: str, allowed: tuple[str, ...], forbidden: tuple[str, ...]) -> Lexicon:
    lexicon = lexicon_for(language)
    return lexicon.with_words(allowed, forbidden) if allowed or forbidden else lexicon


def _numbers(text: str, around: Surroundings, zone: ZoneWords) -> Iterator[Spot]:
    """Return what has the shape of a plate, a number, an address on the internet."""

    def said(mark: str, *, reach: int = 8) -> numbers.Near:
        return lambda start, end: around.near(mark, start, end, before=reach, after=reach)

    def official(start: int, end: int) -> bool:
        # "Claims to be of the police" says the contrary.
        pretended = around.near(
            "pretended", start, end, before=WHOLE_SENTENCE, after=WHOLE_SENTENCE
        )
        return not pretended and around.near("official", start, end)

    found = {
        Label.NUMBER_PLATE: list(plates.plates(text, said("vehicle", reach=WHOLE_SENTENCE))),
        Label.NATIONAL_NUMBER: list(numbers.national_numbers(text, said("national_number"))),
        Label.IBAN: list(numbers.ibans(text, said("account"))),
        Label.EMAIL_ADDRESS: list(links.emails(text, zone, official)),
        Label.SOCIAL_MEDIA_LINK: list(links.social_links(text)),
    }
    taken = [
        span
        for label in (Label.NATIONAL_NUMBER, Label.IBAN, Label.NUMBER_PLATE)
        for span in found[label]
    ]
    found[Label.PHONE_NUMBER] = [
        span for span in numbers.phones(text, zone, official) if not words.overlaps(*span, taken)
    ]
    for label, spans in found.items():
        for start, end in spans:
            yield label, start, end, Severity.BLOCK


def _persons(
    reading: Reading, lexicon: Lexicon, around: Surroundings, ways: Streets
) -> Iterator[Spot]:
    spared = reading.spans(lexicon.spared.get(Label.PERSON_NAME, -1))
    for name in Names(reading, lexicon, around, ways.names).all():
        if words.overlaps(name.start, name.end, spared) or not is_person(name, reading, around):
            continue
        if not may_be_named(name, reading, around):
            yield _spot(Label.PERSON_NAME, reading, name.start, name.end)


def _neighbours(
    reading: Reading, lexicon: Lexicon, around: Surroundings, ways: Streets
) -> Iterator[Spot]:
    """Return the persons that a member names in a report, save police and officials."""
    spared = reading.spans(lexicon.spared.get(Label.PERSON_NAME, -1))
    for name in Names(reading, lexicon, around, ways.names).all():
        if words.overlaps(name.start, name.end, spared):
            continue
        if around.beside("institution", name.start, name.end, before=3, after=1):
            continue
        if name.whole or around.said("accused") or around.in_sentence("neighbour", name.start):
            yield _spot(Label.NAMES_NEIGHBOUR, reading, name.start, name.end)


def _origin_alone(reading: Reading, lexicon: Lexicon, around: Surroundings) -> Iterator[Spot]:
    """Return what a report says of somebody's origin when it tells no deed."""
    if around.said("deed"):
        return
    for hit in words.hits(reading, lexicon, ORIGIN):
        yield _spot(Label.ETHNIC_ONLY, reading, hit.start, hit.end)


def _addresses(
    reading: Reading, lexicon: Lexicon, around: Surroundings, ways: Streets
) -> Iterator[Spot]:
    """Return homes: a street with a house number that is no public building and no place of a meeting."""
    meeting = bool(ways.addresses) and around.said("meeting")
    spared = reading.spans(lexicon.spared.get(Label.PRIVATE_ADDRESS, -1))
    for start, end in ways.addresses:
        if words.overlaps(start, end, spared) or not is_house(reading, around, start, end):
            continue
        if meeting and not around.in_sentence("accused", start):
            continue
        lived_in = around.beside("lived_in", start, end, before=4, after=3)
        if lived_in or not around.outside("public_place", start, end, before=10, after=6):
            yield _spot(Label.PRIVATE_ADDRESS, reading, start, end)


def _of_hit(hit: words.Hit, reading: Reading) -> Spot:
    return hit.label, reading.starts[hit.start], reading.ends[hit.end - 1], hit.severity


def _links(text: str) -> list[tuple[int, int]]:
    """Return where addresses on the internet stand: the words within them mean nothing."""
    return [match.span() for match in LINK.finditer(text)] if "." in text else []


def _spot(label: Label, reading: Reading, start: int, end: int) -> Spot:
    return label, reading.starts[start], reading.ends[end - 1], Severity.BLOCK


def _joined(spots: list[Spot]) -> Iterator[Spot]:
    """Return spots in the order of the text; those of one label that overlap are one, the graver counts."""
    last: dict[Label, Spot] = {}
    done: list[Spot] = []
    for label, start, end, severity in sorted(spots, key=lambda spot: spot[1:3]):
        before = last.get(label)
        if before and start < before[2]:
            graver = min(before[3], severity)
            last[label] = (label, before[1], max(before[2], end), graver)
        else:
            if before:
                done.append(before)
            last[label] = (label, start, end, severity)
    yield from sorted([*done, *last.values()], key=lambda spot: (spot[1], spot[2], spot[0]))
