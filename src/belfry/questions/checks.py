"""What may stand in a question and in an answer: nothing urgent, nothing about a crime, nobody."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from django.utils.functional import Promise

from belfry.questions.errors import AboutSomebody, HappensNow, NotForAnybody, OnlyPractical, TooLong
from belfry.wording.crime import crime_words
from belfry.wording.reviewing import review
from belfry.wording.types import Kind, Label, Severity, ZoneWords

# In signs.
LONGEST: Final = 2000
# What is no matter of a network, whoever asks it.
OF_NOBODY: Final = (Label.PATROL_TALK, Label.ETHNIC_ONLY)
OF_CRIME: Final = frozenset({Label.ZONE_WORD, Label.NUMBER_PLATE, Label.INVESTIGATION_SECRECY})
OF_SOMEBODY: Final = (
    Label.PERSON_NAME,
    Label.PRIVATE_ADDRESS,
    Label.NUMBER_PLATE,
    Label.NATIONAL_NUMBER,
    Label.IBAN,
    Label.ETHNIC_OR_RELIGIOUS_REASON,
    Label.INVESTIGATION_SECRECY,
)


def check_practical(words: str, language: str, zone: ZoneWords, *, over: bool) -> None:
    """Raise HappensNow, NotForAnybody, or OnlyPractical for what only the police may read.

    `over`: its writer said that nothing of it happens now.
    """
    _check_length(words)
    _check_calm(words, language, zone, over=over)
    strict = replace(zone, forbidden=(*zone.forbidden, *crime_words().get(language, ())))
    if OF_CRIME & _labels(words, language, Kind.BULLETIN, strict).keys():
        raise OnlyPractical


def check_for_police(words: str, language: str, zone: ZoneWords, *, over: bool) -> None:
    """Raise HappensNow, NotForAnybody, or AboutSomebody: through a network nobody is looked up."""
    _check_length(words)
    _check_calm(words, language, zone, over=over)
    check_names_nobody(words, language, zone)


def check_names_nobody(words: str, language: str, zone: ZoneWords) -> None:
    """Raise AboutSomebody for a person, home, vehicle, account or case; also in what the police answer."""
    _check_length(words)
    found = _labels(words, language, Kind.BULLETIN, replace(zone, forbidden=()))
    for label in OF_SOMEBODY:
        if label in found:
            raise AboutSomebody(advice=found[label])


def _check_length(words: str) -> None:
    if len(words) > LONGEST:
        raise TooLong


def _check_calm(words: str, language: str, zone: ZoneWords, *, over: bool) -> None:
    found = review(words, language, Kind.SIGHTING, zone)
    # "Now" alone only makes somebody ask again before a report; a question about the list may hold it.
    urgent = (Label.URGENT_NOW, Severity.BLOCK)
    if not over and any((one.label, one.severity) == urgent for one in found):
        raise HappensNow
    for one in found:
        if one.label in OF_NOBODY:
            raise NotForAnybody(advice=one.advice)


def _labels(
    words: str, language: str, kind: Kind, zone: ZoneWords
) -> Mapping[Label, str | Promise]:
    return {one.label: one.advice for one in review(words, language, kind, zone)}
