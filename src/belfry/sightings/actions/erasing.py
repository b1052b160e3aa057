"""What was reported is not kept here longer than the police need it here: then only the receipt stays."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from belfry.core.clock import local
from belfry.sightings.models import Letter, Photograph, Sighting, TownMatter

# After the answer; until then the police have taken over what they need into their own file.
KEPT: Final = timedelta(days=30)
# From the day on which it came, answered or not: pictures of people are kept a month at most.
PHOTOGRAPHS_KEPT: Final = timedelta(days=30)


@transaction.atomic
def erase_answered(*, now: datetime) -> int:
    """Empty the boxes of reports that were answered 30 days ago, with their letters; return how many.

    Receipt, state and day stay, and who owns it still sees that there was one.
    """
    rows = Sighting.objects.filter(answered_at__lte=now - KEPT).exclude(text=b"")
    ids = list(rows.select_for_update().values_list("pk", flat=True))
    Letter.objects.filter(sighting__in=ids).delete()
    return Sighting.objects.filter(pk__in=ids).update(text=b"", identity=b"")


@transaction.atomic
def erase_photographs(*, now: datetime) -> int:
    """Erase the photographs that came 30 days ago; return how many."""
    old = Photograph.objects.filter(sighting__received_on__lte=local(now).date() - PHOTOGRAPHS_KEPT)
    erased, _ = old.delete()
    return erased


def erase_settled(*, now: datetime) -> int:
    """Empty what was told a town hall and answered 30 days ago, with the tag of its author; return how many."""
    rows = TownMatter.objects.filter(done_at__lte=now - KEPT).exclude(words=b"")
    return rows.update(words=b"", place=b"", answer=b"", owner=b"")
