"""What the wording check says of a report before it is sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from belfry.networks.types import ZoneRules
from belfry.sightings.errors import OriginOnly
from belfry.sightings.types import Told
from belfry.wording.reviewing import review
from belfry.wording.types import Kind, Label

# What the writer reads before the report is sent; whoever read it may send it all the same.
TO_READ: Final = (
    Label.URGENT_NOW,
    Label.PATROL_TALK,
    Label.NAMES_NEIGHBOUR,
    Label.MUNICIPAL,
)


@dataclass(frozen=True, slots=True)
class Judged:
    """What has to be read, in that order, and the names that stand in the report."""

    to_read: Sequence[Label]
    names: Sequence[str]


def judge(told: Told, language: str, rules: ZoneRules) -> Judged:
    """Return what the check says; raise OriginOnly where origin is all that is told of somebody (H7)."""
    text = told.written
    found = review(text, language, Kind.SIGHTING, rules.wording)
    labels = {one.label for one in found}
    if Label.ETHNIC_ONLY in labels:
        raise OriginOnly
    return Judged(
        tuple(label for label in TO_READ if label in labels),
        tuple(text[one.start : one.end] for one in found if one.label is Label.NAMES_NEIGHBOUR),
    )
