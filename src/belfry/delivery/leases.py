"""Leases: keeping claimed bundles a little longer, and taking back those of dispatchers that died."""

from collections.abc import Collection
from typing import Final

from psycopg import Connection

from belfry.delivery.claiming import MOST_CRASHES
from belfry.delivery.line import ask
from belfry.delivery.settling import COUNT
from belfry.delivery.types import Held

MOST_REAPED: Final = 50
# Rows that went down with a dispatcher come back in small company, then alone, so that only the one
# that kills its senders is given up.
SMALL_COMPANY: Final = 20

REAP: Final = f"""
WITH dead AS MATERIALIZED (
    SELECT id, message_id, broadcast_id, channel, lane, turn, not_before, crashes + 1 AS crashes
    FROM delivery_bundle WHERE lease_until < now()
    ORDER BY lease_until LIMIT {MOST_REAPED} FOR UPDATE SKIP LOCKED
), left_over AS MATERIALIZED (
    SELECT e.message_id, e.endpoint_id, e.channel, d.id, d.crashes, e.cause,
           (row_number() OVER (PARTITION BY d.id ORDER BY e.endpoint_id) - 1)
               / CASE d.crashes WHEN 1 THEN {SMALL_COMPANY} ELSE 1 END AS part
    FROM dead d JOIN delivery_envelope e
        ON e.message_id = d.message_id AND e.bundle_id = d.id AND e.state = 'ready'
), parts AS MATERIALIZED (
    SELECT id, part, count(*) AS size, nextval('delivery_bundle_id_seq') AS fresh
    FROM left_over WHERE crashes < {MOST_CRASHES} GROUP BY 1, 2
), made AS (
    INSERT INTO delivery_bundle (id, message_id, broadcast_id, channel, lane, turn, not_before, size,
                                 crashes)
    SELECT p.fresh, d.message_id, d.broadcast_id, d.channel, d.lane, d.turn, d.not_before, p.size,
           d.crashes
    FROM parts p JOIN dead d USING (id)
), moved AS (
    UPDATE delivery_envelope e
    SET state = CASE WHEN p.fresh IS NULL THEN 'dead' ELSE 'ready' END,
        cause = CASE WHEN p.fresh IS NULL THEN 'crashed' ELSE '' END,
        settled_at = CASE WHEN p.fresh IS NULL THEN now() END,
        bundle_id = coalesce(p.fresh, e.bundle_id)
    FROM left_over l LEFT JOIN parts p USING (id, part)
    WHERE e.message_id = l.message_id AND e.endpoint_id = l.endpoint_id AND e.channel = l.channel
    RETURNING e.message_id, e.endpoint_id, e.channel, e.broadcast_id, e.state, e.cause,
              l.cause AS was
), written AS (
    INSERT INTO delivery_attempt (message_id, endpoint_id, channel, broadcast_id, at, cause, status,
                                  supplier)
    SELECT message_id, endpoint_id, channel, broadcast_id, now(), 'crashed', '', '' FROM moved
), ended AS (
    DELETE FROM delivery_bundle b USING dead d WHERE b.id = d.id
), {COUNT}
SELECT count(*) FROM moved
"""  # noqa: S608 -- constants only
RENEW: Final = """
UPDATE delivery_bundle b SET lease_until = now() + %(lease)s * interval '1 second'
FROM unnest(%(bundles)s::bigint[], %(tokens)s::bigint[]) AS h (id, token)
WHERE b.id = h.id AND b.claim_token = h.token AND b.lease_until > now()
RETURNING b.id
"""


def renew(connection: Connection, bundles: Collection[Held], *, lease: float) -> set[int]:
    """Lengthen the leases of bundles that are still at work; return the ids of those still ours."""
    values = {
        "bundles": [bundle.id for bundle in bundles],
        "tokens": [bundle.token for bundle in bundles],
        "lease": lease,
    }
    return {bundle_id for (bundle_id,) in ask(connection, RENEW, values)}


def reap(connection: Connection) -> int:
    """Let rows whose lease ran out wait again, or give them up after three crashes; return how many."""
    ((number,),) = ask(connection, REAP, {})
    assert isinstance(number, int)
    return number
