"""What waited in the ledger when its database was copied: held until a person chooses."""

from datetime import datetime
from typing import Final, NamedTuple

from django.db import connection, transaction

from belfry.delivery.actions import stop_broadcast
from belfry.delivery.models import Broadcast, Bundle

# Far behind every clock, and still a time that every client can read. How far rows lie apart is kept: steps of
# a ladder follow each other when they are let go.
FAR: Final = "interval '1000 years'"
LATE: Final = "timestamptz '2900-01-01 00:00:00+00'"
# What is too late by now is not held: the next claim settles it as expired.
HOLD: Final = f"""
UPDATE delivery_bundle b SET claim_token = NULL, lease_until = NULL, not_before = CASE
    WHEN b.not_before > {LATE} OR m.expires_at <= now() THEN b.not_before
    ELSE b.not_before + {FAR} END
FROM delivery_broadcast m WHERE m.id = b.broadcast_id
"""  # noqa: S608 -- constants only
LET_GO: Final = f"""
UPDATE delivery_bundle b
SET not_before = %s::timestamptz + (b.not_before - first.at)
FROM (SELECT broadcast_id, min(not_before) AS at FROM delivery_bundle
      WHERE not_before > {LATE} GROUP BY 1) AS first
WHERE b.broadcast_id = first.broadcast_id AND b.not_before > {LATE}
"""  # noqa: S608 -- constants only
WAITING: Final = """
SELECT count(DISTINCT e.message_id), count(*)
FROM delivery_bundle b
JOIN delivery_broadcast m ON m.id = b.broadcast_id
JOIN delivery_envelope e ON e.message_id = b.message_id AND e.bundle_id = b.id AND e.state = 'ready'
WHERE m.stopped_at IS NULL AND (m.expires_at IS NULL OR m.expires_at > now())
"""


class Waiting(NamedTuple):
    """What has not been handed over and is not too late: messages, and rows of the ledger."""

    messages: int
    rows: int


def waiting_rows() -> Waiting:
    """Count what waits; it reads each row that does."""
    with connection.cursor() as cursor:
        cursor.execute(WAITING)
        return Waiting(*cursor.fetchone())


def hold_waiting() -> None:
    """Put off all that waits until somebody chooses, and release what was in a dispatcher's hands."""
    with connection.cursor() as cursor:
        cursor.execute(HOLD)


def let_go(*, now: datetime) -> None:
    """Let what is held be sent from `now` on."""
    with connection.cursor() as cursor:
        cursor.execute(LET_GO, [now])


@transaction.atomic
def stop_waiting(*, now: datetime) -> None:
    """Stop every broadcast that waits; what was accepted stays accepted."""
    waiting = Bundle.objects.values("broadcast_id")
    for broadcast in Broadcast.objects.filter(pk__in=waiting, stopped_at__isnull=True):
        stop_broadcast(broadcast, now=now)
    let_go(now=now)
