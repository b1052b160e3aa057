"""What police and reporter write to each other is sealed to the installation, which opens it for both."""

from datetime import datetime
from uuid import UUID

from belfry.core.clock import local
from belfry.core.sealed import place_of
from belfry.sealing.boxes import seal_to
from belfry.sealing.queries import letters_key
from belfry.sightings.kinds import LetterKind
from belfry.sightings.models import Letter, Sighting


def write_letter(
    sighting: Sighting, kind: LetterKind, words: str, officer_id: UUID | None, *, now: datetime
) -> Letter:
    """Seal the next letter about a report, whose row is locked; raise sealing.NoZoneKey."""
    key = letters_key()
    letter = Letter(
        sighting=sighting,
        kind=kind,
        number=sighting.letters.count() + 1,
        written_on=local(now).date(),
        officer_id=officer_id,
        key_version=key.version,
    )
    letter.words = seal_to(bytes(key.public_key), words.encode(), place_of(letter, "words"))
    letter.save(force_insert=True)
    return letter
