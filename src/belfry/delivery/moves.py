"""Moves of many ledger rows at once; the tallies move in the same statement."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection

from belfry.delivery.workflow import State

# {where} is one of the constant conditions of `actions`, never something that was typed.
MOVE = """
WITH chosen AS (
    SELECT message_id, endpoint_id, channel, broadcast_id, state, cause
    FROM delivery_envelope WHERE {where}
    ORDER BY message_id, endpoint_id, channel FOR UPDATE
), moved AS (
    UPDATE delivery_envelope e
    SET {change}
    FROM chosen c
    WHERE e.message_id = c.message_id AND e.endpoint_id = c.endpoint_id
      AND e.channel = c.channel
    RETURNING c.broadcast_id, c.endpoint_id, c.state AS old_state, c.cause AS old_cause
), changes AS (
    SELECT broadcast_id, old_state AS state, old_cause AS cause, -count(*) AS number
    FROM moved GROUP BY 1, 2, 3
    UNION ALL
    SELECT broadcast_id, %s, '', count(*) FROM moved GROUP BY 1
), counted AS (
    INSERT INTO delivery_tally (broadcast_id, state, cause, count)
    SELECT broadcast_id, state, cause, number FROM changes ORDER BY 1, 2, 3
    ON CONFLICT (broadcast_id, state, cause)
    DO UPDATE SET count = delivery_tally.count + excluded.count
)
SELECT endpoint_id FROM moved
"""
MARK = "UPDATE delivery_envelope SET withdrawn = true WHERE state = 'claimed' AND {where}"
SETTLE = "state = %s, cause = '', settled_at = %s, slot = NULL"
REVIVE = (
    "state = 'ready', cause = '', attempts = 0, crashes = 0, settled_at = NULL, not_before = %s"
)

Key = UUID | str | int | list[UUID]


def settle_waiting(where: str, values: Sequence[Key], state: State, *, now: datetime) -> int:
    """Settle rows that wait and fit `where` as `state`; return how many."""
    query = MOVE.format(where=f"state = 'ready' AND {where}", change=SETTLE)
    with connection.cursor() as cursor:
        cursor.execute(query, [*values, state, now, state])
        return len(cursor.fetchall())


def mark_withdrawn(where: str, values: Sequence[Key]) -> None:
    """Mark rows that a dispatcher holds and that fit `where`: should they come back, they fall out."""
    with connection.cursor() as cursor:
        cursor.execute(MARK.format(where=where), list(values))


def revive(where: str, values: Sequence[Key], *, now: datetime) -> list[str]:
    """Make settled rows that fit `where` ready again; return their endpoints."""
    query = MOVE.format(where=where, change=REVIVE)
    with connection.cursor() as cursor:
        cursor.execute(query, [*values, now, State.READY])
        return [endpoint_id for (endpoint_id,) in cursor.fetchall()]
