"""Settling, leases and the reaper."""

import pytest
from psycopg import Connection

from belfry.delivery.actions import retry_failed
from belfry.delivery.claiming import claim
from belfry.delivery.line import BorrowedLine
from belfry.delivery.models import Attempt, Endpoint, Envelope
from belfry.delivery.settling import reap, renew, settle
from belfry.delivery.types import Outcome
from belfry.delivery.workflow import Cause, Lane, State
from tests.delivery.ledger import DUE, broadcast_to, let_leases_end, states, tallies

EVERYTHING = (0, 9)


@pytest.fixture
def connection(db: None) -> Connection:
    return BorrowedLine().connection()


def test_an_accepted_row_keeps_its_relay_and_nothing_personal(connection: Connection) -> None:
    broadcast = broadcast_to(3)
    rows, _ = claim(connection, EVERYTHING, 10)
    assert settle(connection, [Outcome(row, State.ACCEPTED, relay="r:25") for row in rows]) == 3
    assert states(broadcast) == tallies(broadcast) == {"accepted": 3}
    row = Envelope.objects.filter(broadcast=broadcast)[0]
    assert (row.relay, row.slot, row.claim_token, row.lease_until) == ("r:25", None, None, None)
    assert row.settled_at is not None
    assert not Attempt.objects.exists()


def test_a_failure_is_written_down_and_marks_the_address(connection: Connection) -> None:
    broadcast = broadcast_to(2)
    (bad, fine), _ = claim(connection, EVERYTHING, 10)
    failed = Outcome(
        bad,
        "failed",
        Cause.UNKNOWN_ADDRESS,
        "550 5.1.1",
        "r:25",
        burnt=True,
        recorded=True,
        broken=True,
    )
    settle(connection, [failed, Outcome(fine, State.ACCEPTED)])
    assert states(broadcast) == tallies(broadcast) == {"failed unknown_address": 1, "accepted": 1}
    assert Envelope.objects.get(state="failed").attempts == 1
    attempt = Attempt.objects.get()
    assert (str(attempt.endpoint_id), attempt.status) == (bad.endpoint_id, "550 5.1.1")
    assert Endpoint.objects.get(pk=bad.endpoint_id).broken_cause == Cause.UNKNOWN_ADDRESS
    assert Endpoint.objects.get(pk=fine.endpoint_id).broken_at is None


def test_settling_twice_changes_nothing_more(connection: Connection) -> None:
    broadcast = broadcast_to(2)
    rows, _ = claim(connection, EVERYTHING, 10)
    outcomes = [Outcome(row, State.ACCEPTED) for row in rows]
    assert (settle(connection, outcomes), settle(connection, outcomes)) == (2, 0)
    assert tallies(broadcast) == {"accepted": 2}


def test_a_zombie_cannot_overwrite(connection: Connection) -> None:
    broadcast = broadcast_to(1)
    asleep, _ = claim(connection, EVERYTHING, 10)
    let_leases_end()
    assert reap(connection) == 1
    awake, _ = claim(connection, EVERYTHING, 10)
    assert settle(connection, [Outcome(asleep[0], "failed", Cause.REFUSED)]) == 0
    assert renew(connection, [asleep[0].token], lease=30) == set()
    assert settle(connection, [Outcome(awake[0], State.ACCEPTED)]) == 1
    assert states(broadcast) == tallies(broadcast) == {"accepted": 1}


def test_a_renewed_lease_is_not_reaped(connection: Connection) -> None:
    broadcast_to(2)
    rows, _ = claim(connection, EVERYTHING, 1, lease=0.001)
    other, _ = claim(connection, EVERYTHING, 1)
    assert renew(connection, [other[0].token], lease=60) == {other[0].token}
    assert reap(connection) == 0 or rows


def test_a_row_whose_senders_die_three_times_is_given_up(connection: Connection) -> None:
    broadcast = broadcast_to(1)
    for crashes in (1, 2):
        claim(connection, EVERYTHING, 10)
        let_leases_end()
        assert reap(connection) == 1
        assert Envelope.objects.get().crashes == crashes
        assert states(broadcast) == tallies(broadcast) == {"ready": 1}
    claim(connection, EVERYTHING, 10)
    let_leases_end()
    reap(connection)
    assert states(broadcast) == tallies(broadcast) == {"dead crashed": 1}
    assert Attempt.objects.filter(cause=Cause.CRASHED).count() == 3


def test_try_again_takes_only_what_failed(connection: Connection) -> None:
    broadcast = broadcast_to(4, lane=Lane.BULK)
    rows, _ = claim(connection, EVERYTHING, 3)
    settle(
        connection,
        [
            Outcome(rows[0], State.ACCEPTED),
            Outcome(rows[1], State.DEAD, Cause.TEMPORARY, burnt=True),
            Outcome(rows[2], State.FAILED, Cause.UNKNOWN_ADDRESS, burnt=True, broken=True),
        ],
    )
    assert retry_failed(broadcast, now=DUE) == 2
    assert retry_failed(broadcast, now=DUE) == 0
    assert states(broadcast) == tallies(broadcast) == {"accepted": 1, "ready": 3}
    assert not Endpoint.objects.exclude(broken_at=None).exists()
    # What a notice says is still there for the second try.
    assert not Envelope.objects.filter(state="ready", slot=None).exists()
