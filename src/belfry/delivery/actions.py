"""What upper contexts ask of delivery. Every function runs in the caller's transaction."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, time
from functools import partial
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet

from belfry.config.environment import whole_number
from belfry.core.alarm import AlarmKind, raise_alarm
from belfry.core.many import array_of
from belfry.core.sealed import blind_index
from belfry.delivery.addresses import is_landline, normalised
from belfry.delivery.channels.registry import all_channels
from belfry.delivery.kinds import EMAIL, Kind
from belfry.delivery.limits import check_hourly
from belfry.delivery.models import Broadcast, Endpoint, Message, Suppression
from belfry.delivery.moves import Key, mark_withdrawn, revive, settle_waiting, stop_waiting
from belfry.delivery.policies import is_urgent
from belfry.delivery.slots import seal_slot
from belfry.delivery.types import Recipient, Written
from belfry.delivery.unsubscribing import read
from belfry.delivery.workflow import Lane, State

EVERYTHING = "*"
# What goes in the lane of newsletters and advice (Lane.BULK), whatever the network; `claiming` knows it too.
NEWS = "news:*"

# Recipients that are named one by one.
NAMED = """
SELECT * FROM unnest(%(endpoints)s::uuid[], %(channels)s::text[], %(languages)s::text[],
                     %(quiet_from)s::time[], %(quiet_until)s::time[], %(chains)s::uuid[],
                     %(steps)s::smallint[])
    AS r (endpoint_id, channel, language, quiet_from, quiet_until, chain, step)
"""
# Rows and their bundles, which queue behind those of the same scope but never before what waits now.
# All by endpoint: two indexes grow in order, and two presses at once lock in the same one.
# {asked} is a constant query of an upper context, or the one above.
WRITE = """
WITH asked AS ({asked}), wanted AS MATERIALIZED (
    SELECT a.*, (row_number() OVER (PARTITION BY channel, step ORDER BY endpoint_id) - 1) / s.size AS part,
           s.size AS nominal
    FROM asked a LEFT JOIN unnest(%(named)s::text[], %(sizes)s::integer[]) AS s (name, size)
        ON s.name = a.channel
    WHERE NOT EXISTS (
        SELECT 1 FROM delivery_suppression s WHERE s.endpoint_id = a.endpoint_id
            AND s.scope || '' IN (%(scope)s, '*', a.channel || ':*', %(news)s))
), parts AS MATERIALIZED (
    SELECT channel, step, part, nominal, count(*) AS size,
           nextval('delivery_bundle_id_seq') AS id
    FROM wanted GROUP BY 1, 2, 3, 4
), numbers AS MATERIALIZED (
    SELECT channel, step, array_agg(id ORDER BY part) AS ids FROM parts GROUP BY 1, 2
), begins AS MATERIALIZED (
    SELECT channel, sum(size) AS size, coalesce((
        SELECT b.turn FROM delivery_bundle b
        WHERE b.claim_token IS NULL AND b.channel = parts.channel AND b.lane = %(lane)s
        ORDER BY b.turn LIMIT 1), 0) AS first
    FROM parts GROUP BY 1
), queued AS (
    INSERT INTO delivery_turn (channel, lane, scope, ends_at)
    SELECT channel, %(lane)s, %(scope)s, first + size FROM begins
    WHERE %(scope)s <> '' ORDER BY channel
    ON CONFLICT (channel, lane, scope) DO UPDATE
    SET ends_at = greatest(delivery_turn.ends_at, excluded.ends_at - (
        SELECT size FROM begins WHERE begins.channel = delivery_turn.channel)) + (
        SELECT size FROM begins WHERE begins.channel = delivery_turn.channel)
    RETURNING channel, ends_at
), made AS (
    INSERT INTO delivery_bundle (id, message_id, broadcast_id, channel, lane, turn, not_before, size,
                                 crashes)
    SELECT p.id, %(message)s, %(broadcast)s, p.channel, %(lane)s,
           coalesce(q.ends_at - b.size, b.first) + p.part * p.nominal,
           %(due)s::timestamptz + p.step * %(pause)s * interval '1 second', p.size, 0
    FROM parts p JOIN begins b USING (channel) LEFT JOIN queued q USING (channel)
), written AS (
    INSERT INTO delivery_envelope (message_id, endpoint_id, channel, broadcast_id, language,
                                   quiet_from, quiet_until, chain, step, bundle_id)
    SELECT %(message)s, w.endpoint_id, w.channel, %(broadcast)s, w.language, w.quiet_from,
           w.quiet_until, w.chain, w.step, n.ids[w.part + 1]
    FROM wanted w JOIN numbers n USING (channel, step) ORDER BY w.endpoint_id
    ON CONFLICT DO NOTHING RETURNING 1
), counted AS (
    INSERT INTO delivery_tally (broadcast_id, state, cause, count)
    SELECT %(broadcast)s, 'ready', '', count(*) FROM written HAVING count(*) > 0
    ON CONFLICT (broadcast_id, state, cause)
    DO UPDATE SET count = delivery_tally.count + excluded.count
)
SELECT (SELECT count(*) FROM asked), (SELECT count(*) FROM wanted), (SELECT count(*) FROM written)
"""
# What waits for an endpoint or is in a dispatcher's hands is in a bundle: by message and endpoint it has a key.
OF_ENDPOINTS = """
message_id = ANY (ARRAY(SELECT DISTINCT message_id FROM delivery_bundle)) AND endpoint_id = ANY(%s)
"""
RECONSIDER = f"""
UPDATE delivery_envelope SET quiet_from = %s::time, quiet_until = %s::time
WHERE state = 'ready' AND {OF_ENDPOINTS}
"""  # noqa: S608 -- constants only
OF_SCOPE = "SELECT id FROM delivery_broadcast WHERE scope = %s"
# How long the next step of a ladder waits for a receipt (issue of the channels: 60 to 90 s); less is for
# those who watch a demonstration.
STEP_SECONDS = whole_number("BELFRY_STEP_SECONDS", 75)
# Urgent rows are claimed and settled in small company.
URGENT_BUNDLE = 20


def endpoints_for(kind: str, addresses: Iterable[str]) -> dict[str, Endpoint]:
    """Return {address as given: endpoint}, made where new, in three queries; in one if none is.

    Raises AddressUnusable for the first address that cannot be used.
    """
    written = {address: normalised(kind, address) for address in addresses}
    index_of = {text: blind_index(kind, text) for text in written.values()}
    found = _by_index(kind, index_of.values())
    new = {
        index: Endpoint(
            kind=kind, address=text, blind_index=index, landline=is_landline(kind, text)
        )
        for text, index in index_of.items()
        if index not in found
    }
    Endpoint.objects.bulk_create(new.values(), ignore_conflicts=True, batch_size=1000)
    # Somebody else may have made one in the meantime.
    kept = _with_index(kind, new).values_list("blind_index", "pk")
    others = [bytes(index) for index, pk in kept if new[bytes(index)].pk != pk]
    found |= new | _by_index(kind, others)
    return {address: found[index_of[text]] for address, text in written.items()}


def _with_index(kind: str, indexes: Iterable[bytes]) -> QuerySet[Endpoint]:
    return Endpoint.objects.filter(kind=kind, blind_index__in=list(indexes))


def _by_index(kind: str, indexes: Iterable[bytes]) -> dict[bytes, Endpoint]:
    return {bytes(row.blind_index): row for row in _with_index(kind, indexes)}


def endpoint_for(kind: str, address: str) -> Endpoint:
    """Return the endpoint of an address, made if it is new; raise AddressUnusable.

    E-mail addresses are normalised (trimmed, lower-case, IDN to ASCII), phone numbers to E.164 with
    Belgium as the default country.
    """
    return endpoints_for(kind, [address])[address]


def add_bulletin_message(
    reference: UUID,
    texts: Mapping[str, Mapping[str, str]],
    checksum: str,
    *,
    now: datetime,
) -> Message:
    """Return the one message of a bulletin, made if it is new; the database checks the approval."""
    message, _ = Message.objects.get_or_create(
        kind=Kind.BULLETIN,
        reference=reference,
        defaults={"texts": texts, "checksum": checksum, "made_at": now},
    )
    return message


def open_broadcast(  # noqa: PLR0913 -- each is a column of the broadcast
    message: Message,
    reference: UUID,
    *,
    lane: int,
    scope: str,
    now: datetime,
    expires_at: datetime | None,
    payer: UUID | None = None,
    sender: UUID | None = None,
) -> Broadcast:
    """Return the broadcast of `reference` (a release), made if it is new.

    `payer` and `sender` are ids of upper contexts: who pays for it, and who sends it. Raises TooManyThisHour
    for a sender of many messages that are not urgent; many urgent ones raise an alarm.
    """
    broadcast, is_new = Broadcast.objects.get_or_create(
        reference=reference,
        defaults={
            "message": message,
            "lane": lane,
            "scope": scope,
            "payer": payer,
            "sender": sender,
            "opened_at": now,
            "expires_at": expires_at,
        },
    )
    # One message to many networks counts once.
    if is_new and sender and not message.broadcasts.exclude(pk=broadcast.pk).exists():
        usual = check_hourly(sender, urgent=lane == Lane.URGENT, now=now)
        if not usual:
            transaction.on_commit(partial(raise_alarm, AlarmKind.TOO_MANY_URGENT))
    return broadcast


def write_envelopes(
    broadcast: Broadcast, recipients: Sequence[Recipient], *, due: datetime
) -> Written:
    """Write ledger rows for recipients, to be sent from `due` on.

    Safe to repeat: there is one row per message, endpoint and channel.
    """
    if not recipients:
        return Written(0, 0, 0)
    endpoints, channels, languages, quiet_from, quiet_until, chains, steps = zip(
        *_unshared(recipients), strict=True
    )
    values: dict[str, object] = {
        "endpoints": array_of(endpoints),
        "channels": _array_of_names(channels),
        "languages": _array_of_names(languages),
        "quiet_from": _array_of_times(quiet_from),
        "quiet_until": _array_of_times(quiet_until),
        "chains": "{" + ",".join(chain.hex if chain else "NULL" for chain in chains) + "}",
        "steps": "{" + ",".join(map(str, steps)) + "}",
    }
    return write_envelopes_of(broadcast, NAMED, values, due=due)


def write_envelopes_of(
    broadcast: Broadcast, asked: str, values: Mapping[str, Any], *, due: datetime
) -> Written:
    """Write ledger rows for the rows of a query, due at `due`, without fetching them; safe to repeat.

    `asked` is a constant query over the caller's own tables, with columns as `Recipient` has them; `values`
    are its values by name.
    """
    urgent = is_urgent(broadcast.lane)
    channels = all_channels()
    common: dict[str, Any] = {
        "named": list(channels),
        "sizes": [URGENT_BUNDLE if urgent else channel.bundle for channel in channels.values()],
        "scope": broadcast.scope,
        "news": NEWS if broadcast.lane == Lane.BULK else EVERYTHING,
        "message": broadcast.message_id,
        "broadcast": broadcast.pk,
        "lane": broadcast.lane,
        "due": due,
        "pause": STEP_SECONDS,
    }
    with connection.cursor() as cursor:
        cursor.execute(WRITE.format(asked=asked), {**values, **common})
        number, wanted, written = cursor.fetchone()
        # A doorbell: a dispatcher that hears it claims at once instead of at its next look.
        cursor.execute("NOTIFY delivery_ready")
    return Written(written, number - wanted, wanted - written)


def _unshared(recipients: Sequence[Recipient]) -> Sequence[Recipient]:
    """Return recipients; an address on several ladders is on none, since no other's receipt spares it."""
    chains: dict[tuple[UUID, str], set[UUID | None]] = defaultdict(set)
    for one in recipients:
        if one.chain is not None:
            chains[one.endpoint_id, one.channel].add(one.chain)
    shared = {key for key, found in chains.items() if len(found) > 1}
    if not shared:
        return recipients
    return [
        one._replace(chain=None) if (one.endpoint_id, one.channel) in shared else one
        for one in recipients
    ]


def _array_of_names(names: Sequence[str]) -> str:
    """Return names of channels or languages as an array literal: a tenth of an array of objects."""
    if not all(map(str.isalpha, set(names))):
        raise ValueError("no name of a channel or language")
    return "{" + ",".join(names) + "}"


def _array_of_times(times: Sequence[time | None]) -> str:
    return "{" + ",".join("NULL" if moment is None else str(moment) for moment in times) + "}"


@transaction.atomic
def send_notice(
    kind: str,
    endpoint_id: UUID,
    *,
    language: str,
    slots: Mapping[str, str],
    now: datetime,
    expires_at: datetime | None = None,
    channel: str = EMAIL,
) -> int:
    """Send one fixed, translated notice to one endpoint; `slots` are sealed until settled. Return its message.

    By another `channel` than mail, only its first paragraph goes.
    """
    message = Message.objects.create(kind=kind, made_at=now)
    broadcast = open_broadcast(
        message, uuid.uuid4(), lane=Lane.PERSONAL, scope="", now=now, expires_at=expires_at
    )
    write_envelopes(broadcast, [Recipient(endpoint_id, channel, language)], due=now)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE delivery_envelope SET slot = %s WHERE message_id = %s AND state = 'ready'",
            [seal_slot(message.pk, endpoint_id, dict(slots)), message.pk],
        )
    return message.pk


def set_expiry(broadcast: Broadcast, expires_at: datetime) -> None:
    """Set until when a broadcast may be handed over."""
    broadcast.expires_at = expires_at
    broadcast.save(update_fields=["expires_at"])


def halt_broadcasts(broadcast_ids: Iterable[int], *, now: datetime) -> None:
    """Let dispatchers hand over nothing more of these once this is committed; `stop_broadcast` settles what waits."""
    halted = Broadcast.objects.filter(pk__in=list(broadcast_ids), stopped_at__isnull=True)
    halted.update(stopped_at=now)


@transaction.atomic
def stop_broadcast(broadcast: Broadcast, *, now: datetime) -> None:
    """Stop what is not yet handed over; rows that were accepted stay accepted."""
    halt_broadcasts([broadcast.pk], now=now)
    stop_waiting(broadcast.pk, now=now)


@transaction.atomic
def retry_failed(broadcast: Broadcast, *, now: datetime) -> int:
    """Make failed and given-up rows ready again, each at most once per press; return how many.

    An address that was marked as broken gets one more chance: somebody asked for it.
    """
    endpoints = revive(
        "state IN ('failed', 'dead', 'unknown') AND message_id = %s AND broadcast_id = %s",
        [broadcast.message_id, broadcast.pk],
        now=now,
    )
    Endpoint.objects.filter(pk__in=endpoints).update(broken_at=None, broken_cause="")
    return len(endpoints)


@transaction.atomic
def suppress(endpoint_id: UUID, scope: str, *, now: datetime) -> bool:
    """From now on nothing of `scope` goes to the endpoint, rows already waiting included; return whether that is new."""
    _, is_new = Suppression.objects.get_or_create(
        endpoint_id=endpoint_id, scope=scope, defaults={"at": now}
    )
    withdraw([endpoint_id], scope, now=now)
    return is_new


def lift_suppression(endpoint_id: UUID, scope: str) -> None:
    """Undo `suppress` for one scope."""
    Suppression.objects.filter(endpoint_id=endpoint_id, scope=scope).delete()


@transaction.atomic
def withdraw(
    endpoint_ids: Collection[UUID], scope: str, *, now: datetime, channel: str | None = None
) -> int:
    """Settle waiting rows of endpoints and `scope` ("*" is all) as suppressed; return how many.

    For somebody who leaves, or no longer wants one channel: unlike `suppress` it says nothing about
    later messages. A row that is being sent at this moment falls out when it comes back unsent.
    """
    where = OF_ENDPOINTS
    values: list[Key] = [list(endpoint_ids)]
    if scope != EVERYTHING:
        where = f"{where} AND broadcast_id IN ({OF_SCOPE})"
        values.append(scope)
    if channel is not None:
        where = f"{where} AND channel = %s"
        values.append(channel)
    # Rows first, then tallies, as a settling does: else each could wait for the other.
    mark_withdrawn(where, values)
    return settle_waiting(where, values, State.SUPPRESSED, now=now)


def reconsider(
    endpoint_ids: Collection[UUID], *, quiet_from: time | None, quiet_until: time | None
) -> None:
    """Give what still waits for these endpoints other quiet hours (Belgian clock, both or none)."""
    with connection.cursor() as cursor:
        cursor.execute(
            RECONSIDER,
            [
                quiet_from.isoformat() if quiet_from else None,
                quiet_until.isoformat() if quiet_until else None,
                list(endpoint_ids),
            ],
        )


def unsubscribe(token: str, *, now: datetime) -> None:
    """Do what the one-click link of a mail promises (RFC 8058); raise LinkNotValid."""
    endpoint_id, scope = read(token)
    suppress(endpoint_id, scope, now=now)
