"""The pages of this version beside a newer one, which wrote what only it knows."""

from datetime import timedelta

from belfry.delivery.line import BorrowedLine
from belfry.delivery.models import Bundle, Heartbeat, Tally
from belfry.delivery.types import Outcome
from belfry.delivery.workflow import Lane, State
from tests.cast import Cast
from tests.delivery.ledger import broadcast_to, claimed_rows, settle_rows
from tests.web.conftest import VISIT, Browse
from tests.web.things import make_things


def test_every_page_that_counts_shows_what_only_a_newer_version_knows(
    browse: Browse, cast: Cast
) -> None:
    things = make_things(cast)
    waiting = broadcast_to(2, not_before=VISIT - timedelta(minutes=3))
    Bundle.objects.filter(broadcast_id=waiting.pk).update(channel="signal", lane=7)
    broadcast_to(1, lane=Lane.URGENT, first=9)
    rows = claimed_rows(BorrowedLine().connection(), lanes=(0, 0))
    outcomes = [Outcome(row, State.FAILED, "snow", burnt=True, recorded=True) for row in rows]
    assert settle_rows(BorrowedLine().connection(), outcomes, now=VISIT)
    Heartbeat.objects.create(
        name="newer:1/signal",
        channel="signal",
        beat_at=VISIT - timedelta(seconds=2),
        started_at=VISIT,
        suppliers={"signal.example": {"cause": "snow", "mood": "fair"}},
    )
    page = browse("operator-sam").get("/operator/").content.decode()
    assert "signal.example" in page
    assert "another reason" in page
    figures = browse("operator-sam").get("/metrics", headers={"host": "localhost"})
    assert 'channel="signal",lane="7"' in figures.content.decode()

    Tally.objects.filter(state="ready", cause="").update(state="parked", cause="snow")
    page = browse("coordinator-bram").get(f"/releases/{things.released_release}/").content.decode()
    assert "een andere reden" in page
