"""Taking rows off the ledger, by the bundle (dispatch, 5.4, 5.5 and 5.8).

Lanes 0 and 1 are served in strict order; the others take turns by weight. Within a lane each scope (a
network) queues behind its own rows only: its bundles carry turns that go on where its last ones end, but
never begin before those that wait now, so that 126 recipients do not wait for 180,000 of somebody else.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from psycopg import Connection

from belfry.core.clock import after_quiet
from belfry.delivery.line import ask
from belfry.delivery.types import Claimed, Held, Outcome
from belfry.delivery.workflow import Lane, State

# Longer than the carrier needs for a round, short enough that a dead dispatcher is soon forgotten.
LEASE_SECONDS: Final = 30.0
# A row whose sender died this often, at last alone, is suspected of killing them (dispatch, 5.5).
MOST_CRASHES: Final = 3
# Shares of the lanes that take turns; none of them waits for ever.
WEIGHTS: Final = {Lane.POLICE: 8, Lane.COORDINATOR: 4, Lane.BULK: 2, Lane.REPORTS: 1}
ROUND: Final = sum(WEIGHTS.values())

# Leases are database time, so that no machine's clock matters; %(now)s stands in for it when the
# demonstration plays the past.
CLAIM: Final = """
WITH moment AS MATERIALIZED (
    SELECT coalesce(%(now)s::timestamptz, now()) AS at, nextval('delivery_claim_token') AS token
), picked AS MATERIALIZED (
    SELECT id FROM delivery_bundle
    WHERE claim_token IS NULL AND channel = %(channel)s AND lane BETWEEN %(first)s AND %(last)s
      AND crashes BETWEEN %(fewest)s AND %(worst)s AND not_before <= (SELECT at FROM moment)
    ORDER BY lane, turn, id LIMIT %(most)s FOR UPDATE SKIP LOCKED
), held AS (
    UPDATE delivery_bundle b
    SET claim_token = m.token, lease_until = now() + %(lease)s * interval '1 second'
    FROM picked p, moment m WHERE b.id = p.id
    RETURNING b.id, b.message_id, b.broadcast_id, b.lane, b.turn, m.token, m.at
)
SELECT h.id, h.token, h.message_id, h.broadcast_id, h.lane, h.turn, h.at, b.scope, b.expires_at
FROM held h JOIN delivery_broadcast b ON b.id = h.broadcast_id ORDER BY h.lane, h.turn, h.id
"""
# A statement of its own: whoever withdraws or stops rows does so before it is claimed and is seen
# here, or finds it claimed and marks them. An endpoint that is gone was erased: its row falls out. The
# scope is a condition on the few rows found (`|| ''`), or the index would be asked for each of three.
READ: Final = """
SELECT e.bundle_id, e.endpoint_id::text, e.language, e.slot, e.attempts, e.cause,
       e.quiet_from, e.quiet_until, e.chain::text, e.step, n.address, CASE
    WHEN b.stopped_at IS NOT NULL THEN 'stopped'
    WHEN e.withdrawn OR n.id IS NULL OR EXISTS (
        SELECT 1 FROM delivery_suppression s
        WHERE s.endpoint_id = e.endpoint_id
          AND s.scope || '' IN (b.scope, '*', %(channel)s || ':*',
                                CASE b.lane WHEN 5 THEN 'news:*' ELSE '*' END)) THEN 'suppressed'
    WHEN b.expires_at <= %(at)s THEN 'expired'
    WHEN e.step > 0 AND EXISTS (
        SELECT 1 FROM delivery_envelope earlier
        WHERE earlier.message_id = e.message_id AND earlier.chain = e.chain
          AND earlier.step < e.step AND earlier.state IN ('delivered', 'confirmed')) THEN 'spared'
    ELSE '' END
FROM unnest(%(messages)s::bigint[], %(broadcasts)s::bigint[], %(bundles)s::bigint[])
    AS h (message_id, broadcast_id, bundle_id)
JOIN delivery_broadcast b ON b.id = h.broadcast_id
JOIN delivery_envelope e ON e.message_id = h.message_id AND e.bundle_id = h.bundle_id
    AND e.state = 'ready'
LEFT JOIN delivery_endpoint n ON n.id = e.endpoint_id
"""
# What a dispatcher holds and has not begun is looked at again, so that a stop is obeyed at once.
UNWANTED: Final = """
SELECT e.bundle_id, e.endpoint_id::text
FROM unnest(%(messages)s::bigint[], %(bundles)s::bigint[]) AS h (message_id, bundle_id)
JOIN delivery_envelope e ON e.message_id = h.message_id AND e.bundle_id = h.bundle_id
    AND e.state = 'ready'
JOIN delivery_broadcast b ON b.id = e.broadcast_id
WHERE e.withdrawn OR b.stopped_at IS NOT NULL OR b.expires_at <= now()
"""


def claim(
    connection: Connection,
    channel: str,
    lanes: tuple[int, int],
    most: int,
    *,
    crashes: tuple[int, int] = (0, MOST_CRASHES),
    now: datetime | None = None,
    lease: float = LEASE_SECONDS,
) -> list[Held]:
    """Take up to `most` due bundles of `lanes` (first, last), the most urgent first.

    No other claim can have taken the same bundle. `crashes` (fewest, most) are those that a bundle has
    been through; `now` is the database's time unless given.
    """
    values = {
        "now": now,
        "channel": channel,
        "first": lanes[0],
        "last": lanes[1],
        "most": most,
        "fewest": crashes[0],
        "worst": crashes[1],
        "lease": lease,
    }
    return [Held._make(row) for row in ask(connection, CLAIM, values)]


def rows_of(connection: Connection, channel: str, bundles: Sequence[Held]) -> list[Claimed]:
    """Return the rows that still wait in claimed bundles, each judged anew (`verdict`, empty to send)."""
    by_id = {bundle.id: bundle for bundle in bundles}
    values = {
        "channel": channel,
        "messages": [bundle.message_id for bundle in bundles],
        "broadcasts": [bundle.broadcast_id for bundle in bundles],
        "bundles": list(by_id),
        "at": bundles[0].claimed_at,
    }
    return [Claimed(by_id[row[0]], *row[1:]) for row in ask(connection, READ, values)]


def unwanted_now(connection: Connection, bundles: Sequence[Held]) -> set[tuple[int, str]]:
    """Return (bundle, endpoint) of rows in hand that were stopped, withdrawn or became too late."""
    values = {
        "messages": [bundle.message_id for bundle in bundles],
        "bundles": [bundle.id for bundle in bundles],
    }
    return {(bundle, endpoint) for bundle, endpoint in ask(connection, UNWANTED, values)}


def quiet_until(row: Claimed) -> float | None:
    """Return the seconds until a reader's quiet hours end; None when it is not quiet now."""
    if row.quiet_from is None:
        return None
    at = row.bundle.claimed_at
    begins = after_quiet(at, row.quiet_from, row.quiet_until)
    return (begins - at).total_seconds() if begins > at else None


def settled_at_once(row: Claimed) -> Outcome | None:
    """Return the outcome of a row that is not to be sent now: judged, or in its reader's quiet hours."""
    if row.verdict:
        cause = row.cause if row.verdict == State.EXPIRED else ""
        return Outcome(row, row.verdict, cause)
    delay = quiet_until(row)
    return None if delay is None else Outcome(row, State.READY, delay=delay)


class Wheel:
    """Whose turn it is among the lanes that share: smooth weighted round robin."""

    def __init__(self) -> None:
        """Begin with nobody ahead."""
        self._credit = dict.fromkeys(WEIGHTS, 0)
        self._look_at = dict.fromkeys(WEIGHTS, 0.0)

    def order(self, now: float) -> Iterator[Lane]:
        """Yield the lanes that may have something, in the order in which they are to be asked."""
        lanes = [lane for lane in WEIGHTS if now >= self._look_at[lane]]
        for lane in lanes:
            self._credit[lane] = min(self._credit[lane] + WEIGHTS[lane], ROUND)
        yield from sorted(lanes, key=lambda lane: -self._credit[lane])

    def served(self, lane: Lane) -> None:
        """Charge a lane that had something."""
        self._credit[lane] = max(self._credit[lane] - ROUND, -ROUND)

    def empty(self, lane: Lane, look_at: float) -> None:
        """Pass over a lane that had nothing until `look_at` (monotonic) or `rang`; it saves no credit up."""
        self._credit[lane] = 0
        self._look_at[lane] = look_at

    def rang(self) -> None:
        """Know that any lane may have something again."""
        self._look_at = dict.fromkeys(WEIGHTS, 0.0)
