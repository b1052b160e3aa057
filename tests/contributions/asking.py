"""A contribution that Meerstraat asks."""

from datetime import datetime
from typing import Any

from belfry.contributions.actions.asking import open_year
from belfry.contributions.models import Due, Year
from belfry.contributions.types import Asking
from tests.cast import NOON, Cast

ACCOUNT = "BE68 5390 0754 7034"
ASKING = Asking(2026, 500, 30_000, ("printing", "messages"), ACCOUNT, "Buurtcomité Meerstraat")


def asked(cast: Cast, *, now: datetime = NOON) -> Year:
    """Let coordinator Bram ask five euro for 2026."""
    return open_year(cast.coordinator_bram, cast.stage.meerstraat, ASKING, now=now)


def due_of(cast: Cast, figure: str, **more: Any) -> Due:
    """Return what the home of a figure owes."""
    return Due.objects.get(person_id=cast.person(figure), **more)
