"""Yesterday's alert of the demonstration: its ladder shows every way, and what each step spared."""

from collections.abc import Callable
from datetime import datetime, timedelta

from belfry.bulletins.actions.releasing import settle_releases
from belfry.bulletins.models import Bulletin
from belfry.core.clock import local
from belfry.program.cast import Stage
from belfry.program.demo_telling import (
    UNTIL_RELEASE,
    Deliver,
    alert_story,
    placed_story,
    tell,
)

# The steps of a ladder are 75 s apart; the last comes well within this time.
A_STEP, THE_LADDER = timedelta(seconds=5), timedelta(minutes=5)


def written_at(now: datetime) -> datetime:
    """Return when it was written: yesterday afternoon."""
    return local(now - timedelta(days=1)).replace(hour=16, minute=25, second=0, microsecond=0)


def tell_alert(
    deliver: Deliver, see: Callable[[datetime], None], stage: Stage, *, now: datetime
) -> Bulletin:
    """Tell it to Meerstraat: notifications first, then an SMS and a call where nobody saw one.

    `deliver(instant)` is that of `load_demo`; `see(instant)` tells that devices showed their notification.
    """
    start = written_at(now)
    story = placed_story(
        alert_story(), stage.meerstraat, stage.beiaard, ("nl", "fr"), "Meerstraat", stage
    )
    bulletin = tell(story, None, start)
    released = start + UNTIL_RELEASE
    deliver(released + A_STEP)
    see(released + 2 * A_STEP)
    deliver(released + THE_LADDER)
    settle_releases(now=released + timedelta(minutes=30))
    return bulletin
