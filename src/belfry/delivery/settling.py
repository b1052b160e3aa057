"""Writing down what became of claimed rows, keeping them a little longer, and taking back what died.

Every statement is guarded by the claim's token: a dispatcher that slept past its lease changes nothing.
"""

import json
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final

from psycopg import Connection

from belfry.delivery.claiming import MOST_CRASHES
from belfry.delivery.line import ask
from belfry.delivery.types import Outcome

MOST_REAPED: Final = 5000

COUNT: Final = """
counted AS (
    INSERT INTO delivery_tally (broadcast_id, state, cause, count)
    SELECT broadcast_id, state, cause, sum(number) FROM (
        SELECT broadcast_id, 'claimed' AS state, '' AS cause, -1 AS number FROM moved
        UNION ALL SELECT broadcast_id, state, cause, 1 FROM moved) AS changes
    GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
    ON CONFLICT (broadcast_id, state, cause)
    DO UPDATE SET count = delivery_tally.count + excluded.count
)
"""
# Rows are found by their whole key and nothing else (only a claimed row has a token, a constraint): a
# condition with a constant, on state or channel, lets the planner read an index from end to end.
SETTLE: Final = f"""
WITH told AS MATERIALIZED (
    SELECT t.*, 'email' AS channel FROM json_to_recordset(%(told)s) AS t (
        m bigint, e uuid, t bigint, state text, cause text, status text, relay text, delay float8,
        burnt boolean, recorded boolean, broken boolean)
), moved AS (
    UPDATE delivery_envelope e
    SET state = t.state,
        cause = coalesce(t.cause, ''),
        relay = coalesce(t.relay, ''),
        attempts = e.attempts + CASE WHEN t.burnt THEN 1 ELSE 0 END,
        not_before = CASE WHEN t.delay IS NULL THEN e.not_before
            ELSE coalesce(%(now)s::timestamptz, now()) + t.delay * interval '1 second' END,
        claim_token = NULL,
        lease_until = NULL,
        settled_at = CASE WHEN t.state <> 'ready' THEN coalesce(%(now)s::timestamptz, now()) END,
        slot = CASE WHEN t.state IN ('ready', 'failed', 'dead') THEN e.slot END
    FROM told t
    WHERE e.message_id = t.m AND e.endpoint_id = t.e AND e.channel = t.channel
      AND e.claim_token = t.t
    RETURNING e.message_id, e.endpoint_id, e.broadcast_id, e.state, e.cause, e.relay, t.status,
              t.recorded, t.broken
), written AS (
    INSERT INTO delivery_attempt (message_id, endpoint_id, broadcast_id, at, cause, status, relay)
    SELECT message_id, endpoint_id, broadcast_id, coalesce(%(now)s::timestamptz, now()), cause,
           coalesce(status, ''), relay
    FROM moved WHERE recorded
), marked AS (
    UPDATE delivery_endpoint n
    SET broken_at = coalesce(%(now)s::timestamptz, now()), broken_cause = m.cause
    FROM moved m WHERE m.broken AND n.id = m.endpoint_id
), {COUNT}
SELECT count(*) FROM moved
"""  # noqa: S608 -- constants only
REAP: Final = f"""
WITH chosen AS MATERIALIZED (
    SELECT message_id, endpoint_id, channel, crashes + 1 AS crashes FROM delivery_envelope
    WHERE state = 'claimed' AND lease_until < now()
    ORDER BY lease_until LIMIT {MOST_REAPED} FOR UPDATE SKIP LOCKED
), moved AS (
    UPDATE delivery_envelope e
    SET state = CASE WHEN c.crashes < {MOST_CRASHES} THEN 'ready' ELSE 'dead' END,
        cause = CASE WHEN c.crashes < {MOST_CRASHES} THEN '' ELSE 'crashed' END,
        settled_at = CASE WHEN c.crashes < {MOST_CRASHES} THEN NULL ELSE now() END,
        crashes = c.crashes,
        claim_token = NULL,
        lease_until = NULL
    FROM chosen c
    WHERE e.message_id = c.message_id AND e.endpoint_id = c.endpoint_id AND e.channel = c.channel
    RETURNING e.message_id, e.endpoint_id, e.broadcast_id, e.state, e.cause
), written AS (
    INSERT INTO delivery_attempt (message_id, endpoint_id, broadcast_id, at, cause, status, relay)
    SELECT message_id, endpoint_id, broadcast_id, now(), 'crashed', '', '' FROM moved
), {COUNT}
SELECT count(*) FROM moved
"""  # noqa: S608 -- constants only
RENEW: Final = """
WITH renewed AS (
    UPDATE delivery_envelope SET lease_until = now() + %(lease)s * interval '1 second'
    WHERE state = 'claimed' AND lease_until > now() AND claim_token = ANY(%(tokens)s)
    RETURNING claim_token
)
SELECT DISTINCT claim_token FROM renewed
"""


def settle(
    connection: Connection, outcomes: Sequence[Outcome], *, now: datetime | None = None
) -> int:
    """Write outcomes, tallies, attempts and broken addresses in one statement; return how many held.

    Safe to repeat after a broken connection. Those that no longer carry their token are left alone:
    somebody else has them by now.
    """
    told = json.dumps([_told(outcome) for outcome in outcomes])
    return _number(connection, SETTLE, {"told": told, "now": now})


def _told(outcome: Outcome) -> dict[str, object]:
    row = outcome.row
    told: dict[str, object] = {
        "m": row.message_id,
        "e": row.endpoint_id,
        "t": row.token,
        "state": outcome.state,
        "relay": outcome.relay,
    }
    if outcome.cause or outcome.delay is not None:
        told |= {
            "cause": outcome.cause,
            "status": outcome.status[:12],
            "delay": outcome.delay,
            "burnt": outcome.burnt,
            "recorded": outcome.recorded,
            "broken": outcome.broken,
        }
    return told


def renew(connection: Connection, tokens: Collection[int], *, lease: float) -> set[int]:
    """Lengthen the leases of claims that are still at work; return those that were still ours."""
    found = ask(connection, RENEW, {"tokens": list(tokens), "lease": lease})
    return {token for (token,) in found}


def reap(connection: Connection) -> int:
    """Make rows whose lease ran out ready again, or dead after three crashes; return how many."""
    return _number(connection, REAP, {})


def _number(connection: Connection, query: str, values: dict[str, object]) -> int:
    ((number,),) = ask(connection, query, values)
    assert isinstance(number, int)
    return number
