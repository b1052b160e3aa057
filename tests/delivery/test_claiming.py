"""Claiming: who gets which rows, in which order, and what each claim judges anew."""

import threading
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, time

import pytest
from psycopg import Connection

from belfry.delivery.actions import stop_broadcast, suppress, withdraw
from belfry.delivery.claiming import WEIGHTS, Wheel, claim, settled_at_once, unwanted_now
from belfry.delivery.kinds import EMAIL
from belfry.delivery.line import BorrowedLine, Line
from belfry.delivery.models import Bundle, Endpoint, Envelope
from belfry.delivery.types import Outcome
from belfry.delivery.workflow import Lane, State
from tests.delivery.ledger import (
    DUE,
    SCOPE,
    broadcast_to,
    claimed_rows,
    endpoint_ids,
    give_back,
    settle_rows,
    states,
    tallies,
)

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
    early = broadcast_to(2, lane=Lane.POLICE)
    late = broadcast_to(2, lane=Lane.POLICE)
    urgent = broadcast_to(2, lane=Lane.URGENT)
    order = [claim(connection, EMAIL, EVERYTHING, 1)[0].message_id for _ in range(4)]
    assert order == [each.message_id for each in (urgent, early, late, bulk)]


def test_a_claim_takes_its_lanes_and_no_more_than_asked(connection: Connection) -> None:
    broadcast_to(5, lane=Lane.POLICE)
    urgent = broadcast_to(30, lane=Lane.URGENT)
    rows = claimed_rows(connection, lanes=(0, 1), most=1)
    assert {row.bundle.message_id for row in rows} == {urgent.message_id}
    # Urgent rows come in small company, so that a stop is obeyed and a crash costs little.
    assert len(rows) == 20
    assert len(claimed_rows(connection, lanes=(0, 1), most=5)) == 10
    assert claimed_rows(connection, lanes=(0, 1)) == []


def test_rows_that_are_not_due_wait(connection: Connection) -> None:
    broadcast_to(3, not_before=datetime(2100, 1, 1, tzinfo=UTC))
    assert claimed_rows(connection) == []


def test_rows_are_left_to_their_own_channel(connection: Connection) -> None:
    broadcast_to(1)
    assert claimed_rows(connection, channel="sms") == []
    assert len(claimed_rows(connection)) == 1


def test_a_small_network_does_not_wait_for_a_large_one(connection: Connection) -> None:
    large = broadcast_to(1000, scope="network:large")
    small = broadcast_to(150, scope="network:small", first=2000)
    order = [claim(connection, EMAIL, EVERYTHING, 1)[0].message_id for _ in range(5)]
    assert order.count(small.message_id) == 2
    assert order[0] == large.message_id


def test_a_network_queues_behind_its_own(connection: Connection) -> None:
    first = broadcast_to(300, scope="network:busy")
    second = broadcast_to(100, scope="network:busy", first=1000)
    other = broadcast_to(100, scope="network:calm", first=2000)
    order = [claim(connection, EMAIL, EVERYTHING, 1)[0].message_id for _ in range(5)]
    assert order.index(other.message_id) < order.index(second.message_id)
    assert order[-1] == second.message_id
    assert order.count(first.message_id) == 3


def test_a_network_that_sent_much_yesterday_is_no_worse_off_today(connection: Connection) -> None:
    broadcast_to(500, scope="network:busy")
    give = claimed_rows(connection, most=10)
    settle_rows(connection, [Outcome(row, State.ACCEPTED) for row in give])
    again = broadcast_to(100, scope="network:busy", first=1000)
    fresh = broadcast_to(300, scope="network:new", first=2000)
    order = [claim(connection, EMAIL, EVERYTHING, 1)[0].message_id for _ in range(4)]
    assert order[:2] == [again.message_id, fresh.message_id]


def test_lanes_take_turns_by_their_weights() -> None:
    wheel, served = Wheel(), Counter[Lane]()
    for _ in range(1500):
        lane = next(wheel.order(0.0))
        wheel.served(lane)
        served[lane] += 1
    assert {lane: count / 100 for lane, count in served.items()} == WEIGHTS


def test_a_lane_saves_nothing_up_while_it_is_empty() -> None:
    wheel = Wheel()
    for _ in range(100):
        for lane in wheel.order(0.0):
            if lane is Lane.BULK:
                wheel.served(lane)
                break
            wheel.empty(lane, 0.0)
    served = Counter[Lane]()
    for _ in range(30):
        lane = next(wheel.order(0.0))
        wheel.served(lane)
        served[lane] += 1
    assert served[Lane.BULK] >= 2
    assert served[Lane.REPORTS] >= 1


def test_a_lane_that_had_nothing_is_passed_over_until_it_may_have_something() -> None:
    wheel = Wheel()
    wheel.empty(Lane.POLICE, look_at=10.0)
    assert Lane.POLICE not in wheel.order(9.9)
    assert Lane.POLICE in wheel.order(10.0)
    wheel.empty(Lane.POLICE, look_at=20.0)
    wheel.rang()
    assert Lane.POLICE in wheel.order(10.1)


@pytest.mark.usefixtures("ledger")
def test_two_claimers_never_share_a_row(lines: list[Line]) -> None:
    for number in range(20):
        broadcast_to(20, first=number * 20)
    taken: list[list[str]] = [[], []]
    start = threading.Barrier(2)

    def take(number: int) -> None:
        connection = lines[number].connection()
        start.wait()
        while rows := claimed_rows(connection, most=1):
            taken[number] += [row.endpoint_id for row in rows]

    threads = [threading.Thread(target=take, args=[number]) for number in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken[0] + taken[1]) == len(set(taken[0] + taken[1])) == 400


def test_what_was_stopped_refused_left_or_is_too_late_falls_out(connection: Connection) -> None:
    stopped, expired = broadcast_to(2), broadcast_to(2, expires_at=DUE)
    mixed = broadcast_to(7, first=100)
    unwanted, everything, erased, elsewhere, no_mail, *_ = endpoint_ids(mixed)
    # Behind the backs of the actions, which settle waiting rows at once: the claim judges anew.
    stopped.stopped_at = DUE
    stopped.save()
    Endpoint.objects.get(pk=unwanted).suppressions.create(scope=SCOPE, at=DUE)
    Endpoint.objects.get(pk=everything).suppressions.create(scope="*", at=DUE)
    Endpoint.objects.get(pk=no_mail).suppressions.create(scope="email:*", at=DUE)
    Endpoint.objects.get(pk=elsewhere).suppressions.create(scope="network:2", at=DUE)
    Endpoint.objects.filter(pk=erased).delete()
    rows = claimed_rows(connection)
    outcomes = [outcome for row in rows if (outcome := settled_at_once(row))]
    settle_rows(connection, outcomes, over=False)
    assert states(stopped) == tallies(stopped) == {"stopped": 2}
    assert states(expired) == tallies(expired) == {"expired": 2}
    assert states(mixed) == tallies(mixed) == {"suppressed": 4, "ready": 3}
    kept = {row.endpoint_id for row in rows if not row.verdict}
    assert str(elsewhere) in kept
    assert not Envelope.objects.exclude(state="ready").exclude(slot=None).exists()


def test_who_leaves_while_the_row_is_held_falls_out_when_it_comes_back(
    connection: Connection,
) -> None:
    broadcast = broadcast_to(2)
    leaver, stayer = endpoint_ids(broadcast)
    rows = claimed_rows(connection)
    assert withdraw([leaver], SCOPE, now=DUE) == 0
    held = {row.bundle.id: row.bundle for row in rows}
    assert unwanted_now(connection, list(held.values())) == {(rows[0].bundle.id, str(leaver))}
    give_back(connection, rows)
    rows = claimed_rows(connection)
    assert {row.endpoint_id: row.verdict for row in rows} == {
        str(leaver): "suppressed",
        str(stayer): "",
    }


def test_a_leaver_of_another_network_keeps_what_waits(connection: Connection) -> None:
    broadcast = broadcast_to(1)
    assert withdraw(endpoint_ids(broadcast), "network:2", now=DUE) == 0
    assert withdraw(endpoint_ids(broadcast), SCOPE, now=DUE) == 1
    assert states(broadcast) == tallies(broadcast) == {"suppressed": 1}
    # The bundle is empty now: whoever claims it finds nothing to send.
    assert claimed_rows(connection) == []


def test_a_stop_and_a_refusal_catch_rows_that_come_back(connection: Connection) -> None:
    broadcast = broadcast_to(3)
    first, *_ = endpoint_ids(broadcast)
    rows = claimed_rows(connection)
    suppress(first, SCOPE, now=DUE)
    stop_broadcast(broadcast, now=DUE)
    assert len(unwanted_now(connection, [rows[0].bundle])) == 3
    give_back(connection, rows)
    rows = claimed_rows(connection)
    assert [row.verdict for row in rows] == ["stopped"] * 3


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
    rows = claimed_rows(connection, now=at)
    outcomes = [outcome for row in rows if (outcome := settled_at_once(row))]
    assert [outcome.row.bundle.message_id for outcome in outcomes] == [quiet.message_id]
    settle_rows(connection, outcomes, now=at)
    row = Envelope.objects.get(broadcast=quiet)
    assert (row.state, row.attempts) == (State.READY, 0)
    bundle = Bundle.objects.get(pk=row.bundle_id)
    assert (bundle.not_before, bundle.claim_token) == (begins, None)
    assert states(awake) == {"ready": 1}


def test_rows_that_went_down_with_a_sender_go_apart_from_the_others(connection: Connection) -> None:
    broadcast_to(3)
    crashed = broadcast_to(1, first=100)
    Bundle.objects.filter(broadcast_id=crashed.pk).update(crashes=2)
    assert len(claimed_rows(connection, crashes=(0, 1))) == 3
    rows = claimed_rows(connection, crashes=(2, 3))
    assert [row.bundle.message_id for row in rows] == [crashed.message_id]
