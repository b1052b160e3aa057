"""What may stand in a dossier: behaviour in plain words, nothing of a police file."""

from belfry.measures.errors import FromPoliceFile, TooLong
from belfry.measures.types import LONGEST
from belfry.wording.reviewing import review
from belfry.wording.types import Kind, Label, ZoneWords

OF_POLICE_FILES = frozenset({Label.INVESTIGATION_SECRECY, Label.NATIONAL_NUMBER})


def check_words(words: str, language: str, zone: ZoneWords) -> str:
    """Return what was written without spaces around it; raise TooLong, FromPoliceFile."""
    words = words.strip()
    if len(words) > LONGEST:
        raise TooLong
    if OF_POLICE_FILES & {one.label for one in review(words, language, Kind.BULLETIN, zone)}:
        raise FromPoliceFile
    return words
