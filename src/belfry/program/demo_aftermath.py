"""What happens after a message of the demonstration: an outcome overdue, a message taken back, readers who complain."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from belfry.bulletins.actions.complaining import answer_complaint, complain
from belfry.bulletins.actions.following import correct_bulletin
from belfry.bulletins.actions.releasing import settle_releases
from belfry.bulletins.kinds import Grievance, Reason
from belfry.bulletins.models import Bulletin
from belfry.core.clock import local
from belfry.program.cast import Stage, actor_named
from belfry.program.demo_telling import (
    Deliver,
    end,
    follow_through,
    placed_story,
    stories,
    tell,
)

# By their place among the stories.
FALSE_STAFF: Final = 2
FALSE_MONEY: Final = 7


def tell_aftermath(deliver: Deliver, stage: Stage, *, now: datetime) -> None:
    """Take back a warning after a complaint, leave the end of a request untold, and a complaint unanswered."""
    warned = _office(now - timedelta(days=12))
    wrong = _told(FALSE_STAFF, deliver, stage, warned)
    _taken_back(wrong.pk, deliver, warned + timedelta(hours=2))
    end(wrong, "open", deliver, warned + timedelta(days=2))
    asked = _office(now - timedelta(days=10))
    request = _told(FALSE_MONEY, deliver, stage, asked)
    complain(
        actor_named("deputy-sofia", at=now),
        request.pk,
        Grievance.FRIGHTENING,
        "Mijn moeder durft niet meer naar de winkel. Kan dit rustiger?",
        now=now - timedelta(hours=20),
    )


def _told(story: int, deliver: Deliver, stage: Stage, now: datetime) -> Bulletin:
    placed = placed_story(
        stories()[story], stage.meerstraat, stage.beiaard, ("nl", "fr"), "Meerstraat", stage
    )
    bulletin = tell(placed, None, now)
    deliver(now + timedelta(minutes=20))
    settle_releases(now=now + timedelta(minutes=30))
    return bulletin


def _taken_back(bulletin_id: UUID, deliver: Deliver, now: datetime) -> None:
    """Let a reader say that the place is wrong, and the chief take the message back and answer."""
    words = "Dit was niet in onze straat maar aan het Kerkplein."
    chloe = actor_named("member-chloe", at=now)
    complaint = complain(chloe, bulletin_id, Grievance.WRONG, words, now=now)
    later = now + timedelta(minutes=25)
    karim = actor_named("chief-karim", at=later)
    correction = correct_bulletin(karim, bulletin_id, Reason.WRONG_PLACE, now=later)
    follow_through(correction, deliver, later)
    answer = "U hebt gelijk. Wij hebben het bericht teruggenomen. Dank u dat u het meldde."
    answer_complaint(karim, complaint.pk, answer, now=later + timedelta(minutes=5))


def _office(instant: datetime) -> datetime:
    """Return ten in the morning of a Belgian day."""
    return local(instant).replace(hour=10, minute=0, second=0, microsecond=0)
