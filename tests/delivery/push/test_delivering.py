"""Pushes through the ledger: what an answer does to a row, and what a device tells raises it."""

import uuid
from datetime import timedelta

import pytest

from belfry.delivery.actions import open_broadcast, write_envelopes
from belfry.delivery.devices import add_device_endpoint, note_shown
from belfry.delivery.dispatching import deliver_waiting
from belfry.delivery.inbox import apply_events
from belfry.delivery.line import BorrowedLine
from belfry.delivery.models import Endpoint, Envelope
from belfry.delivery.slots import seal_slot
from belfry.delivery.types import Recipient
from belfry.delivery.workflow import Lane
from belfry.program.suppliers.push_service import PushServer
from tests.delivery.ledger import DUE, SLOTS, notice_message
from tests.delivery.push.players import our_key

pytestmark = pytest.mark.django_db

NOW = DUE + timedelta(minutes=1)


@pytest.fixture
def endpoint(server: PushServer) -> Endpoint:
    """A device of somebody, with a message that waits for it."""
    told = server.devices.make(our_key()).subscription(server.origin)
    added = add_device_endpoint(told)
    broadcast = open_broadcast(
        notice_message(),
        uuid.uuid4(),
        lane=Lane.URGENT,
        scope="network:1",
        now=DUE,
        expires_at=None,
    )
    write_envelopes(broadcast, [Recipient(added.pk, "push", "fr")], due=DUE)
    slot = seal_slot(broadcast.message_id, added.pk, SLOTS)
    Envelope.objects.filter(message_id=broadcast.message_id).update(slot=slot)
    return added


def state() -> tuple[str, str, str]:
    row = Envelope.objects.get(channel="push")
    return row.state, row.cause, row.supplier


def test_a_push_is_accepted_and_delivered_when_the_device_says_so(
    server: PushServer, endpoint: Endpoint
) -> None:
    deliver_waiting(now=NOW)
    assert state() == ("accepted", "", "local")
    (message,) = server.taken
    for _ in range(2):
        note_shown(message.content["r"], now=NOW)
    apply_events(BorrowedLine(), now=NOW)
    assert state()[0] == "delivered"


def test_a_device_that_is_gone_is_marked_and_gets_nothing_more(
    server: PushServer, endpoint: Endpoint
) -> None:
    server.control.wish(status=410)
    deliver_waiting(now=NOW)
    assert state()[:2] == ("failed", "gone")
    endpoint.refresh_from_db()
    assert endpoint.broken_at is not None
    assert endpoint.broken_cause == "gone"


@pytest.mark.parametrize("wish", [{"status": 500}, {"lose_answer": True}, {"status": 429}])
def test_a_service_in_trouble_costs_nobody_the_subscription(
    server: PushServer, endpoint: Endpoint, wish: dict[str, object]
) -> None:
    server.control.wish(**wish)
    deliver_waiting(now=NOW)
    assert state()[0] == "ready"
    endpoint.refresh_from_db()
    assert endpoint.broken_at is None


def test_a_key_that_is_refused_burns_no_attempt(server: PushServer, endpoint: Endpoint) -> None:
    server.control.wish(status=403)
    deliver_waiting(now=NOW)
    row = Envelope.objects.get(channel="push")
    assert (row.state, row.cause, row.attempts) == ("ready", "supplier_refuses", 0)
