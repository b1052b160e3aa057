"""What may stand in a question and in an answer: nothing urgent, nothing about a crime, nobody."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from django.utils.functional import Promise

from belfry.questions.errors import AboutSomebody, HappensNow, NotForAnybody, OnlyPractical, TooLong
from belfry.wording.crime import crime_words
from belfry.wording.reviewing import review
from belfry.wording.types import Kind, Label, ZoneWords

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


def check_practical(words: str, language: str, zone: ZoneWords) -> None:
    """Raise HappensNow, NotForAnybody, or OnlyPractical for what only the police may read."""
    _check_length(words)
    _check_calm(words, language, zone)
    strict = replace(zone, forbidden=(*zone.forbidden, *crime_words().get(language, ())))
    if OF_CRIME & _labels(words, language, Kind.BULLETIN, strict).keys():
        raise OnlyPractical


def check_for_police(words: str, language: str, zone: ZoneWords) -> None:
    """Raise HappensNow, NotForAnybody, or AboutSomebody: through a network nobody is looked up."""
    _check_length(words)
    _check_calm(words, language, zone)
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


def _check_calm(words: str, language: str, zone: ZoneWords) -> None:
    found = _labels(words, language, Kind.SIGHTING, zone)
    if Label.URGENT_NOW in found:
        raise HappensNow
    for label in OF_NOBODY:
        if label in found:
            raise NotForAnybody(advice=found[label])


def _labels(
    words: str, language: str, kind: Kind, zone: ZoneWords
) -> Mapping[Label, str | Promise]:
    return {one.label: one.advice for one in review(words, language, kind, zone)}
