from datetime import timedelta

import pytest
from django.utils import timezone

from belfry.delivery.dispatching import deliver_waiting
from tests.delivery.ledger import broadcast_to, states, tallies
from tests.delivery.relay import Relay


def test_what_waits_is_delivered_and_settled(db: None, settings) -> None:
    broadcast = broadcast_to(30)
    with Relay() as relay:
        settings.SMTP_URLS = [relay.url]
        deliver_waiting(now=timezone.now())
    assert states(broadcast) == tallies(broadcast) == {"accepted": 30}
    assert len(relay.journal.accepted()) == 30
