"""Test messages to endpoints of our own, through the real ledger: they tell whether what is sent arrives."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction

from belfry.core.languages import Language
from belfry.delivery.actions import endpoint_for, open_broadcast, write_envelopes
from belfry.delivery.addresses import normalised
from belfry.delivery.channels.registry import channel_named, open_channels
from belfry.delivery.errors import AddressUnusable
from belfry.delivery.kinds import Kind
from belfry.delivery.models import Canary, Message
from belfry.delivery.types import Recipient
from belfry.delivery.workflow import Lane

PERIOD_MINUTES: Final = 5
# One that is not accepted within this is an alarm.
LATE: Final = timedelta(minutes=2)
# Where some came back before, and none did for so long, what is accepted is lost: several in a row.
LOST: Final = timedelta(minutes=20)
KEPT: Final = timedelta(days=7)
# None is sent any more when the next one is due: an old test message tells nothing.
LIFE: Final = timedelta(minutes=PERIOD_MINUTES)

CLAIM: Final = """
INSERT INTO delivery_canary (channel, period, message_id, sent_at)
VALUES (%(channel)s, %(period)s, 0, %(now)s) ON CONFLICT (channel, period) DO NOTHING RETURNING id
"""
FLIGHTS: Final = """
SELECT c.channel, c.sent_at, coalesce(e.state, 'suppressed'),
       CASE WHEN e.state IN ('accepted', 'delivered', 'confirmed')
            THEN extract(epoch FROM e.settled_at - c.sent_at)::float END,
       CASE WHEN e.state IN ('delivered', 'confirmed')
            THEN extract(epoch FROM e.told_at - c.sent_at)::float END
FROM (
    SELECT DISTINCT channel FROM delivery_canary WHERE sent_at > %(since)s
) AS named
CROSS JOIN LATERAL (
    SELECT channel, sent_at, message_id FROM delivery_canary
    WHERE channel = named.channel AND sent_at > %(since)s ORDER BY period DESC LIMIT %(most)s
) AS c
LEFT JOIN delivery_envelope e ON e.message_id = c.message_id AND e.channel = c.channel
ORDER BY c.channel, c.sent_at DESC
"""
BACK: Final = """
SELECT named.channel FROM unnest(%(channels)s::text[]) AS named (channel)
CROSS JOIN LATERAL (
    SELECT c.sent_at FROM delivery_canary c JOIN delivery_envelope e
        ON e.message_id = c.message_id AND e.channel = c.channel
    WHERE c.channel = named.channel AND e.state IN ('delivered', 'confirmed')
    ORDER BY c.period DESC LIMIT 1
) AS back
WHERE back.sent_at < %(lost)s AND EXISTS (
    SELECT 1 FROM delivery_canary c WHERE c.channel = named.channel
        AND c.sent_at > back.sent_at AND c.sent_at <= %(due)s)
ORDER BY 1
"""


class Flight(NamedTuple):
    """One test message: its row's state, and after how many seconds it was accepted and delivered."""

    channel: str
    sent_at: datetime
    state: str
    accepted_seconds: float | None
    delivered_seconds: float | None


def canary_addresses() -> Mapping[str, str]:
    """Return {channel: address} of what test messages go to; raise ImproperlyConfigured."""
    for kind, address in settings.CANARIES.items():
        try:
            if address:
                normalised(kind, address)
        except AddressUnusable:
            message = f"BELFRY_CANARY_{kind.upper()} cannot be used as an address."
            raise ImproperlyConfigured(message) from None
    return {
        name: address
        for name, channel in open_channels().items()
        if (address := settings.CANARIES.get(channel.address, "")) and channel.takes(address)
    }


def send_canaries(*, now: datetime) -> int:
    """Write a test message for each channel, once in each five minutes whoever asks; return how many."""
    minute = now.astimezone(UTC).replace(second=0, microsecond=0)
    period = minute - timedelta(minutes=minute.minute % PERIOD_MINUTES)
    Canary.objects.filter(sent_at__lt=now - KEPT).delete()
    return sum(
        _send(channel, address, period, now) for channel, address in canary_addresses().items()
    )


@transaction.atomic
def _send(channel: str, address: str, period: datetime, now: datetime) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, {"channel": channel, "period": period, "now": now})
        claimed = cursor.fetchone()
    if claimed is None:
        return False
    message = Message.objects.create(kind=Kind.CANARY, made_at=now)
    broadcast = open_broadcast(
        message, uuid.uuid4(), lane=Lane.PERSONAL, scope="", now=now, expires_at=now + LIFE
    )
    endpoint = endpoint_for(channel_named(channel).address, address)
    recipient = Recipient(endpoint.pk, channel, Language.ENGLISH)
    write_envelopes(broadcast, [recipient], due=now)
    Canary.objects.filter(pk=claimed[0]).update(message_id=message.pk)
    return True


def flights(*, now: datetime, most: int = 1) -> Sequence[Flight]:
    """Return the newest test messages of each channel, of the last day."""
    with connection.cursor() as cursor:
        cursor.execute(FLIGHTS, {"since": now - timedelta(days=1), "most": most})
        return [Flight(*row) for row in cursor.fetchall()]


def late_canaries(*, now: datetime) -> Sequence[str]:
    """Return the channels whose last test message was not accepted within two minutes, or never written."""
    wanted = canary_addresses()
    newest: dict[str, Flight] = {}
    judged: dict[str, Flight] = {}
    for one in flights(now=now, most=2):
        newest.setdefault(one.channel, one)
        # One that is on its way tells nothing yet; the one before it does.
        if now - one.sent_at >= LATE:
            judged.setdefault(one.channel, one)
    return [
        channel
        for channel, one in judged.items()
        if channel in wanted and (_is_late(one) or now - newest[channel].sent_at > 2 * LIFE)
    ]


def lost_canaries(*, now: datetime) -> Sequence[str]:
    """Return the channels on which receipts came within the week, but none for what was sent since 20 minutes.

    A channel on which none ever came (e-mail) tells nothing by that.
    """
    channels = list(canary_addresses())
    with connection.cursor() as cursor:
        cursor.execute(BACK, {"channels": channels, "lost": now - LOST, "due": now - LOST / 2})
        return [channel for (channel,) in cursor.fetchall()]


def _is_late(one: Flight) -> bool:
    return one.accepted_seconds is None or one.accepted_seconds > LATE.total_seconds()
