"""Writing down what became of claimed rows (dispatch, 5.5).

Every statement is guarded by the bundle's token: a dispatcher that slept past its lease changes nothing.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from psycopg import Connection

from belfry.delivery.line import ask
from belfry.delivery.types import Claimed, Held, Outcome
from belfry.delivery.workflow import State

COUNT: Final = """
counted AS (
    INSERT INTO delivery_tally (broadcast_id, state, cause, count)
    SELECT broadcast_id, state, cause, sum(number) FROM (
        SELECT broadcast_id, 'ready' AS state, was AS cause, -count(*) AS number
        FROM moved GROUP BY 1, 3
        UNION ALL SELECT broadcast_id, state, cause, count(*) FROM moved GROUP BY 1, 2, 3
    ) AS changes
    GROUP BY 1, 2, 3 HAVING sum(number) <> 0 ORDER BY 1, 2, 3
    ON CONFLICT (broadcast_id, state, cause)
    DO UPDATE SET count = delivery_tally.count + excluded.count
)
"""
HANDS: Final = """
hands AS MATERIALIZED (
    SELECT b.id FROM unnest(%(bundles)s::bigint[], %(tokens)s::bigint[]) AS h (id, token)
    JOIN delivery_bundle b ON b.id = h.id AND b.claim_token = h.token
    ORDER BY b.id FOR NO KEY UPDATE OF b
)
"""
# Bundles all of whose rows were accepted at once, in one sweep each: what nearly always happens.
WHOLE: Final = f"""
WITH {HANDS}, moved AS (
    UPDATE delivery_envelope e
    SET state = 'accepted', supplier = w.supplier, slot = NULL,
        settled_at = coalesce(%(now)s::timestamptz, now())
    FROM unnest(%(bundles)s::bigint[], %(messages)s::bigint[], %(suppliers)s::text[])
        AS w (id, message_id, supplier)
    JOIN hands h ON h.id = w.id
    WHERE e.message_id = w.message_id AND e.bundle_id = w.id AND e.state = 'ready'
    RETURNING e.broadcast_id, e.state, e.cause, ''::text AS was
), ended AS (
    DELETE FROM delivery_bundle b USING hands h WHERE b.id = h.id
), {COUNT}
SELECT count(*) FROM moved
"""  # noqa: S608 -- constants only
# Rows are found by their whole key and nothing else: a condition with a constant lets the planner read
# an index from end to end. Rows that are put off leave their bundle for one of their own time.
SETTLE: Final = f"""
WITH {HANDS}, told AS MATERIALIZED (
    SELECT t.* FROM json_to_recordset(%(told)s) AS t (
        b bigint, m bigint, e uuid, state text, was text, cause text, status text, supplier text,
        n integer, cost integer, burnt boolean, recorded boolean, broken boolean)
    JOIN hands h ON h.id = t.b
), fresh AS MATERIALIZED (
    SELECT f.*, nextval('delivery_bundle_id_seq') AS id FROM json_to_recordset(%(fresh)s) AS f (
        n integer, m bigint, r bigint, lane smallint, turn bigint, delay float8, size integer)
), put_off AS (
    INSERT INTO delivery_bundle (id, message_id, broadcast_id, channel, lane, turn, not_before, size,
                                 crashes)
    SELECT id, m, r, %(channel)s, lane, turn,
           coalesce(%(now)s::timestamptz, now()) + delay * interval '1 second', size, 0
    FROM fresh WHERE EXISTS (SELECT 1 FROM told WHERE told.n = fresh.n)
), moved AS (
    UPDATE delivery_envelope e
    SET state = t.state,
        cause = coalesce(t.cause, ''),
        supplier = coalesce(t.supplier, ''),
        attempts = e.attempts + CASE WHEN t.burnt THEN 1 ELSE 0 END,
        bundle_id = coalesce(f.id, e.bundle_id),
        cost = e.cost + coalesce(t.cost, 0),
        settled_at = CASE WHEN t.state <> 'ready' THEN coalesce(%(now)s::timestamptz, now()) END,
        slot = CASE WHEN t.state IN ('ready', 'failed', 'dead', 'unknown') THEN e.slot END
    FROM told t LEFT JOIN fresh f ON f.n = t.n
    WHERE e.message_id = t.m AND e.endpoint_id = t.e AND e.channel = %(channel)s
      AND e.bundle_id = t.b AND e.state = 'ready'
    RETURNING e.message_id, e.endpoint_id, e.broadcast_id, e.state, e.cause, e.supplier,
              coalesce(t.was, '') AS was, t.status, t.recorded, t.broken,
              coalesce(t.cost, 0) AS paid
), written AS (
    INSERT INTO delivery_attempt (message_id, endpoint_id, channel, broadcast_id, at, cause, status,
                                  supplier)
    SELECT message_id, endpoint_id, %(channel)s, broadcast_id,
           coalesce(%(now)s::timestamptz, now()), cause, coalesce(status, ''), supplier
    FROM moved WHERE recorded
), marked AS (
    UPDATE delivery_endpoint n
    SET broken_at = coalesce(%(now)s::timestamptz, now()), broken_cause = m.cause
    FROM moved m WHERE m.broken AND n.id = m.endpoint_id
), ended AS (
    DELETE FROM delivery_bundle b USING hands h WHERE b.id = h.id AND b.id = ANY(%(ended)s)
), freed AS (
    UPDATE delivery_bundle b SET claim_token = NULL, lease_until = NULL
    FROM hands h WHERE b.id = h.id AND b.id = ANY(%(freed)s)
), spent AS (
    INSERT INTO delivery_spending (payer, month, channel, amount, number)
    SELECT b.payer, date_trunc('month', coalesce(%(now)s::timestamptz, now())
                                        AT TIME ZONE 'Europe/Brussels')::date,
           %(channel)s, sum(m.paid), count(*)
    FROM moved m JOIN delivery_broadcast b ON b.id = m.broadcast_id
    WHERE m.paid > 0 AND b.payer IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 2
    ON CONFLICT (payer, month, channel) DO UPDATE
    SET amount = delivery_spending.amount + excluded.amount,
        number = delivery_spending.number + excluded.number
), {COUNT}
SELECT (SELECT count(*) FROM moved), ARRAY(SELECT id FROM hands)
"""  # noqa: S608 -- constants only
# What a supplier calls a row is kept for its receipts. Guarded by the outcome that was just written.
REFERENCES: Final = """
INSERT INTO delivery_reference (supplier, reference, message_id, endpoint_id, channel, at)
SELECT t.supplier, t.reference, t.m, t.e, %(channel)s, now()
FROM json_to_recordset(%(told)s) AS t (supplier text, reference text, m bigint, e uuid)
WHERE t.reference <> '' ON CONFLICT DO NOTHING
"""
# The next steps of a ladder whose step failed need not wait for a receipt that cannot come; another device
# of the same step may still send one.
HASTEN: Final = """
WITH failed AS MATERIALIZED (
    SELECT t.* FROM json_to_recordset(%(told)s) AS t (
        m bigint, e uuid, chain uuid, step smallint)
), next AS MATERIALIZED (
    SELECT e.message_id, e.endpoint_id, e.channel, e.bundle_id
    FROM failed f
    JOIN delivery_envelope e ON e.message_id = f.m AND e.chain = f.chain AND e.step > f.step
        AND e.state = 'ready'
    WHERE NOT EXISTS (
        SELECT 1 FROM delivery_envelope beside
        WHERE beside.message_id = f.m AND beside.chain = f.chain AND beside.step = f.step
          AND beside.endpoint_id <> f.e
          AND (beside.state = 'accepted' OR (beside.state = 'ready' AND beside.cause = ''))
    ) AND NOT EXISTS (
        SELECT 1 FROM delivery_envelope nearer
        WHERE nearer.message_id = f.m AND nearer.chain = f.chain AND nearer.state = 'ready'
          AND nearer.step > f.step AND nearer.step < e.step)
), waiting AS MATERIALIZED (
    SELECT b.* FROM delivery_bundle b
    WHERE b.id IN (SELECT bundle_id FROM next) AND b.claim_token IS NULL
      AND b.not_before > coalesce(%(now)s::timestamptz, now())
    FOR UPDATE OF b SKIP LOCKED
), fresh AS MATERIALIZED (
    SELECT w.*, nextval('delivery_bundle_id_seq') AS fresh_id FROM waiting w
), made AS (
    INSERT INTO delivery_bundle (id, message_id, broadcast_id, channel, lane, turn, not_before, size,
                                 crashes)
    SELECT fresh_id, message_id, broadcast_id, channel, lane, turn,
           coalesce(%(now)s::timestamptz, now()), size, 0
    FROM fresh RETURNING 1
)
UPDATE delivery_envelope e SET bundle_id = f.fresh_id
FROM next n JOIN fresh f ON f.id = n.bundle_id
WHERE e.message_id = n.message_id AND e.endpoint_id = n.endpoint_id AND e.channel = n.channel
"""


@dataclass(slots=True)
class News:
    """What became of rows of one bundle in hand since its last settling.

    `accepted` are rows that were simply accepted by `supplier`, `outcomes` all others. `over` says that
    no row of the bundle is left in hand, `whole` that these are all it ever had, and `left` that some
    were given back untouched, so that the bundle waits again.
    """

    bundle: Held
    supplier: str = ""
    accepted: list[Claimed] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    over: bool = False
    whole: bool = False
    left: bool = False

    @property
    def number(self) -> int:
        """How many outcomes it holds."""
        return len(self.accepted) + len(self.outcomes)

    @property
    def plain(self) -> bool:
        """Whether every row the bundle ever had was accepted, all by one supplier."""
        return self.whole and self.over and not self.outcomes and not self.left


def settle(
    connection: Connection,
    channel: str,
    news: Sequence[News],
    *,
    now: datetime | None = None,
    most: int = 100,
) -> int:
    """Write outcomes, tallies, attempts, costs and broken addresses; return how many rows were ours.

    Safe to repeat after a broken connection. Those whose bundle no longer carries our token are left
    alone: somebody else has them by now. `most` is how many rows that are put off may share a bundle.
    """
    whole = [one for one in news if one.plain]
    held = _settle_whole(connection, whole, now) if whole else 0
    rest = [one for one in news if not one.plain]
    if rest:
        held += _settle_rest(connection, channel, rest, now, most)
    return held


def _settle_whole(connection: Connection, news: Sequence[News], now: datetime | None) -> int:
    values = {
        "bundles": [one.bundle.id for one in news],
        "tokens": [one.bundle.token for one in news],
        "messages": [one.bundle.message_id for one in news],
        "suppliers": [one.supplier for one in news],
        "now": now,
    }
    ((number,),) = ask(connection, WHOLE, values)
    assert isinstance(number, int)
    return number


def _settle_rest(
    connection: Connection, channel: str, news: Sequence[News], now: datetime | None, most: int
) -> int:
    outcomes = [outcome for one in news for outcome in one.outcomes]
    fresh, place = _put_off(outcomes, most)
    told = [_accepted(row, one.supplier) for one in news for row in one.accepted]
    told += [
        _told(outcome, place.get(number))
        for number, outcome in enumerate(outcomes)
        if outcome.state != State.READY or number in place
    ]
    values = {
        "bundles": [one.bundle.id for one in news],
        "tokens": [one.bundle.token for one in news],
        "channel": channel,
        "told": json.dumps(told),
        "fresh": json.dumps(fresh),
        "ended": [one.bundle.id for one in news if one.over and not one.left],
        "freed": [one.bundle.id for one in news if one.over and one.left],
        "now": now,
    }
    named = [one for one in outcomes if one.reference]
    stuck = [one for one in outcomes if one.row.chain and _has_no_hope(one)]
    if not (named or stuck):
        return _held(connection, values)[0]
    with connection.transaction():
        held, ours = _held(connection, values)
        _tell_others(
            connection,
            {"channel": channel, "now": now},
            *([one for one in part if one.row.bundle.id in ours] for part in (named, stuck)),
        )
    return held


def _held(connection: Connection, values: Mapping[str, object]) -> tuple[int, frozenset[int]]:
    ((number, bundles),) = ask(connection, SETTLE, values)
    return number, frozenset(bundles)


def _tell_others(
    connection: Connection,
    common: Mapping[str, object],
    named: Iterable[Outcome],
    stuck: Iterable[Outcome],
) -> None:
    references = [
        {
            "supplier": one.supplier,
            "reference": one.reference,
            "m": one.row.bundle.message_id,
            "e": one.row.endpoint_id,
        }
        for one in named
    ]
    steps = [
        {
            "m": one.row.bundle.message_id,
            "e": one.row.endpoint_id,
            "chain": one.row.chain,
            "step": one.row.step,
        }
        for one in stuck
    ]
    for query, told in ((REFERENCES, references), (HASTEN, steps)):
        if told:
            ask(connection, query, {**common, "told": json.dumps(told)})


def _has_no_hope(outcome: Outcome) -> bool:
    """Whether nothing will arrive by this step for now: it failed, or no supplier can be tried."""
    if outcome.state == State.READY:
        return bool(outcome.cause) and not outcome.burnt
    return outcome.state not in {State.ACCEPTED, State.SPARED}


def _put_off(
    outcomes: Sequence[Outcome], most: int
) -> tuple[list[dict[str, object]], dict[int, int]]:
    """Return bundles for rows that wait for a later time, and {place of an outcome: its bundle}."""
    groups: dict[tuple[int, int, int], list[int]] = defaultdict(list)
    for number, outcome in enumerate(outcomes):
        if outcome.state == State.READY and outcome.delay is not None:
            bundle = outcome.row.bundle
            groups[bundle.broadcast_id, bundle.turn, _rounded(outcome.delay)].append(number)
    fresh: list[dict[str, object]] = []
    place: dict[int, int] = {}
    for (broadcast_id, turn, _), numbers in groups.items():
        for start in range(0, len(numbers), most):
            part = numbers[start : start + most]
            place |= dict.fromkeys(part, len(fresh))
            first = outcomes[part[0]]
            fresh.append(
                {
                    "n": len(fresh),
                    "m": first.row.bundle.message_id,
                    "r": broadcast_id,
                    "lane": first.row.bundle.lane,
                    "turn": turn,
                    "delay": max(outcomes[number].delay or 0.0 for number in part),
                    "size": len(part),
                }
            )
    return fresh, place


def _rounded(delay: float) -> int:
    """Return a delay in steps of a second, or of a quarter of a minute from one minute on."""
    return round(delay) if delay < 60 else round(delay / 15) * 15


def _accepted(row: Claimed, supplier: str) -> dict[str, object]:
    return {
        "b": row.bundle.id,
        "m": row.bundle.message_id,
        "e": row.endpoint_id,
        "state": State.ACCEPTED,
        "was": row.cause,
        "supplier": supplier,
    }


def _told(outcome: Outcome, fresh: int | None) -> dict[str, object]:
    return {
        **_accepted(outcome.row, outcome.supplier),
        "state": outcome.state,
        "cause": outcome.cause,
        "status": outcome.status[:12],
        "n": fresh,
        "cost": outcome.cost,
        "burnt": outcome.burnt,
        "recorded": outcome.recorded,
        "broken": outcome.broken,
    }
