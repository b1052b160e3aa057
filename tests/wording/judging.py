"""What the tests ask of the wording check, in one word."""

from belfry.wording.reviewing import review
from belfry.wording.types import Kind, ZoneWords

NO_ZONE = ZoneWords()


def labels(
    text: str, language: str = "nl", kind: Kind = Kind.BULLETIN, zone: ZoneWords = NO_ZONE
) -> set[str]:
    return {finding.label for finding in review(text, language, kind, zone)}


def found(text: str, language: str = "nl", kind: Kind = Kind.BULLETIN) -> dict[str, str]:
    """Return the words that were found, by label."""
    return {
        finding.label: text[finding.start : finding.end] for finding in review(text, language, kind)
    }
