"""Whether what somebody writes happens now: then "call 101" goes back at once."""

from belfry.core.languages import Language
from belfry.wording.reviewing import review
from belfry.wording.types import Kind, Label


def is_urgent(text: str) -> bool:
    """Whether a text says so in any of our languages; a neighbour need not write in the one we know of."""
    return any(
        finding.label is Label.URGENT_NOW
        for language in Language.values
        for finding in review(text, language, Kind.SIGHTING)
    )
