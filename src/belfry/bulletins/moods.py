"""How readers of a network felt after urgent messages, once enough of them said so."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db.models import Count, Q

from belfry.bulletins.kinds import Feeling
from belfry.bulletins.models import Mood

# Below so many answers nothing is shown: somebody could be found among them.
FEWEST: Final = 10


@dataclass(frozen=True, slots=True)
class Moods:
    """How many answered, how many felt calmer, the same or more worried, and how many found it useful."""

    number: int
    calmer: int
    same: int
    worried: int
    useful: int


def moods_after(release_ids: Collection[UUID]) -> Mapping[UUID, Moods]:
    """Return what was answered after each of these releases, where enough did, in one query."""
    rows = (
        Mood.objects.filter(release_id__in=list(release_ids))
        .values("release_id")
        .annotate(
            number=Count("pk"),
            calmer=Count("pk", filter=Q(feeling=Feeling.CALMER)),
            same=Count("pk", filter=Q(feeling=Feeling.SAME)),
            worried=Count("pk", filter=Q(feeling=Feeling.WORRIED)),
            helped=Count("pk", filter=Q(useful=True)),
        )
        .filter(number__gte=FEWEST)
    )
    return {
        row["release_id"]: Moods(
            row["number"], row["calmer"], row["same"], row["worried"], row["helped"]
        )
        for row in rows
    }
