"""Moves of many ledger rows at once; the tallies move in the same statement."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection

from belfry.delivery.workflow import State

# {where} is one of the constant conditions of `actions`, never something that was typed.
# A bundle that we hold nobody claims; one that is claimed is not ours to touch.
HOLD = "SELECT id FROM delivery_bundle WHERE claim_token IS NULL AND {which} ORDER BY id FOR UPDATE"
WITH_ROWS = "id IN (SELECT bundle_id FROM delivery_envelope WHERE state = 'ready' AND {where})"
OF_BROADCAST = "broadcast_id = %s"
# What both read cannot change in between: we hold the bundles.
MOVE = """
WITH chosen AS (
    SELECT broadcast_id, cause, count(*) AS number FROM delivery_envelope
    WHERE state = 'ready' AND bundle_id = ANY(%s) AND {where}
    GROUP BY 1, 2
), moved AS (
    UPDATE delivery_envelope SET state = %s, cause = '', settled_at = %s, slot = NULL
    WHERE state = 'ready' AND bundle_id = ANY(%s) AND {where}
    RETURNING broadcast_id
), changes AS (
    SELECT broadcast_id, 'ready' AS state, cause, -number AS number FROM chosen
    UNION ALL
    SELECT broadcast_id, %s, '', count(*) FROM moved GROUP BY 1
), counted AS (
    INSERT INTO delivery_tally (broadcast_id, state, cause, count)
    SELECT broadcast_id, state, cause, number FROM changes ORDER BY 1, 2, 3
    ON CONFLICT (broadcast_id, state, cause)
    DO UPDATE SET count = delivery_tally.count + excluded.count
)
SELECT count(*) FROM moved
"""
MARK = "UPDATE delivery_envelope SET withdrawn = true WHERE state = 'ready' AND {where}"
REVIVE = """
WITH chosen AS (
    SELECT e.message_id, e.endpoint_id, e.channel, e.broadcast_id, e.state, e.cause
    FROM delivery_envelope e WHERE {where}
    ORDER BY e.message_id, e.endpoint_id, e.channel FOR UPDATE
), placed AS MATERIALIZED (
    SELECT c.*, (row_number() OVER (PARTITION BY broadcast_id, channel) - 1) / %s AS part
    FROM chosen c
), parts AS MATERIALIZED (
    SELECT message_id, broadcast_id, channel, part, count(*) AS size,
           nextval('delivery_bundle_id_seq') AS id
    FROM placed GROUP BY 1, 2, 3, 4
), made AS (
    INSERT INTO delivery_bundle (id, message_id, broadcast_id, channel, lane, turn, not_before, size,
                                 crashes)
    SELECT p.id, p.message_id, p.broadcast_id, p.channel, b.lane, 0, %s, p.size, 0
    FROM parts p JOIN delivery_broadcast b ON b.id = p.broadcast_id
), moved AS (
    UPDATE delivery_envelope e
    SET state = 'ready', cause = '', attempts = 0, settled_at = NULL, bundle_id = p.id
    FROM placed c JOIN parts p USING (message_id, broadcast_id, channel, part)
    WHERE e.message_id = c.message_id AND e.endpoint_id = c.endpoint_id
      AND e.channel = c.channel
    RETURNING c.broadcast_id, c.endpoint_id, c.state AS old_state, c.cause AS old_cause
), changes AS (
    SELECT broadcast_id, old_state AS state, old_cause AS cause, -count(*) AS number
    FROM moved GROUP BY 1, 2, 3
    UNION ALL
    SELECT broadcast_id, 'ready', '', count(*) FROM moved GROUP BY 1
), counted AS (
    INSERT INTO delivery_tally (broadcast_id, state, cause, count)
    SELECT broadcast_id, state, cause, number FROM changes ORDER BY 1, 2, 3
    ON CONFLICT (broadcast_id, state, cause)
    DO UPDATE SET count = delivery_tally.count + excluded.count
)
SELECT endpoint_id FROM moved
"""
# So many rows that are tried again share a bundle.
COMPANY = 20

Key = UUID | str | int | list[UUID]


def settle_waiting(where: str, values: Sequence[Key], state: State, *, now: datetime) -> int:
    """Settle rows that wait, unclaimed, and fit `where` as `state`; return how many."""
    return _settle(WITH_ROWS.format(where=where), where, values, state, now)


def stop_waiting(broadcast_id: int, *, now: datetime) -> int:
    """Settle the rows of a broadcast that wait, unclaimed, as stopped; return how many."""
    return _settle(OF_BROADCAST, OF_BROADCAST, [broadcast_id], State.STOPPED, now)


def _settle(which: str, where: str, values: Sequence[Key], state: State, now: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(HOLD.format(which=which), list(values))
        chosen = [[bundle_id for (bundle_id,) in cursor.fetchall()], *values]
        cursor.execute(MOVE.format(where=where), [*chosen, state, now, *chosen, state])
        return int(cursor.fetchone()[0])


def mark_withdrawn(where: str, values: Sequence[Key]) -> None:
    """Mark rows that a dispatcher holds and that fit `where`: should they come back, they fall out."""
    with connection.cursor() as cursor:
        cursor.execute(MARK.format(where=where), list(values))


def revive(where: str, values: Sequence[Key], *, now: datetime) -> list[UUID]:
    """Make settled rows that fit `where` ready again; return their endpoints."""
    with connection.cursor() as cursor:
        cursor.execute(REVIVE.format(where=where), [*values, COMPANY, now])
        return [endpoint_id for (endpoint_id,) in cursor.fetchall()]
