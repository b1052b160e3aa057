"""What tests of the ledger need: rows to send, and the ledger told in one line."""

import uuid
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from uuid import UUID

from django.db import connection, transaction
from psycopg import Connection

from belfry.delivery.actions import endpoints_for, open_broadcast, write_envelopes
from belfry.delivery.claiming import claim, rows_of
from belfry.delivery.kinds import EMAIL, AddressKind, Kind
from belfry.delivery.models import Broadcast, Envelope, Message, Tally
from belfry.delivery.settling import News, settle
from belfry.delivery.slots import seal_slot
from belfry.delivery.types import Claimed, Outcome, Recipient
from belfry.delivery.workflow import Lane

# Rows are due from here on; before the clock of any machine that runs the tests.
DUE = datetime(2026, 1, 1, tzinfo=UTC)
SCOPE = "network:1"
SLOTS = {"url": "https://belfry.example/security/"}


def notice_message() -> Message:
    """Return a message that needs no approval: a fixed notice."""
    return Message.objects.create(kind=Kind.SECURITY, made_at=DUE)


@transaction.atomic
def broadcast_to(
    count: int,
    *,
    lane: int = Lane.POLICE,
    expires_at: datetime | None = None,
    quiet: tuple[time, time] | None = None,
    message: Message | None = None,
    first: int = 0,
    not_before: datetime = DUE,
    channel: str = EMAIL,
    scope: str = SCOPE,
) -> Broadcast:
    """Write rows for `count` mailboxes (lid0@mail.example, ...) and return their broadcast."""
    addresses = [f"lid{number}@mail.example" for number in range(first, first + count)]
    endpoints = endpoints_for(AddressKind.EMAIL, addresses)
    broadcast = open_broadcast(
        message or notice_message(),
        uuid.uuid4(),
        lane=lane,
        scope=scope,
        now=DUE,
        expires_at=expires_at,
    )
    quiet_from, quiet_until = quiet or (None, None)
    write_envelopes(
        broadcast,
        [
            Recipient(endpoints[address].pk, channel, "nl", quiet_from, quiet_until)
            for address in addresses
        ],
        due=not_before,
    )
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE delivery_envelope SET slot = %s WHERE message_id = %s AND endpoint_id = %s",
            [
                (
                    seal_slot(broadcast.message_id, endpoint.pk, SLOTS),
                    broadcast.message_id,
                    endpoint.pk,
                )
                for endpoint in endpoints.values()
            ],
        )
    return broadcast


def endpoint_ids(broadcast: Broadcast) -> Sequence[UUID]:
    """Return the endpoints of a broadcast's rows, in a fixed order."""
    return list(
        Envelope.objects.filter(broadcast=broadcast)
        .order_by("endpoint_id")
        .values_list("endpoint_id", flat=True)
    )


def states(broadcast: Broadcast) -> dict[str, int]:
    """Return {"state" or "state cause": rows}, counted row by row."""
    rows = Envelope.objects.filter(broadcast=broadcast).values_list("state", "cause")
    return dict(Counter(f"{state} {cause}".strip() for state, cause in rows))


def tallies(broadcast: Broadcast) -> dict[str, int]:
    """Return the same from the tallies."""
    rows = Tally.objects.filter(broadcast=broadcast).exclude(count=0)
    return {
        f"{state} {cause}".strip(): count
        for state, cause, count in rows.values_list("state", "cause", "count")
    }


def claimed_rows(
    connection: Connection,
    *,
    lanes: tuple[int, int] = (0, 9),
    most: int = 100,
    crashes: tuple[int, int] = (0, 3),
    now: datetime | None = None,
    lease: float = 30.0,
    channel: str = EMAIL,
) -> list[Claimed]:
    """Claim up to `most` bundles and return their rows."""
    bundles = claim(connection, channel, lanes, most, crashes=crashes, now=now, lease=lease)
    return rows_of(connection, channel, bundles) if bundles else []


def settle_rows(
    connection: Connection,
    outcomes: Sequence[Outcome],
    *,
    over: bool = True,
    now: datetime | None = None,
    channel: str = EMAIL,
) -> int:
    """Settle outcomes; their bundles end unless they are not `over`."""
    news: dict[int, News] = {}
    for outcome in outcomes:
        bundle = outcome.row.bundle
        one = news.setdefault(bundle.id, News(bundle, over=over))
        one.outcomes.append(outcome)
    return settle(connection, channel, list(news.values()), now=now)


def give_back(connection: Connection, rows: Sequence[Claimed]) -> None:
    """Give rows back untouched: their bundles wait again."""
    bundles = {row.bundle.id: row.bundle for row in rows}
    settle(connection, EMAIL, [News(one, over=True, left=True) for one in bundles.values()])


def let_leases_end() -> None:
    """Make every lease one that ran out."""
    _change("lease_until = now() - interval '1 second'", "claim_token IS NOT NULL")


def make_due() -> None:
    """Make every waiting row due now."""
    _change("not_before = now() - interval '1 second'", "claim_token IS NULL")


def _change(what: str, where: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE delivery_bundle SET {what} WHERE {where}")


def minutes(number: float) -> timedelta:
    """Return so many minutes."""
    return timedelta(minutes=number)
