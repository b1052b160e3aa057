"""A press on "stop" in the middle of a send: within five seconds nothing more is handed over."""

import time

import pytest
from django.utils import timezone

from belfry.delivery.actions import stop_broadcast
from belfry.delivery.models import Envelope
from belfry.delivery.workflow import Lane
from tests.delivery.ledger import broadcast_to, states, tallies
from tests.delivery.relay import Relay
from tests.delivery.test_killing import Victim
from tests.waiting import wait_until

ROWS = 300
BEFORE = 20
SLOWNESS = 0.2
WITHIN = 5.0


@pytest.mark.usefixtures("ledger")
@pytest.mark.parametrize("lane", [Lane.URGENT, Lane.POLICE])
def test_within_five_seconds_after_stop_nothing_more_is_handed_over(lane: Lane) -> None:
    def slow(verb: str, argument: str, count: int) -> None:
        if verb == "DOT":
            time.sleep(SLOWNESS)

    broadcast = broadcast_to(ROWS, lane=lane)
    with Relay(slow) as relay:
        dispatcher = Victim(relay.url)
        try:
            wait_until(lambda: len(relay.journal.accepted()) >= BEFORE, seconds=40)
            stop_broadcast(broadcast, now=timezone.now())
            time.sleep(WITHIN)
            told = len(relay.journal.accepted())
            time.sleep(4 * SLOWNESS)
            assert len(relay.journal.accepted()) == told
            assert BEFORE <= told < ROWS
            wait_until(lambda: not Envelope.objects.filter(state="ready").exists(), seconds=10)
        finally:
            assert dispatcher.end() == 0
    # Who was reached is known to the last one: the ledger says what the relay took.
    assert states(broadcast) == tallies(broadcast) == {"accepted": told, "stopped": ROWS - told}
