"""What upper contexts may ask about deliveries."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import BinaryField, Exists, F, Func, OuterRef, QuerySet
from django.utils.functional import Promise

from belfry.core.many import among
from belfry.core.sealed import blind_index
from belfry.delivery.addresses import normalised
from belfry.delivery.channels.registry import all_channels, channel_named, open_channels
from belfry.delivery.errors import AddressUnusable
from belfry.delivery.kinds import AddressKind, Kind
from belfry.delivery.models import Broadcast, Endpoint, Envelope, Heartbeat, Message, Tally
from belfry.delivery.types import CauseCount, End, Meter
from belfry.delivery.workflow import State

HANDED_OVER = (State.ACCEPTED, State.DELIVERED, State.CONFIRMED)
MAY_HAVE_REACHED = (*HANDED_OVER, State.UNKNOWN)
CHUNK = 5000
FAILED = (State.FAILED, State.DEAD, State.UNKNOWN, State.EXPIRED)


def message_of(reference: UUID) -> Message:
    """Return the message of a bulletin, which was written at its approval."""
    return Message.objects.get(kind=Kind.BULLETIN, reference=reference)


def find_endpoint(kind: str, address: str) -> Endpoint | None:
    """Return the endpoint of an address, normalised as `endpoint_for` does, or None."""
    try:
        index = blind_index(kind, normalised(kind, address))
    except AddressUnusable:
        return None
    return Endpoint.objects.filter(kind=kind, blind_index=index).first()


def known_endpoints(kind: str, addresses: Iterable[str]) -> dict[str, UUID]:
    """Return {address as given: endpoint} of those that are known, in one query.

    Raises AddressUnusable for the first address that cannot be used.
    """
    index_of = {address: blind_index(kind, normalised(kind, address)) for address in addresses}
    rows = Endpoint.objects.filter(kind=kind, blind_index__in=list(index_of.values()))
    known = {bytes(index): pk for index, pk in rows.values_list("blind_index", "pk")}
    return {address: known[index] for address, index in index_of.items() if index in known}


def ends_of(endpoint_ids: Collection[UUID]) -> Mapping[UUID, End]:
    """Return what is known of endpoints without their addresses, in one query."""
    rows = Endpoint.objects.filter(among("pk", endpoint_ids))
    return {
        pk: End(kind, broken_at is not None, landline)
        for pk, kind, broken_at, landline in rows.values_list("pk", "kind", "broken_at", "landline")
    }


def kinds_wanted(channels: Collection[str]) -> Mapping[str, Sequence[str]]:
    """Return {kind of address: the channels, of these, that need it}."""
    wanting: dict[str, list[str]] = defaultdict(list)
    for name in channels:
        if name in all_channels():
            wanting[channel_named(name).address].append(name)
    return wanting


def ringing_channels() -> Sequence[str]:
    """Return the channels that end in a phone or a device, which may wake somebody; a mailbox does not."""
    return [
        name for name, channel in all_channels().items() if channel.address != AddressKind.EMAIL
    ]


def channel_label(name: str) -> str | Promise:
    """Return how a channel is called within a sentence; its name if only a newer version knows it."""
    return channel_named(name).label if name in all_channels() else name


def channel_names() -> Mapping[str, str | Promise]:
    """Return {channel: how it is called} of those that this installation can send by."""
    return {name: channel.label for name, channel in open_channels().items()}


def meter(broadcast: Broadcast) -> Meter:
    """Return the live count of a broadcast from its tallies."""
    return meters([broadcast.pk])[broadcast.pk]


def meters(broadcast_ids: Collection[int]) -> Mapping[int, Meter]:
    """Return the live counts of broadcasts, in one query."""
    states: dict[int, Counter[str]] = defaultdict(Counter)
    causes: dict[int, Counter[str]] = defaultdict(Counter)
    rows = Tally.objects.filter(broadcast_id__in=list(broadcast_ids), count__gt=0)
    for broadcast_id, state, cause, count in rows.values_list(
        "broadcast_id", "state", "cause", "count"
    ):
        states[broadcast_id][state] += count
        if cause:
            causes[broadcast_id][cause] += count
    return {
        broadcast_id: _meter(states[broadcast_id], causes[broadcast_id])
        for broadcast_id in broadcast_ids
    }


def _meter(states: Counter[str], causes: Counter[str]) -> Meter:
    # Nobody may call settled what only a newer version knows, which works beside this one.
    unknown = sum(count for state, count in states.items() if state not in State.values)
    return Meter(
        accepted=sum(states[state] for state in HANDED_OVER),
        waiting=states[State.READY] + unknown,
        failed=sum(states[state] for state in FAILED),
        stopped=states[State.STOPPED],
        suppressed=states[State.SUPPRESSED],
        causes=tuple(CauseCount(cause, count) for cause, count in causes.most_common()),
        spared=states[State.SPARED],
        delivered=states[State.DELIVERED] + states[State.CONFIRMED],
        confirmed=states[State.CONFIRMED],
    )


def has_reached(message_id: int | OuterRef) -> Exists:
    """Return the condition on rows with an `endpoint_id` and a `channel`: a message reached that end, or may have."""
    return Exists(
        Envelope.objects.filter(
            message_id=message_id,
            endpoint_id=OuterRef("endpoint_id"),
            channel=OuterRef("channel"),
            state__in=MAY_HAVE_REACHED,
        )
    )


def reached_ends(message_id: int, *, in_hand: bool) -> frozenset[tuple[UUID, str]]:
    """Return (endpoint, channel) of each end that a message reached, or may have.

    `in_hand` counts what a dispatcher holds, too: what is still ready after the message was stopped.
    """
    states = (*MAY_HAVE_REACHED, *([State.READY] if in_hand else []))
    rows = Envelope.objects.filter(message_id=message_id, state__in=states)
    return frozenset(rows.values_list("endpoint_id", "channel").iterator(chunk_size=CHUNK))


def failed_endpoints(broadcast: Broadcast) -> Mapping[UUID, str]:
    """Return the endpoints that `Meter.failed` counts, each with its cause; empty where time ran out."""
    rows = Envelope.objects.filter(
        message_id=broadcast.message_id, broadcast=broadcast, state__in=FAILED
    )
    return dict(rows.values_list("endpoint_id", "cause"))


def broadcasts_of_notices() -> QuerySet[Broadcast]:
    """Return the broadcasts that carry no bulletin: invitations, codes and the like."""
    return Broadcast.objects.exclude(message__kind=Kind.BULLETIN)


def dispatchers_heard_since(instant: datetime) -> QuerySet[Heartbeat]:
    """Return the dispatchers that gave a sign of life since then."""
    return Heartbeat.objects.filter(beat_at__gte=instant)


def one_endpoint_per_key() -> QuerySet[Endpoint]:
    """Return one endpoint for each version of the key that sealed them, to try the keys on."""
    version: Func = Func(F("address"), 1, 2, function="substr", output_field=BinaryField())
    sealed = Endpoint.objects.annotate(key_version=version)
    return sealed.order_by("key_version").distinct("key_version")
