"""What suppliers tell later: kept once, answered at once, applied by a thread of `belfry work`.

An event may come before our own settling, twice, out of order, or for a row that is not theirs. So it is only
kept here, under its supplier's own key; applying raises a row's state and never lowers it (dispatch, 5.10). What
somebody texts to our number, other than STOP or START, waits here sealed until `texts` hands it over.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django.db import connection as django_connection
from psycopg import Connection

from belfry.core.errors import NotFound
from belfry.core.sealed import blind_index, seal
from belfry.delivery.addresses import normalised
from belfry.delivery.channels.contract import Callback, Inbound, Receipt
from belfry.delivery.channels.errors import Forged
from belfry.delivery.channels.registry import all_channels, channel_named
from belfry.delivery.errors import AddressUnusable, NotFromTheSupplier
from belfry.delivery.line import Line, ask
from belfry.delivery.settling import HASTEN
from belfry.inbound.urgency import is_urgent
from belfry.inbound.words import order

LONGEST_KEY: Final = 200
LONGEST_TEXT: Final = 6_000

KEEP: Final = """
INSERT INTO delivery_event (channel, supplier, key, at, try_at, tries, state, cause, reference,
                            supplier_reference, cost, endpoint, word, text, outcome)
SELECT %(channel)s, %(supplier)s, t.key, %(now)s::timestamptz, %(now)s::timestamptz, 0, t.state, t.cause,
       t.reference, t.supplier_reference, t.cost, t.endpoint, t.word, t.text, ''
FROM unnest(%(keys)s::text[], %(states)s::text[], %(causes)s::text[], %(references)s::text[],
            %(theirs)s::text[], %(costs)s::integer[], %(endpoints)s::bytea[], %(words)s::text[],
            %(texts)s::bytea[])
    AS t (key, state, cause, reference, supplier_reference, cost, endpoint, word, text)
ON CONFLICT (supplier, key) DO NOTHING
"""
IS_DUE: Final = "SELECT 1 FROM delivery_event WHERE outcome = '' AND try_at <= %(now)s LIMIT 1"
RANK: Final = """
CASE {state} WHEN 'accepted' THEN 1 WHEN 'unknown' THEN 1 WHEN 'dead' THEN 1 WHEN 'failed' THEN 2
             WHEN 'delivered' THEN 3 WHEN 'confirmed' THEN 4 ELSE 9 END
"""
# Which row an event means: ours by its own reference, or what the supplier calls it. A row that another
# supplier or channel carried is not theirs to change. One that still waits was not settled yet.
# No step joins two lists of this statement: our lines know no hash joins.
APPLY: Final = f"""
WITH picked AS MATERIALIZED (
    SELECT * FROM delivery_event WHERE outcome = '' AND word = '' AND try_at <= %(now)s
    ORDER BY try_at, id LIMIT %(most)s FOR UPDATE SKIP LOCKED
), meant AS MATERIALIZED (
    SELECT p.*, CASE WHEN r.message_id IS NOT NULL THEN r.message_id
                     WHEN p.reference ~ '^[0-9]{{1,18}}-[0-9a-f]{{32}}-[a-z]+$'
                     THEN split_part(p.reference, '-', 1)::bigint END AS message_id,
           CASE WHEN r.endpoint_id IS NOT NULL THEN r.endpoint_id
                WHEN p.reference ~ '^[0-9]{{1,18}}-[0-9a-f]{{32}}-[a-z]+$'
                THEN split_part(p.reference, '-', 2)::uuid END AS endpoint_id
    FROM picked p LEFT JOIN delivery_reference r
        ON p.reference = '' AND r.supplier = p.supplier AND r.reference = p.supplier_reference
), found AS MATERIALIZED (
    SELECT m.id, m.state AS told, m.cause AS told_cause, m.cost AS told_cost,
           e.message_id, e.endpoint_id, e.channel, e.broadcast_id, e.state, e.cause, e.chain, e.step
    FROM meant m JOIN delivery_envelope e ON e.message_id = m.message_id
        AND e.endpoint_id = m.endpoint_id AND e.channel = m.channel
    WHERE m.supplier = m.channel OR e.supplier IN ('', m.supplier) OR e.state = 'ready'
), best AS MATERIALIZED (
    SELECT DISTINCT ON (message_id, endpoint_id, channel) * FROM found
    WHERE state <> 'ready'
    ORDER BY message_id, endpoint_id, channel, {RANK.format(state="told")} DESC, told_cost DESC NULLS LAST
), held AS MATERIALIZED (
    SELECT b.*, e.state AS was, e.cause AS was_cause, e.cost AS was_cost
    FROM best b JOIN delivery_envelope e ON e.message_id = b.message_id
        AND e.endpoint_id = b.endpoint_id AND e.channel = b.channel
    ORDER BY b.message_id, b.endpoint_id, b.channel FOR UPDATE OF e
), raised AS (
    UPDATE delivery_envelope e
    SET state = CASE WHEN {RANK.format(state="h.told")} > {RANK.format(state="h.was")}
                     THEN h.told ELSE e.state END,
        cause = CASE WHEN {RANK.format(state="h.told")} > {RANK.format(state="h.was")}
                     THEN h.told_cause ELSE e.cause END,
        cost = coalesce(h.told_cost, e.cost),
        told_at = CASE WHEN {RANK.format(state="h.told")} > {RANK.format(state="h.was")}
                       THEN %(now)s ELSE e.told_at END,
        slot = CASE WHEN h.told IN ('delivered', 'confirmed') THEN NULL ELSE e.slot END
    FROM held h
    WHERE e.message_id = h.message_id AND e.endpoint_id = h.endpoint_id AND e.channel = h.channel
      AND ({RANK.format(state="h.told")} > {RANK.format(state="h.was")}
           OR (h.told_cost IS NOT NULL AND h.told_cost <> h.was_cost))
    RETURNING e.message_id, e.endpoint_id, e.channel, e.broadcast_id, e.state, e.cause, h.was,
              h.was_cause, e.cost - h.was_cost AS dearer, e.chain, e.step, e.settled_at
), changes AS (
    SELECT broadcast_id, was AS state, was_cause AS cause, -count(*) AS number FROM raised
    GROUP BY 1, 2, 3
    UNION ALL SELECT broadcast_id, state, cause, count(*) FROM raised GROUP BY 1, 2, 3
), counted AS (
    INSERT INTO delivery_tally (broadcast_id, state, cause, count)
    SELECT broadcast_id, state, cause, sum(number) FROM changes
    GROUP BY 1, 2, 3 HAVING sum(number) <> 0 ORDER BY 1, 2, 3
    ON CONFLICT (broadcast_id, state, cause)
    DO UPDATE SET count = delivery_tally.count + excluded.count
), spent AS (
    INSERT INTO delivery_spending (payer, month, channel, amount, number)
    SELECT b.payer, date_trunc('month', coalesce(r.settled_at, %(now)s) AT TIME ZONE 'Europe/Brussels')::date,
           r.channel, sum(r.dearer), 0
    FROM raised r JOIN delivery_broadcast b ON b.id = r.broadcast_id
    WHERE r.dearer <> 0 AND b.payer IS NOT NULL GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
    ON CONFLICT (payer, month, channel)
    DO UPDATE SET amount = greatest(0, delivery_spending.amount + excluded.amount)
), written AS (
    INSERT INTO delivery_attempt (message_id, endpoint_id, channel, broadcast_id, at, cause, status,
                                  supplier)
    SELECT message_id, endpoint_id, channel, broadcast_id, %(now)s, cause, 'receipt', ''
    FROM raised WHERE state = 'failed' AND was <> 'failed'
), numbers_marked AS (
    UPDATE delivery_endpoint SET broken_at = %(now)s, broken_cause = 'unknown_number'
    WHERE id = ANY (ARRAY(SELECT endpoint_id FROM raised
                          WHERE state = 'failed' AND cause = 'unknown_number'))
), addresses_marked AS (
    UPDATE delivery_endpoint SET broken_at = %(now)s, broken_cause = 'unknown_address'
    WHERE id = ANY (ARRAY(SELECT endpoint_id FROM raised
                          WHERE state = 'failed' AND cause = 'unknown_address'))
), judged AS MATERIALIZED (
    SELECT id, CASE WHEN id IN (SELECT id FROM found WHERE state <> 'ready') THEN 'applied'
                    WHEN at >= %(now)s - interval '1 day' THEN ''
                    WHEN id IN (SELECT id FROM found) THEN 'applied' ELSE 'unmatched' END AS outcome
    FROM picked
), ended AS (
    UPDATE delivery_event v SET outcome = j.outcome FROM judged j WHERE v.id = j.id AND j.outcome <> ''
), later AS (
    UPDATE delivery_event v
    SET tries = v.tries + 1,
        try_at = %(now)s + least(3600, 0.5 * 2 ^ least(v.tries, 12)) * interval '1 second'
    FROM judged j WHERE v.id = j.id AND j.outcome = ''
)
SELECT (SELECT count(*) FROM picked), coalesce(json_agg(json_build_object(
    'm', message_id, 'e', endpoint_id, 'chain', chain, 'step', step)) FILTER (
        WHERE state = 'failed' AND chain IS NOT NULL), '[]')::text
FROM raised
"""  # noqa: S608 -- constants only
WORDS: Final = """
WITH picked AS MATERIALIZED (
    SELECT * FROM delivery_event WHERE outcome = '' AND word <> '' AND text IS NULL AND try_at <= %(now)s
    ORDER BY id LIMIT %(most)s FOR UPDATE SKIP LOCKED
), last AS MATERIALIZED (
    SELECT DISTINCT ON (n.id, p.channel) n.id AS endpoint_id, p.channel, p.word
    FROM picked p JOIN delivery_endpoint n ON n.kind = 'phone' AND n.blind_index = p.endpoint
    ORDER BY n.id, p.channel, p.id DESC
), stopped AS (
    INSERT INTO delivery_suppression (endpoint_id, scope, at)
    SELECT endpoint_id, channel || ':*', %(now)s FROM last WHERE word = 'stop'
    ON CONFLICT DO NOTHING
), started AS (
    DELETE FROM delivery_suppression s USING last l
    WHERE l.word = 'start' AND s.endpoint_id = l.endpoint_id AND s.scope = l.channel || ':*'
), ended AS (
    UPDATE delivery_event v SET outcome = 'applied', endpoint = NULL FROM picked p WHERE v.id = p.id
)
SELECT count(*) FROM picked
"""


def receive(  # noqa: PLR0913 -- the parts of a request
    channel: str,
    supplier: str,
    *,
    method: str,
    path: str,
    query: str,
    headers: Mapping[str, str],
    body: bytes,
    now: datetime,
) -> int:
    """Keep what a supplier's request tells, once; return how many events are new.

    The request as it came, header names in lower case. Raises NotFound for a channel that does not exist,
    NotFromTheSupplier when the request is not theirs.
    """
    if channel not in all_channels():
        raise NotFound
    request = Callback(method, path, query, headers, body)
    try:
        events = channel_named(channel).read(supplier, request, now=now)
    except Forged:
        raise NotFromTheSupplier from None
    return take(channel, supplier, events, now=now)


def take(channel: str, supplier: str, events: Sequence[Receipt | Inbound], *, now: datetime) -> int:
    """Keep events; those whose key is known already are left out. Return how many are new."""
    if not events:
        return 0
    with django_connection.cursor() as cursor:
        cursor.execute(KEEP, {**_values(channel, supplier, events), "now": now})
        return int(cursor.rowcount)


def take_on(
    connection: Connection,
    channel: str,
    events: Iterable[tuple[str, Receipt | Inbound]],
    *,
    now: datetime,
) -> None:
    """Keep what came over suppliers' own connections (supplier, event), on a dispatcher's line."""
    by_supplier: dict[str, list[Receipt | Inbound]] = {}
    for supplier, event in events:
        by_supplier.setdefault(supplier, []).append(event)
    for supplier, told in by_supplier.items():
        ask(connection, KEEP, {**_values(channel, supplier, told), "now": now})


def _values(channel: str, supplier: str, events: Sequence[Receipt | Inbound]) -> dict[str, Any]:
    receipts = [_told(supplier, event) for event in events]
    keys, states, causes, ours, theirs, costs, endpoints, words, texts = zip(*receipts, strict=True)
    return {
        "channel": channel,
        "supplier": supplier,
        "keys": list(keys),
        "states": list(states),
        "causes": list(causes),
        "references": list(ours),
        "theirs": list(theirs),
        "costs": list(costs),
        "endpoints": list(endpoints),
        "words": list(words),
        "texts": list(texts),
    }


Told = tuple[str, str, str, str, str, int | None, bytes | None, str, bytes | None]


def _told(supplier: str, event: Receipt | Inbound) -> Told:
    key = event.key[:LONGEST_KEY]
    if isinstance(event, Inbound):
        index, text = _index_of(event.address), None
        # "Stop, er wordt ingebroken" is no order.
        word = None if is_urgent(event.text) else order(event.text)
        if index and not word and event.text.strip():
            text = seal(event.text[:LONGEST_TEXT], place_of_text(supplier, key))
        return (key, "", "", "", "", None, index, word or "other", text)
    reference, theirs = event.reference[:100], event.supplier_reference[:100]
    return (key, event.state.value, event.cause, reference, theirs, event.cost, None, "", None)


def place_of_text(supplier: str, key: str) -> str:
    """Return where what somebody texted is sealed to: the row has no number before it is written."""
    return f"delivery_event|text|{supplier}:{key}"


def _index_of(address: str) -> bytes | None:
    """Return the blind index of a number as suppliers write it: with or without the plus."""
    digits = "".join(filter(str.isdigit, address)).removeprefix("00")
    try:
        return blind_index("phone", normalised("phone", f"+{digits}"))
    except AddressUnusable:
        return None


def apply_events(line: Line, *, now: datetime, most: int = 2000) -> int:
    """Apply what is due of the inbox; return how many events were looked at.

    Those whose row is not settled yet, or not known, wait and are tried again for a day.
    """
    connection = line.connection()
    if not ask(connection, IS_DUE, {"now": now}):
        return 0
    with connection.transaction():
        # The inbox is empty, then full: a plan that was made for one reads the other again and again.
        ((number, failed),) = ask(connection, APPLY, {"now": now, "most": most}, prepare=False)
        if failed != "[]":
            ask(connection, HASTEN, {"told": failed, "now": now})
    ((words,),) = ask(connection, WORDS, {"now": now, "most": most})
    return int(number) + int(words)
