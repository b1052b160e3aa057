"""Claiming: who gets which rows, and what each claim judges anew."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, time

import pytest
from psycopg import Connection

from belfry.delivery.actions import stop_broadcast, suppress, withdraw
from belfry.delivery.claiming import claim, quiet_ones
from belfry.delivery.kinds import AddressKind
from belfry.delivery.line import BorrowedLine, Line
from belfry.delivery.models import Endpoint, Envelope
from belfry.delivery.settling import settle
from belfry.delivery.types import Outcome
from belfry.delivery.workflow import Lane, State
from tests.delivery.ledger import DUE, SCOPE, broadcast_to, endpoint_ids, states, tallies

EVERYTHING = (0, 9)
NIGHT = datetime(2026, 3, 10, 22, 30, tzinfo=UTC)  # 23:30 in Belgium


@pytest.fixture
def connection(db: None) -> Connection:
    return BorrowedLine().connection()


@pytest.fixture
def lines() -> Iterator[list[Line]]:
    opened = [Line("test"), Line("test")]
    yield opened
    for line in opened:
        line.hang_up()


def test_the_most_urgent_go_first_and_then_the_oldest(connection: Connection) -> None:
    bulk = broadcast_to(2, lane=Lane.BULK)
    late = broadcast_to(2, lane=Lane.POLICE, not_before=DUE.replace(hour=2))
    early = broadcast_to(2, lane=Lane.POLICE, not_before=DUE.replace(hour=1))
    urgent = broadcast_to(2, lane=Lane.URGENT)
    order = []
    for _ in range(4):
        rows, _ = claim(connection, EVERYTHING, 2)
        order.append(rows[0].message_id)
    assert order == [each.message_id for each in (urgent, early, late, bulk)]


def test_a_claim_takes_its_lanes_and_no_more_than_asked(connection: Connection) -> None:
    broadcast_to(5, lane=Lane.POLICE)
    urgent = broadcast_to(30, lane=Lane.URGENT)
    rows, found = claim(connection, (0, 1), 20)
    assert found
    assert {row.message_id for row in rows} == {urgent.message_id}
    assert len(rows) == 20
    assert states(urgent) == tallies(urgent) == {"claimed": 20, "ready": 10}


def test_rows_that_are_not_due_wait(connection: Connection) -> None:
    broadcast_to(3, not_before=datetime(2100, 1, 1, tzinfo=UTC))
    assert claim(connection, EVERYTHING, 10) == ([], False)


def test_phones_are_left_to_channels_that_reach_them(connection: Connection) -> None:
    broadcast = broadcast_to(1, channel=AddressKind.PHONE)
    assert claim(connection, EVERYTHING, 10) == ([], False)
    assert states(broadcast) == {"ready": 1}


@pytest.mark.usefixtures("ledger")
def test_two_claimers_never_share_a_row(lines: list[Line]) -> None:
    broadcast = broadcast_to(400)
    taken: list[list[str]] = [[], []]
    start = threading.Barrier(2)

    def take(number: int) -> None:
        connection = lines[number].connection()
        start.wait()
        while rows := claim(connection, EVERYTHING, 7)[0]:
            taken[number] += [row.endpoint_id for row in rows]

    threads = [threading.Thread(target=take, args=[number]) for number in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(taken)
    assert len(taken[0] + taken[1]) == len(set(taken[0] + taken[1])) == 400
    assert tallies(broadcast) == {"claimed": 400}


def test_what_was_stopped_refused_left_or_is_too_late_falls_out(connection: Connection) -> None:
    stopped, expired = broadcast_to(2), broadcast_to(2, expires_at=DUE)
    mixed = broadcast_to(6, first=100)
    unwanted, everything, erased, elsewhere, *_ = endpoint_ids(mixed)
    # Behind the backs of the actions, which settle waiting rows at once: the claim judges anew.
    stopped.stopped_at = DUE
    stopped.save()
    unwanted_row = Endpoint.objects.get(pk=unwanted)
    unwanted_row.suppressions.create(scope=SCOPE, at=DUE)
    Endpoint.objects.get(pk=everything).suppressions.create(scope="*", at=DUE)
    Endpoint.objects.get(pk=elsewhere).suppressions.create(scope="network:2", at=DUE)
    Endpoint.objects.filter(pk=erased).delete()
    rows, _ = claim(connection, EVERYTHING, 100)
    assert states(stopped)["stopped"] == 2
    assert states(expired)["expired"] == 2
    assert states(mixed) == tallies(mixed) == {"suppressed": 3, "claimed": 3}
    kept = {row.endpoint_id for row in rows if row.message_id == mixed.message_id}
    assert str(elsewhere) in kept
    assert not Envelope.objects.exclude(state="claimed").exclude(slot=None).exists()


def test_who_leaves_while_the_row_is_held_falls_out_when_it_comes_back(
    connection: Connection,
) -> None:
    broadcast = broadcast_to(2)
    leaver, stayer = endpoint_ids(broadcast)
    rows, _ = claim(connection, EVERYTHING, 10)
    assert withdraw([leaver], SCOPE, now=DUE) == 0
    settle(connection, [Outcome(row, State.READY) for row in rows])
    rows, _ = claim(connection, EVERYTHING, 10)
    assert [row.endpoint_id for row in rows] == [str(stayer)]
    assert states(broadcast) == tallies(broadcast) == {"suppressed": 1, "claimed": 1}


def test_a_stop_and_a_refusal_catch_rows_that_come_back(connection: Connection) -> None:
    broadcast = broadcast_to(3)
    first, *_ = endpoint_ids(broadcast)
    rows, _ = claim(connection, EVERYTHING, 10)
    suppress(first, SCOPE, now=DUE)
    stop_broadcast(broadcast, now=DUE)
    settle(connection, [Outcome(row, State.READY) for row in rows])
    assert claim(connection, EVERYTHING, 10) == ([], True)
    assert states(broadcast) == tallies(broadcast) == {"stopped": 3}


@pytest.mark.parametrize(
    ("at", "begins"),
    [
        (NIGHT, datetime(2026, 3, 11, 6, 0, tzinfo=UTC)),
        # The night in which the clock jumps from 02:00 to 03:00: 07:00 is 05:00 UTC.
        (datetime(2026, 3, 28, 22, 0, tzinfo=UTC), datetime(2026, 3, 29, 5, 0, tzinfo=UTC)),
        # The night in which it falls back: 07:00 is 06:00 UTC.
        (datetime(2026, 10, 24, 21, 0, tzinfo=UTC), datetime(2026, 10, 25, 6, 0, tzinfo=UTC)),
    ],
)
def test_quiet_hours_put_a_row_off_to_their_end(
    connection: Connection, at: datetime, begins: datetime
) -> None:
    quiet = broadcast_to(1, quiet=(time(22), time(7)))
    awake = broadcast_to(1, quiet=(time(12), time(13)))
    rows, _ = claim(connection, EVERYTHING, 10, now=at)
    outcomes = quiet_ones(rows)
    assert [outcome.row.message_id for outcome in outcomes] == [quiet.message_id]
    settle(connection, outcomes, now=at)
    row = Envelope.objects.get(broadcast=quiet)
    assert (row.state, row.not_before, row.attempts) == (State.READY, begins, 0)
    assert states(awake) == {"claimed": 1}


def test_rows_that_went_down_with_a_sender_go_apart_from_the_others(connection: Connection) -> None:
    broadcast = broadcast_to(3)
    first, *_ = endpoint_ids(broadcast)
    Envelope.objects.filter(endpoint_id=first).update(crashes=2)
    rows, _ = claim(connection, EVERYTHING, 10, crashes=(0, 1))
    assert len(rows) == 2
    rows, _ = claim(connection, EVERYTHING, 10, crashes=(2, 3))
    assert [row.endpoint_id for row in rows] == [str(first)]
