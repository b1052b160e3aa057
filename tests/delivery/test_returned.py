"""A mail that came back ends the row that it left, once, and only a row that its own name tells."""

import dataclasses
import uuid
from datetime import UTC, datetime

import pytest
from psycopg import Connection

from belfry.delivery.channels.email.channel import CHANNEL
from belfry.delivery.inbox import apply_events
from belfry.delivery.line import BorrowedLine
from belfry.delivery.models import Broadcast, Endpoint, Envelope
from belfry.delivery.returned import take_returned
from belfry.delivery.types import Outcome
from belfry.delivery.workflow import Cause, State
from belfry.inbound.automatic import OUR_ID
from belfry.inbound.types import Failure, Judgement, Kind
from tests.delivery.ledger import broadcast_to, claimed_rows, settle_rows, states, tallies

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
UNKNOWN = Failure("an@mail.example", "5.1.1", permanent=True, about_address=True)


@pytest.fixture
def connection(db: None) -> Connection:
    return BorrowedLine().connection()


def accepted(connection: Connection) -> Broadcast:
    broadcast = broadcast_to(1)
    rows = claimed_rows(connection)
    settle_rows(
        connection, [Outcome(row, State.ACCEPTED, supplier="relay.example") for row in rows]
    )
    return broadcast


def returned(broadcast: Broadcast, failure: Failure = UNKNOWN) -> Judgement:
    row = Envelope.objects.get(broadcast=broadcast)
    name = f"{row.message_id}.{row.endpoint_id}@bin.example"
    return Judgement(Kind.BOUNCE, answers=("theirs@mail.example", name), failures=(failure,))


def apply() -> None:
    apply_events(BorrowedLine(), now=NOW)


def test_an_address_that_does_not_exist_ends_the_row_and_is_marked(connection: Connection) -> None:
    broadcast = accepted(connection)
    assert take_returned(returned(broadcast), "mail:1", now=NOW) == 1
    apply()
    assert states(broadcast) == {"failed unknown_address": 1}
    assert tallies(broadcast) == {"failed unknown_address": 1}
    row = Envelope.objects.get(broadcast=broadcast)
    assert row.cause == Cause.UNKNOWN_ADDRESS
    endpoint = Endpoint.objects.get(pk=row.endpoint_id)
    assert (endpoint.broken_at, endpoint.broken_cause) == (NOW, Cause.UNKNOWN_ADDRESS)


@pytest.mark.parametrize(
    ("status", "cause"), [("5.2.2", Cause.MAILBOX_FULL), ("5.7.1", Cause.REFUSED)]
)
def test_a_full_mailbox_and_a_refusal_end_the_row_and_not_the_address(
    connection: Connection, status: str, cause: Cause
) -> None:
    broadcast = accepted(connection)
    failure = Failure("an@mail.example", status, permanent=True, about_address=False)
    take_returned(returned(broadcast, failure), "mail:1", now=NOW)
    apply()
    assert Envelope.objects.get(broadcast=broadcast).cause == cause
    assert not Endpoint.objects.filter(broken_at__isnull=False).exists()


def test_a_notice_that_comes_again_is_kept_once(connection: Connection) -> None:
    broadcast = accepted(connection)
    told = returned(broadcast)
    assert [take_returned(told, "mail:1", now=NOW) for _ in range(3)] == [1, 0, 0]
    apply()
    assert tallies(broadcast) == {"failed unknown_address": 1}


def test_what_is_late_or_names_no_mail_of_ours_changes_nothing(connection: Connection) -> None:
    broadcast = accepted(connection)
    late = Failure("an@mail.example", "4.4.7", permanent=False, about_address=False, is_late=True)
    assert take_returned(returned(broadcast, late), "mail:1", now=NOW) == 0
    nameless = dataclasses.replace(returned(broadcast), answers=("theirs@mail.example",))
    assert take_returned(nameless, "mail:2", now=NOW) == 0
    made_up = dataclasses.replace(nameless, answers=(f"1.{uuid.uuid4()}@bin.example",))
    take_returned(made_up, "mail:3", now=NOW)
    apply()
    assert states(broadcast) == {"accepted": 1}


def test_the_names_that_mails_leave_with_are_known_when_they_come_back() -> None:
    domain = CHANNEL._domain
    assert OUR_ID.match(f"7.{uuid.uuid4()}@{domain}")
