"""The state of sending, told without a count of the ledger."""

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta

import psycopg
import pytest
from django.db import connection as django_connection
from psycopg import Connection

from belfry.audit.models import Entry
from belfry.core.errors import NotAllowed, NotFound
from belfry.delivery import watching
from belfry.delivery.leases import reap
from belfry.delivery.line import BorrowedLine, _parameters
from belfry.delivery.models import Attempt, AttemptCount, Broadcast, Event, Heartbeat
from belfry.delivery.operating import TO_RETRY, retry_troubled
from belfry.delivery.types import Outcome
from belfry.delivery.watching import (
    Standing,
    attempts,
    ended_leases,
    fold_attempts,
    inbox,
    limits,
    senders,
    sizes,
    tallied_troubles,
    transactions,
    troubles,
    waiting,
)
from belfry.delivery.workflow import Cause, Lane, State
from tests.cast import NOON, Cast
from tests.delivery.ledger import (
    DUE,
    broadcast_to,
    claimed_rows,
    let_leases_end,
    minutes,
    settle_rows,
    states,
)


@pytest.fixture
def connection(db: None) -> Connection:
    return BorrowedLine().connection()


def given_up(connection: Connection, count: int, cause: str = Cause.TEMPORARY) -> Broadcast:
    """Return a broadcast all of whose rows were given up at NOON."""
    broadcast = broadcast_to(count)
    outcomes = [
        Outcome(row, State.DEAD, cause, burnt=True, recorded=True)
        for row in claimed_rows(connection, lanes=(2, 2))
    ]
    assert settle_rows(connection, outcomes, now=NOON) == count
    return broadcast


def test_the_oldest_of_each_lane_is_told_by_its_age(connection: Connection) -> None:
    broadcast_to(3, lane=Lane.URGENT)
    broadcast_to(250, lane=Lane.BULK, not_before=DUE + minutes(4))
    broadcast_to(1, lane=Lane.BULK, not_before=DUE + minutes(30))
    told = waiting(now=DUE + minutes(5))
    assert told == [("email", Lane.URGENT, 1, 300.0), ("email", Lane.BULK, 3, 60.0)]
    claimed_rows(connection, lanes=(0, 0))
    assert [one.lane for one in waiting(now=DUE + minutes(5))] == [Lane.BULK]


def test_dispatchers_are_told_with_how_long_they_were_silent(db: None) -> None:
    for name, age in (("a:1/email", 5), ("b:2/email", 130)):
        Heartbeat.objects.create(
            name=name,
            beat_at=NOON - timedelta(seconds=age),
            started_at=NOON,
            suppliers={"r": {"cause": "", "weight": 70}},
        )
    assert [(one.name, one.seconds) for one in senders(now=NOON)] == [
        ("a:1/email", 5.0),
        ("b:2/email", 130.0),
    ]
    assert senders(now=NOON)[0].suppliers == {"r": Standing("", 70)}


def test_attempts_are_counted_as_they_are_written_and_their_sums_last(
    connection: Connection,
) -> None:
    given_up(connection, 3)
    given_up(connection, 2, Cause.MAILBOX_FULL)
    counted = [("email", "mailbox_full", 2), ("email", "temporary", 3)]
    assert attempts() == counted
    assert attempts(since=NOON + minutes(1)) == []
    fold_attempts(now=NOON + timedelta(days=2))
    assert attempts() == counted
    assert attempts(since=NOON - timedelta(days=1)) == []
    given_up(connection, 1)
    fold_attempts(now=NOON + timedelta(days=2))
    assert attempts() == [("email", "mailbox_full", 2), ("email", "temporary", 4)]
    assert AttemptCount.objects.count() == 2


def test_leases_that_ran_out_are_counted(connection: Connection) -> None:
    broadcast_to(7)
    claimed_rows(connection)
    let_leases_end()
    with django_connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        now = cursor.fetchone()[0]
    assert reap(connection) == 7
    assert ended_leases(since=now - minutes(2)) == 7


def test_what_is_given_up_is_told_by_state_and_cause(connection: Connection) -> None:
    given_up(connection, 3)
    assert tallied_troubles() == [("dead", "temporary", 3)]


def test_sizes_are_estimates_that_read_nothing(connection: Connection) -> None:
    broadcast_to(1)
    told = sizes()
    assert told.database_bytes > 1_000_000
    assert told.ledger_rows >= 0


def test_receipts_that_wait_and_fit_no_delivery_are_told(db: None) -> None:
    assert inbox(now=NOON) == (0, 0.0, 0)
    for key, outcome, seconds in (
        ("a", "", -90),
        ("b", "", -5),
        ("c", "", 60),
        ("d", "applied", -9),
    ):
        event(key, outcome, NOON + timedelta(seconds=seconds))
    event("e", "unmatched", NOON)
    assert inbox(now=NOON) == (2, 90.0, 1)


def event(key: str, outcome: str, try_at: datetime) -> None:
    Event.objects.create(
        channel="sms", supplier="gateway", key=key, at=NOON, try_at=try_at, outcome=outcome
    )


def test_limits_of_domains_are_not_told(connection: Connection) -> None:
    with django_connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO delivery_limit VALUES"
            " ('email:relay.example:25', now() + interval '3 s', now()),"
            " ('domain:jan-peeters.example', now(), now())"
        )
    ((name, ahead, _),) = limits()
    assert name == "email:relay.example:25"
    assert 2 < ahead <= 3


def test_troubles_that_are_still_of_use_can_be_tried_again(
    connection: Connection, cast: Cast
) -> None:
    mended = given_up(connection, 3)
    stopped = given_up(connection, 2)
    Broadcast.objects.filter(pk=stopped.pk).update(stopped_at=NOON)
    expired = given_up(connection, 2)
    Broadcast.objects.filter(pk=expired.pk).update(expires_at=NOON)
    other = given_up(connection, 1, Cause.MAILBOX_FULL)
    assert troubles(now=NOON) == [("email", "temporary", 3), ("email", "mailbox_full", 1)]
    assert troubles(now=NOON + timedelta(days=8)) == []
    assert retry_troubled(cast.operator_sam, "email", Cause.TEMPORARY, now=NOON) == 3
    assert states(mended) == {"ready": 3}
    assert states(stopped) == states(expired) == {"dead temporary": 2}
    assert states(other) == {"dead mailbox_full": 1}
    assert retry_troubled(cast.operator_sam, "email", Cause.TEMPORARY, now=NOON) == 0
    entries = Entry.objects.filter(act="delivery.retried").order_by("pk")
    assert [(one.subject, one.detail) for one in entries] == [
        ("cause:temporary", {"channel": "email", "count": 3}),
        ("cause:temporary", {"channel": "email", "count": 0}),
    ]
    assert {one.person_id for one in entries} == {cast.operator_sam.person_id}


@pytest.mark.parametrize("who", ["officer_an", "chief_karim", "coordinator_bram", "centre_mila"])
def test_nobody_but_the_operator_tries_again(connection: Connection, cast: Cast, who: str) -> None:
    broadcast = given_up(connection, 1)
    with pytest.raises(NotAllowed):
        retry_troubled(getattr(cast, who), "email", Cause.TEMPORARY, now=NOON)
    assert states(broadcast) == {"dead temporary": 1}


@pytest.mark.parametrize(("channel", "cause"), [("pigeon", "temporary"), ("email", "x' OR 1=1")])
def test_what_does_not_exist_is_not_tried_again(cast: Cast, channel: str, cause: str) -> None:
    with pytest.raises(NotFound):
        retry_troubled(cast.operator_sam, channel, cause, now=NOON)


def test_two_who_press_together_give_each_row_one_new_attempt(ledger: None, cast: Cast) -> None:
    # Case 64 of the failure cases.
    broadcast = given_up(BorrowedLine().connection(), 200)
    sam, together, found = cast.operator_sam, threading.Barrier(2), []

    def press() -> None:
        together.wait(5)
        found.append(retry_troubled(sam, "email", Cause.TEMPORARY, now=NOON))
        django_connection.close()

    presses = [threading.Thread(target=press) for _ in range(2)]
    for one in presses:
        one.start()
    for one in presses:
        one.join(20)
    assert sorted(found) == [0, 200]
    assert states(broadcast) == {"ready": 200}


@pytest.fixture
def held_open(ledger: None) -> Iterator[int]:
    """The process id of a connection whose transaction looks at the database as it was."""
    with psycopg.connect(**_parameters(), application_name="somebody") as other:
        other.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        other.execute("SELECT count(*) FROM delivery_message")
        yield other.info.backend_pid


def test_a_transaction_that_stays_open_is_found_by_its_age(held_open: int) -> None:
    # Case 20: the alert.
    found = {one.pid: one for one in transactions()}
    assert found[held_open].application == "somebody"
    assert 0 <= found[held_open].seconds < 60


def test_nothing_reads_the_ledger_or_the_attempts_from_end_to_end(connection: Connection) -> None:
    given_up(connection, 20)
    values = {
        "now": NOON, "since": NOON - timedelta(days=7), "before": NOON, "most": 50_000,
    }  # fmt: skip
    retry = TO_RETRY.replace("%s", "'2026-11-24'").replace("LIMIT '2026-11-24'", "LIMIT 50000")
    queries = {
        name: getattr(watching, name)
        for name in ("TALLIES", "ATTEMPTS", "FOLD", "TROUBLES", "LIMITS", "INBOX")
    }
    queries["TO_RETRY"] = f"SELECT 1 FROM delivery_envelope e WHERE {retry}"
    with django_connection.cursor() as cursor:
        # With a table this small it would be the quicker way; the question is whether there is another.
        cursor.execute("SET LOCAL enable_seqscan = off")
        for name, query in queries.items():
            cursor.execute(f"EXPLAIN {query}", values if "%(" in query else None)
            plan = "\n".join(line for (line,) in cursor.fetchall())
            assert "Seq Scan on delivery_" not in plan.replace("Seq Scan on delivery_limit", ""), (
                f"{name}\n{plan}"
            )
    assert Attempt.objects.count() == 20
