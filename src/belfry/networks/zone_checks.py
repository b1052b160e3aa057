"""What a zone may settle: numbers that can be called, words that can be found, days and times within bounds."""

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

import phonenumbers

from belfry.delivery.addresses import normalised
from belfry.delivery.errors import AddressUnusable
from belfry.delivery.kinds import AddressKind
from belfry.networks.errors import (
    NumberUnusable,
    RuleOutOfBounds,
    WordInBothLists,
    WordUnusable,
)
from belfry.networks.kinds import ANSWER, DAYS, LIFE, FactType, NightPolicy
from belfry.networks.types import USUAL_TIMES, OwnWord, ZoneRules

# Letters and digits, parted by blanks, hyphens and apostrophes, each word with a * at most at its ends.
LETTERS: Final = r"\*?[^\W_]+(?:['\u2019-][^\W_]+)*\*?"
WORDS: Final = re.compile(f"{LETTERS}(?: {LETTERS})*")
LONGEST_WORD: Final = 80
LONGEST_REASON: Final = 200


def published_number(written: str) -> str:
    """Return a number that a zone publishes, as E.164; raise NumberUnusable."""
    try:
        number = normalised(AddressKind.PHONE, written)
    except AddressUnusable:
        raise NumberUnusable from None
    if not phonenumbers.is_valid_number(phonenumbers.parse(number)):
        raise NumberUnusable
    return number


def as_dialled(number: str) -> str:
    """Return an E.164 number as people in Belgium write it; an empty one stays empty."""
    if not number:
        return ""
    parsed = phonenumbers.parse(number)
    is_belgian = parsed.country_code == phonenumbers.country_code_for_region("BE")
    kinds = phonenumbers.PhoneNumberFormat
    kind = kinds.NATIONAL if is_belgian else kinds.INTERNATIONAL
    return phonenumbers.format_number(parsed, kind)


def own_words(words: Iterable[OwnWord]) -> tuple[OwnWord, ...]:
    """Return words and reasons without blanks around them; raise WordUnusable."""
    known: set[str] = set()
    found = []
    for place, one in enumerate(words, start=1):
        own = OwnWord(" ".join(one.word.split()), " ".join(one.reason.split()))
        if own.word.casefold() in known or not _is_usable(own):
            raise WordUnusable(place=place)
        known.add(own.word.casefold())
        found.append(own)
    return tuple(found)


def _is_usable(own: OwnWord) -> bool:
    return (
        bool(own.reason)
        and len(own.word) <= LONGEST_WORD
        and len(own.reason) <= LONGEST_REASON
        and bool(WORDS.fullmatch(own.word))
    )


def checked(rules: ZoneRules) -> ZoneRules:
    """Return rules as they are kept: numbers as E.164, nothing twice, times for every class.

    Raises NumberUnusable, WordUnusable, WordInBothLists, RuleOutOfBounds.
    """
    office = published_number(rules.office_number) if rules.office_number else ""
    further = _once(published_number(one) for one in rules.further_numbers)
    allowed, forbidden = own_words(rules.allowed), own_words(rules.forbidden)
    if {one.word.casefold() for one in allowed} & {one.word.casefold() for one in forbidden}:
        raise WordInBothLists
    kept = replace(
        rules,
        office_number=office,
        further_numbers=tuple(one for one in further if one != office),
        fact_types=_once(rules.fact_types),
        times={**USUAL_TIMES, **rules.times},
        allowed=allowed,
        forbidden=forbidden,
    )
    _check_bounds(kept)
    return kept


def _once(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))


def _check_bounds(rules: ZoneRules) -> None:
    days = all(least <= getattr(rules, name) <= most for name, (least, most) in DAYS.items())
    times = all(
        LIFE[0] <= one.life <= LIFE[1] and ANSWER[0] <= one.answer <= ANSWER[1]
        for one in rules.times.values()
    )
    known = set(rules.fact_types) <= set(FactType.values) and rules.night in NightPolicy.values
    if not (days and times and known and set(rules.times) == set(USUAL_TIMES)):
        raise RuleOutOfBounds
