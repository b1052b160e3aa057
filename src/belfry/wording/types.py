"""What the wording check is asked and what it answers."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.utils.functional import Promise


class Kind(StrEnum):
    """What a text is: a bulletin of the police, or what a member reports to them."""

    BULLETIN = "bulletin"
    SIGHTING = "sighting"


class Severity(StrEnum):
    """`BLOCK`: may not pass as it is (8-prohibitions, H1 to H13, H30). `WARN`: a matter of style."""

    BLOCK = "block"
    WARN = "warn"


class Label(StrEnum):
    """What a finding is about. Bulletins first, then sightings, then a zone's own words."""

    NUMBER_PLATE = "number_plate"
    PERSON_NAME = "person_name"
    PRIVATE_ADDRESS = "private_address"
    PHONE_NUMBER = "phone_number"
    EMAIL_ADDRESS = "email_address"
    NATIONAL_NUMBER = "national_number"
    IBAN = "iban"
    ETHNIC_OR_RELIGIOUS_REASON = "ethnic_or_religious_reason"
    CALL_TO_ACT = "call_to_act"
    OPINION_OR_RUMOUR = "opinion_or_rumour"
    POLITICS = "politics"
    COMMERCE = "commerce"
    FEAR = "fear"
    DISCLOSES_EMPTY_HOME = "discloses_empty_home"
    INVESTIGATION_SECRECY = "investigation_secrecy"
    SOCIAL_MEDIA_LINK = "social_media_link"
    URGENT_NOW = "urgent_now"
    PATROL_TALK = "patrol_talk"
    ETHNIC_ONLY = "ethnic_only"
    NAMES_NEIGHBOUR = "names_neighbour"
    MUNICIPAL = "municipal"
    ZONE_WORD = "zone_word"


OF_SIGHTINGS: Final = frozenset(
    {
        Label.URGENT_NOW,
        Label.PATROL_TALK,
        Label.ETHNIC_ONLY,
        Label.NAMES_NEIGHBOUR,
        Label.MUNICIPAL,
        Label.ZONE_WORD,
    }
)
OF_BULLETINS: Final = (frozenset(Label) - OF_SIGHTINGS) | {Label.ZONE_WORD}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at: characters `start` to `end` of the text, and what to write instead."""

    label: Label
    start: int
    end: int
    severity: Severity
    advice: str | Promise


@dataclass(frozen=True, slots=True)
class ZoneWords:
    """What a zone adds to the lists: published numbers and addresses, words it allows and forbids.

    `phones` and `emails` are compared without signs and capitals; `allowed` and `forbidden` are written
    like the phrases of the word files (`words/README.md`).
    """

    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    allowed: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
