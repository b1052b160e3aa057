"""A message of the demonstration for an area that somebody drew, across the border of two police zones."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from belfry.bulletins.actions.approving import approve_bulletin
from belfry.bulletins.outlook import audience_of, outlook_of
from belfry.bulletins.types import Part
from belfry.program.cast import Stage, actor_named
from belfry.program.demo_places import Place, outlined
from belfry.program.demo_telling import placed_story, stories, written

# By its place among the stories.
SHEDS: Final = 0
# Around Veldkant and Molenweg, and beyond the border around Rue des Tilleuls and Rue du Moulin.
CORNERS: Final[tuple[Place, ...]] = (
    (300, 540), (860, 540), (1950, 360), (1950, -120), (1420, -120), (1100, 80), (500, 80),
    (500, 440), (300, 440),
)  # fmt: skip


def tell_area(stage: Stage, *, now: datetime) -> None:
    """Let An write for a drawn area, two colleagues agree, and the police next door be asked."""
    languages = ("nl", "fr", "de")
    story = placed_story(
        stories()[SHEDS], stage.meerstraat, stage.beiaard, languages, "Veldkant", stage
    )
    part = Part(shape=outlined(CORNERS))
    at = now - timedelta(minutes=80)
    bulletin = written(replace(story, draft=replace(story.draft, part=part)), at)
    number = audience_of(outlook_of(bulletin)).persons
    for name, minutes in (("officer-els", 60), ("chief-karim", 45)):
        at = now - timedelta(minutes=minutes)
        approve_bulletin(actor_named(name, at=at), bulletin.pk, now=at, number=number)
