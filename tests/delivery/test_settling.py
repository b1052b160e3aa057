"""Settling, leases and the reaper."""

import pytest
from psycopg import Connection

from belfry.delivery.actions import retry_failed
from belfry.delivery.kinds import EMAIL
from belfry.delivery.leases import reap, renew
from belfry.delivery.line import BorrowedLine
from belfry.delivery.models import Attempt, Bundle, Endpoint, Envelope
from belfry.delivery.settling import News, settle
from belfry.delivery.types import Outcome
from belfry.delivery.workflow import Cause, Lane, State
from tests.delivery.ledger import (
    DUE,
    broadcast_to,
    claimed_rows,
    let_leases_end,
    settle_rows,
    states,
    tallies,
)


@pytest.fixture
def connection(db: None) -> Connection:
    return BorrowedLine().connection()


def test_an_accepted_row_keeps_its_supplier_and_nothing_personal(connection: Connection) -> None:
    broadcast = broadcast_to(3)
    rows = claimed_rows(connection)
    accepted = [Outcome(row, State.ACCEPTED, supplier="r:25") for row in rows]
    assert settle_rows(connection, accepted) == 3
    assert states(broadcast) == tallies(broadcast) == {"accepted": 3}
    row = Envelope.objects.filter(broadcast=broadcast)[0]
    assert (row.supplier, row.slot) == ("r:25", None)
    assert row.settled_at is not None
    assert not Attempt.objects.exists()
    assert not Bundle.objects.exists()


def test_a_bundle_that_was_accepted_whole_is_settled_in_one_sweep(connection: Connection) -> None:
    broadcast = broadcast_to(150)
    rows = claimed_rows(connection)
    bundles = {row.bundle.id: row.bundle for row in rows}
    news = [
        News(
            bundle,
            "r:25",
            [row for row in rows if row.bundle.id == key],
            over=True,
            whole=True,
        )
        for key, bundle in bundles.items()
    ]
    assert settle(connection, EMAIL, news) == 150
    assert settle(connection, EMAIL, news) == 0
    assert states(broadcast) == tallies(broadcast) == {"accepted": 150}
    assert not Envelope.objects.exclude(slot=None).exists()
    assert not Bundle.objects.exists()


def test_a_failure_is_written_down_and_marks_the_address(connection: Connection) -> None:
    broadcast = broadcast_to(2)
    bad, fine = claimed_rows(connection)
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
    settle_rows(connection, [failed, Outcome(fine, State.ACCEPTED)])
    assert states(broadcast) == tallies(broadcast) == {"failed unknown_address": 1, "accepted": 1}
    assert Envelope.objects.get(state="failed").attempts == 1
    attempt = Attempt.objects.get()
    assert (str(attempt.endpoint_id), attempt.status) == (bad.endpoint_id, "550 5.1.1")
    assert Endpoint.objects.get(pk=bad.endpoint_id).broken_cause == Cause.UNKNOWN_ADDRESS
    assert Endpoint.objects.get(pk=fine.endpoint_id).broken_at is None


def test_settling_twice_changes_nothing_more(connection: Connection) -> None:
    broadcast = broadcast_to(2)
    outcomes = [Outcome(row, State.ACCEPTED) for row in claimed_rows(connection)]
    assert settle_rows(connection, outcomes, over=False) == 2
    assert settle_rows(connection, outcomes) == 0
    assert tallies(broadcast) == {"accepted": 2}
    assert not Bundle.objects.exists()


def test_rows_that_are_put_off_wait_with_their_cause_and_count_right(
    connection: Connection,
) -> None:
    broadcast = broadcast_to(4)
    rows = claimed_rows(connection)
    later = [Outcome(row, State.READY, Cause.NO_RELAY, delay=30.0) for row in rows[:3]]
    settle_rows(connection, [*later, Outcome(rows[3], State.ACCEPTED)])
    assert states(broadcast) == tallies(broadcast) == {"ready no_relay": 3, "accepted": 1}
    assert claimed_rows(connection) == []
    Bundle.objects.update(not_before=DUE)
    again = claimed_rows(connection)
    assert [row.cause for row in again] == [Cause.NO_RELAY] * 3
    settle_rows(connection, [Outcome(row, State.ACCEPTED) for row in again])
    assert states(broadcast) == tallies(broadcast) == {"accepted": 4}
    assert not Bundle.objects.exists()


def test_a_zombie_cannot_overwrite(connection: Connection) -> None:
    broadcast = broadcast_to(1)
    (asleep,) = claimed_rows(connection)
    let_leases_end()
    assert reap(connection) == 1
    (awake,) = claimed_rows(connection)
    assert settle_rows(connection, [Outcome(asleep, "failed", Cause.REFUSED)]) == 0
    assert settle_rows(connection, [Outcome(asleep, State.READY, Cause.NO_RELAY, delay=9.0)]) == 0
    assert renew(connection, [asleep.bundle], lease=30) == set()
    assert settle_rows(connection, [Outcome(awake, State.ACCEPTED)]) == 1
    assert states(broadcast) == tallies(broadcast) == {"accepted": 1}
    assert not Bundle.objects.exists()


def test_a_renewed_lease_is_not_reaped(connection: Connection) -> None:
    broadcast_to(2)
    (row, _) = claimed_rows(connection, lease=0.001)
    assert renew(connection, [row.bundle], lease=60) in ({row.bundle.id}, set())
    let_leases_end()
    assert renew(connection, [row.bundle], lease=60) == set()
    assert reap(connection) == 2


def test_rows_left_by_a_dead_dispatcher_come_back_in_small_company_then_alone(
    connection: Connection,
) -> None:
    broadcast = broadcast_to(50)
    rows = claimed_rows(connection)
    settle_rows(connection, [Outcome(row, State.ACCEPTED) for row in rows[:5]], over=False)
    let_leases_end()
    assert reap(connection) == 45
    assert sorted(Bundle.objects.values_list("size", "crashes")) == [(5, 1), (20, 1), (20, 1)]
    taken = claimed_rows(connection, most=1)
    let_leases_end()
    reap(connection)
    assert Bundle.objects.filter(crashes=2, size=1).count() == len(taken)
    assert states(broadcast) == tallies(broadcast) == {"accepted": 5, "ready": 45}


def test_a_row_whose_senders_die_three_times_is_given_up(connection: Connection) -> None:
    broadcast = broadcast_to(1)
    for crashes in (1, 2):
        claimed_rows(connection)
        let_leases_end()
        assert reap(connection) == 1
        assert Bundle.objects.get().crashes == crashes
        assert states(broadcast) == tallies(broadcast) == {"ready": 1}
    claimed_rows(connection)
    let_leases_end()
    reap(connection)
    assert states(broadcast) == tallies(broadcast) == {"dead crashed": 1}
    assert Attempt.objects.filter(cause=Cause.CRASHED).count() == 3
    assert not Bundle.objects.exists()


def test_try_again_takes_only_what_failed(connection: Connection) -> None:
    broadcast = broadcast_to(4, lane=Lane.BULK)
    rows = claimed_rows(connection)
    settle_rows(
        connection,
        [
            Outcome(rows[0], State.ACCEPTED),
            Outcome(rows[1], State.DEAD, Cause.TEMPORARY, burnt=True),
            Outcome(rows[2], State.FAILED, Cause.UNKNOWN_ADDRESS, burnt=True, broken=True),
            Outcome(rows[3], State.UNKNOWN, Cause.BROKEN_CONNECTION, burnt=True),
        ],
    )
    assert retry_failed(broadcast, now=DUE) == 3
    assert retry_failed(broadcast, now=DUE) == 0
    assert states(broadcast) == tallies(broadcast) == {"accepted": 1, "ready": 3}
    assert not Endpoint.objects.exclude(broken_at=None).exists()
    # What a notice says is still there for the second try.
    assert not Envelope.objects.filter(state="ready", slot=None).exists()
    assert len(claimed_rows(connection)) == 3
