"""Taking rows off the ledger: one statement that judges each row anew (dispatch, 5.4 and 5.5)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from psycopg import Connection

from belfry.core.clock import after_quiet
from belfry.delivery.kinds import EMAIL
from belfry.delivery.line import ask
from belfry.delivery.types import Claimed, Outcome
from belfry.delivery.workflow import State

# Longer than the carrier needs for a round, short enough that a dead dispatcher is soon forgotten.
LEASE_SECONDS: Final = 30.0
# A row whose sender died this often, at last alone, is suspected of killing them (dispatch, 5.5).
MOST_CRASHES: Final = 3

# Leases are database time, so that no machine's clock matters; %(now)s stands in for it when the
# demonstration plays the past. An endpoint that is gone was erased: its row falls out.
CLAIM: Final = """
WITH moment AS MATERIALIZED (
    SELECT coalesce(%(now)s::timestamptz, now()) AS at, nextval('delivery_claim_token') AS token
), picked AS MATERIALIZED (
    SELECT message_id, endpoint_id, channel, broadcast_id, scope, cause, expires_at, withdrawn
    FROM delivery_envelope
    WHERE state = 'ready' AND lane BETWEEN %(first)s AND %(last)s AND channel = %(channel)s
      AND crashes BETWEEN %(fewest)s AND %(worst)s
      AND not_before <= (SELECT at FROM moment)
    ORDER BY lane, not_before LIMIT %(most)s FOR UPDATE SKIP LOCKED
), judged AS MATERIALIZED (
    SELECT p.*, n.address, CASE
        WHEN b.stopped_at IS NOT NULL THEN 'stopped'
        WHEN p.withdrawn OR n.id IS NULL OR EXISTS (
            SELECT 1 FROM delivery_suppression s
            WHERE s.endpoint_id = p.endpoint_id AND s.scope IN (p.scope, '*')) THEN 'suppressed'
        WHEN p.expires_at <= (SELECT at FROM moment) THEN 'expired'
        ELSE 'claimed' END AS verdict
    FROM picked p
    JOIN delivery_broadcast b ON b.id = p.broadcast_id
    LEFT JOIN delivery_endpoint n ON n.id = p.endpoint_id
), moved AS (
    UPDATE delivery_envelope e
    SET state = j.verdict,
        cause = CASE WHEN j.verdict = 'expired' THEN j.cause ELSE '' END,
        claim_token = CASE WHEN j.verdict = 'claimed' THEN m.token END,
        lease_until = CASE WHEN j.verdict = 'claimed' THEN now() + %(lease)s * interval '1 second' END,
        settled_at = CASE WHEN j.verdict <> 'claimed' THEN m.at END,
        slot = CASE WHEN j.verdict = 'claimed' THEN e.slot END
    FROM judged j, moment m
    WHERE e.message_id = j.message_id AND e.endpoint_id = j.endpoint_id AND e.channel = j.channel
    RETURNING e.message_id, e.endpoint_id, e.claim_token, e.language, e.lane, e.scope, e.slot,
              e.attempts, e.expires_at, e.quiet_from, e.quiet_until, j.address, m.at, j.verdict
), changes AS (
    SELECT broadcast_id, 'ready' AS state, cause, -count(*) AS number FROM judged GROUP BY 1, 3
    UNION ALL
    SELECT broadcast_id, verdict, CASE WHEN verdict = 'expired' THEN cause ELSE '' END, count(*)
    FROM judged GROUP BY 1, 2, 3
), counted AS (
    INSERT INTO delivery_tally (broadcast_id, state, cause, count)
    SELECT broadcast_id, state, cause, number FROM changes ORDER BY 1, 2, 3
    ON CONFLICT (broadcast_id, state, cause)
    DO UPDATE SET count = delivery_tally.count + excluded.count
)
SELECT message_id, endpoint_id::text, coalesce(claim_token, 0), language, lane, scope, slot, attempts,
       expires_at, quiet_from, quiet_until, address, at
FROM moved ORDER BY lane, verdict <> 'claimed'
"""


def claim(
    connection: Connection,
    lanes: tuple[int, int],
    most: int,
    *,
    crashes: tuple[int, int] = (0, MOST_CRASHES),
    now: datetime | None = None,
    lease: float = LEASE_SECONDS,
) -> tuple[list[Claimed], bool]:
    """Take up to `most` due rows of `lanes` (first, last), the most urgent first.

    Rows that are stopped, unwanted or too late are settled here and not returned; the second value is
    whether anything was due at all. No other claim can have taken the same row. `crashes`
    (fewest, most) are those that a row has been through; `now` is the database's time unless given.
    """
    values = {
        "now": now,
        "first": lanes[0],
        "last": lanes[1],
        "channel": EMAIL,
        "most": most,
        "fewest": crashes[0],
        "worst": crashes[1],
        "lease": lease,
    }
    found = ask(connection, CLAIM, values)
    rows = [row for row in map(Claimed._make, found) if row.token]
    return rows, bool(found)


def quiet_ones(rows: Sequence[Claimed]) -> list[Outcome]:
    """Return the outcomes of rows that fall into their reader's quiet hours: later, nothing burnt."""
    outcomes = []
    for row in rows:
        if row.quiet_from is not None:
            begins = after_quiet(row.claimed_at, row.quiet_from, row.quiet_until)
            if begins > row.claimed_at:
                delay = (begins - row.claimed_at).total_seconds()
                outcomes.append(Outcome(row, State.READY, delay=delay))
    return outcomes
