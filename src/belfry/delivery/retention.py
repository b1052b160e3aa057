"""How long the ledger is kept: what was counted stays, rows go by whole partitions (dispatch, 1.10 and 5.2).

Messages, broadcasts, tallies and spending are never removed: they are the counted record and name no recipient.
A partition that is not full stays, whatever its age.
"""

import time
from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Final

import psycopg
from django.db import OperationalError, transaction
from django.db import connection as django_connection
from psycopg import Connection

from belfry.audit.actions import record
from belfry.delivery.line import Line, ask

LEDGER_KEPT: Final = timedelta(days=366)
# Suppliers repeat a receipt for a day or two; after that nobody asks what it was called.
TOLD_KEPT: Final = timedelta(days=7)
STEP_ROWS: Final = 5_000
PARTITION_MESSAGES: Final = 10_000
# The lock of the line is waited for half a second; whoever sends waits no longer than that.
TRIES: Final = 10
PAUSE_SECONDS: Final = 1.0

# Those that an earlier run left detached count, too. A message with a higher number shows that a
# partition is full; one that is not may still be written to.
OLD: Final = """
WITH parts AS MATERIALIZED (
    SELECT substring(relname FROM '[0-9]+$')::bigint AS block FROM pg_class
    WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace
      AND relname ~ '^delivery_envelope_[0-9]+$'
)
SELECT block FROM parts p
WHERE EXISTS (SELECT 1 FROM delivery_message m WHERE m.id >= (p.block + 1) * %(size)s)
  AND (SELECT max(b.opened_at) FROM delivery_broadcast b
       WHERE b.message_id >= p.block * %(size)s AND b.message_id < (p.block + 1) * %(size)s
      ) < %(before)s
ORDER BY block
"""
WAITS: Final = """
SELECT EXISTS (
    SELECT 1 FROM delivery_broadcast b JOIN delivery_tally t ON t.broadcast_id = b.id
    WHERE b.message_id >= %(block)s::bigint * %(size)s AND b.message_id < (%(block)s::bigint + 1) * %(size)s
      AND t.state = 'ready' AND t.count > 0)
"""
PENDING: Final = """
SELECT inhdetachpending FROM pg_inherits WHERE inhrelid = to_regclass(%(table)s)
"""
FORGET: Final = """
DELETE FROM {table} WHERE id IN (
    SELECT id FROM (SELECT id, at FROM {table} ORDER BY {order} LIMIT {most}) AS oldest
    WHERE at < %s)
"""

# Whose rows lead to somebody: the ledger's, and what was told of them.
NAMING: Final = ("delivery_attempt", "delivery_reference")
SETTLED: Final = """
DELETE FROM delivery_envelope WHERE message_id = ANY(%s) AND state NOT IN ('ready', 'claimed')
"""


def forget_recipients(message_ids: Collection[int]) -> frozenset[int]:
    """Take away to whom these messages went; return those that are still on their way.

    For notices whose recipients must not be known a minute longer than it takes to send them. What was counted stays.
    """
    with transaction.atomic(), django_connection.cursor() as cursor:
        cursor.execute(SETTLED, [list(message_ids)])
        cursor.execute(
            "SELECT message_id FROM delivery_envelope WHERE message_id = ANY(%s)",
            [list(message_ids)],
        )
        on_their_way = frozenset(message_id for (message_id,) in cursor.fetchall())
        for table in NAMING:
            cursor.execute(
                f"DELETE FROM {table} WHERE message_id = ANY(%s)",  # noqa: S608 -- a constant
                [list(set(message_ids) - on_their_way)],
            )
    return on_their_way


def forget_old(*, now: datetime, pause: Callable[[float], None] = time.sleep) -> Sequence[int]:
    """Drop what is older than it is kept; return the numbers of the partitions that went.

    Not inside a transaction. What is in the way today (a backup that runs) is tried again by the next run.
    """
    line = Line("belfry retention")
    try:
        dropped = _drop_old(line.connection(), now, pause)
    finally:
        line.hang_up()
    for table in ("delivery_event", "delivery_reference"):
        _forget_rows(table, "at", before=now - TOLD_KEPT)
    _forget_rows("delivery_attempt", "id", before=now - LEDGER_KEPT)
    return dropped


def _drop_old(
    connection: Connection, now: datetime, pause: Callable[[float], None]
) -> Sequence[int]:
    values = {"before": now - LEDGER_KEPT, "size": PARTITION_MESSAGES}
    return [
        block
        for (block,) in ask(connection, OLD, values)
        if not _waits(connection, block)
        and _patiently(partial(_detach, connection, block), pause)
        and _patiently(partial(_drop, connection, block, now), pause)
    ]


def _waits(connection: Connection, block: int) -> bool:
    """Whether a row of a partition is still to be sent."""
    ((waits,),) = ask(connection, WAITS, {"block": block, "size": PARTITION_MESSAGES})
    return bool(waits)


def _patiently(step: Callable[[], bool], pause: Callable[[float], None]) -> bool:
    """Do a step whose lock may be taken, again and again; return what it says, or False."""
    for _ in range(TRIES):
        try:
            return step()
        except (psycopg.errors.LockNotAvailable, OperationalError):
            pause(PAUSE_SECONDS)
    return False


def _detach(connection: Connection, block: int) -> bool:
    """Take a partition out of the ledger by no lock that a send waits for, or finish that."""
    table = f"delivery_envelope_{block}"
    for (pending,) in ask(connection, PENDING, {"table": table}):
        how = "FINALIZE" if pending else "CONCURRENTLY"
        ask(connection, f"ALTER TABLE delivery_envelope DETACH PARTITION {table} {how}", {})
    return True


def _drop(connection: Connection, block: int, now: datetime) -> bool:
    """Drop a detached partition; put it back when somebody revived a row in the meantime."""
    table, first = f"delivery_envelope_{block}", block * PARTITION_MESSAGES
    end = first + PARTITION_MESSAGES
    if _waits(connection, block):
        ask(
            connection,
            f"ALTER TABLE delivery_envelope ATTACH PARTITION {table} FOR VALUES FROM ({first}) TO ({end})",
            {},
        )
        return False
    with transaction.atomic(), django_connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '500ms'")
        cursor.execute(f"DROP TABLE {table}")
        record(
            "ledger.forgotten",
            subject=f"partition:{block}",
            person_id=None,
            at=now,
            detail={"first_message": first, "last_message": end - 1},
        )
    return True


def _forget_rows(table: str, order: str, *, before: datetime) -> None:
    """Delete old rows in small steps, each a transaction of its own: vacuum keeps up."""
    query = FORGET.format(table=table, order=order, most=STEP_ROWS)
    with django_connection.cursor() as cursor:
        while True:
            cursor.execute(query, [before])
            if cursor.rowcount < STEP_ROWS:
                return
