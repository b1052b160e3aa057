"""Test messages to ourselves: once in each period, through the real ledger."""

import threading
from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from pytest_django import Settings

from belfry.delivery.canaries import (
    canary_addresses,
    flights,
    late_canaries,
    lost_canaries,
    send_canaries,
)
from belfry.delivery.dispatching import deliver_waiting
from belfry.delivery.models import Bundle, Canary, Envelope
from belfry.delivery.workflow import Lane
from tests.cast import NOON
from tests.delivery.ledger import minutes
from tests.delivery.relay import Relay, nobody_listens

ADDRESS = "canary@operator.example"
SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def to_ourselves(settings: Settings) -> None:
    settings.CANARIES = {"email": ADDRESS, "phone": ""}


def test_nothing_configured_sends_none(db: None, settings: Settings) -> None:
    settings.CANARIES = {"email": "", "phone": ""}
    assert send_canaries(now=NOON) == 0
    assert not Envelope.objects.exists()


def test_an_address_that_is_none_stops_the_start(settings: Settings) -> None:
    settings.CANARIES = {"email": "nobody", "phone": ""}
    with pytest.raises(ImproperlyConfigured, match="BELFRY_CANARY_EMAIL"):
        canary_addresses()


def test_a_test_message_takes_the_way_of_every_other(db: None, settings: Settings) -> None:
    assert send_canaries(now=NOON) == 1
    assert Bundle.objects.get().lane == Lane.PERSONAL
    with Relay() as relay:
        settings.SMTP_URLS = [relay.url]
        deliver_waiting(now=NOON + 7 * SECOND)
    (mail,) = relay.journal.accepted()
    assert mail.recipients == [ADDRESS]
    assert b"Subject: Belfry test message" in mail.content
    (flight,) = flights(now=NOON + minutes(1))
    assert flight == ("email", NOON, "accepted", 7.0, None)
    Envelope.objects.update(state="delivered", told_at=NOON + 12 * SECOND)
    (flight,) = flights(now=NOON + minutes(1))
    assert (flight.accepted_seconds, flight.delivered_seconds) == (7.0, 12.0)


def test_three_schedulers_at_once_send_one_a_period(ledger: None) -> None:
    # Case 51 of the failure cases.
    sent: list[int] = []

    def tick(together: threading.Barrier, late: timedelta) -> None:
        together.wait(5)
        sent.append(send_canaries(now=NOON + late))
        connection.close()

    # Two periods, then a pause of two hours; their clocks differ by seconds.
    for after in (timedelta(), minutes(5), minutes(125)):
        together = threading.Barrier(3)
        schedulers = [
            threading.Thread(target=tick, args=(together, after + number * 20 * SECOND))
            for number in range(3)
        ]
        for one in schedulers:
            one.start()
        for one in schedulers:
            one.join(20)
    assert sorted(sent) == [0] * 6 + [1] * 3
    periods = list(Canary.objects.order_by("period").values_list("period", flat=True))
    # What nobody sent meanwhile is left out: it would tell nothing any more.
    assert periods == [NOON, NOON + minutes(5), NOON + minutes(125)]
    assert Envelope.objects.count() == 3


def test_one_that_nobody_takes_is_late_after_two_minutes(db: None, settings: Settings) -> None:
    with nobody_listens() as port:
        settings.SMTP_URLS = [f"smtp://127.0.0.1:{port}"]
        send_canaries(now=NOON)
        deliver_waiting(now=NOON)
    assert late_canaries(now=NOON + 119 * SECOND) == []
    assert late_canaries(now=NOON + 120 * SECOND) == ["email"]
    # The next one is on its way: the last that could have arrived still tells.
    send_canaries(now=NOON + minutes(5))
    assert late_canaries(now=NOON + minutes(5)) == ["email"]


def test_one_that_was_taken_in_time_is_not_late(db: None, settings: Settings) -> None:
    send_canaries(now=NOON)
    with Relay() as relay:
        settings.SMTP_URLS = [relay.url]
        deliver_waiting(now=NOON + 3 * SECOND)
    assert late_canaries(now=NOON + minutes(9)) == []
    # Nobody sends them any more, which is no better.
    assert late_canaries(now=NOON + minutes(11)) == ["email"]
    settings.CANARIES = {"email": "", "phone": ""}
    assert late_canaries(now=NOON + minutes(11)) == []


def test_where_test_messages_came_back_none_for_twenty_minutes_means_that_they_are_lost(
    db: None,
) -> None:
    def fly(at: int, state: str) -> None:
        send_canaries(now=NOON + minutes(at))
        Envelope.objects.filter(state="ready").update(
            state=state, settled_at=NOON + minutes(at), told_at=NOON + minutes(at)
        )

    fly(0, "accepted")
    # None ever came back: there are no receipts on this channel.
    assert lost_canaries(now=NOON + minutes(300)) == []
    fly(5, "delivered")
    assert lost_canaries(now=NOON + minutes(300)) == []
    for after in (10, 15, 20):
        fly(after, "accepted")
    assert lost_canaries(now=NOON + minutes(25)) == []
    assert lost_canaries(now=NOON + minutes(25) + SECOND) == ["email"]
    fly(25, "delivered")
    assert lost_canaries(now=NOON + minutes(26)) == []
