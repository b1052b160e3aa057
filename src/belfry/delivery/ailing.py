"""Mailboxes that fail without being gone: scored, paused, and tried again by the next mail.

A full mailbox or a refusal ends no address, for it may be over tomorrow. The score is the number of days of a month on
which mails to it failed for good. At `PAUSED_AT` it is broken like one that does not exist. After a week the next
mail goes there as a probe: if it fails too, the address is paused at once, if not, it works.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import connection
from django.db.models import F, Q

from belfry.delivery.kinds import AddressKind
from belfry.delivery.models import Endpoint
from belfry.delivery.workflow import Cause

PAUSED_AT: Final = 5
SCORED_FOR: Final = timedelta(days=30)
PAUSE: Final = timedelta(days=7)
# Those who can mend an address are told again when it broke so long after the last time.
TOLD_AGAIN: Final = timedelta(days=60)
MOST: Final = 1_000
SOFT: Final = (Cause.MAILBOX_FULL, Cause.REFUSED, Cause.TEMPORARY)

# "Try later" counts only where the relay gave up (a receipt): else each of our own attempts would.
PAUSE_THEM: Final = """
WITH failing AS MATERIALIZED (
    SELECT endpoint_id, max(at) AS last, (array_agg(cause ORDER BY at DESC))[1] AS cause
    FROM delivery_attempt
    WHERE channel = 'email' AND at > %(since)s
      AND (cause IN ('mailbox_full', 'refused') OR (cause = 'temporary' AND status = 'receipt'))
    GROUP BY endpoint_id
    HAVING count(DISTINCT (at AT TIME ZONE 'Europe/Brussels')::date) >= %(most)s
)
UPDATE delivery_endpoint n SET broken_at = %(now)s, broken_cause = f.cause FROM failing f
WHERE n.id = f.endpoint_id AND n.broken_at IS NULL
  AND f.last > coalesce(n.probed_at, '-infinity'::timestamptz)
"""


def pause_failing(*, now: datetime) -> tuple[int, int]:
    """Let the next mail through to those that were paused for a week, and pause others; return (let through, paused)."""
    paused = Endpoint.objects.filter(kind=AddressKind.EMAIL, broken_cause__in=SOFT)
    probed = paused.filter(broken_at__lte=now - PAUSE).update(
        broken_at=None, broken_cause="", probed_at=now
    )
    with connection.cursor() as cursor:
        cursor.execute(PAUSE_THEM, {"since": now - SCORED_FOR, "most": PAUSED_AT, "now": now})
        return probed, cursor.rowcount


def newly_broken() -> list[UUID]:
    """Return mailboxes that broke and of which nobody was told yet, the longest broken first."""
    untold = Q(told_broken_at=None) | Q(told_broken_at__lt=F("broken_at") - TOLD_AGAIN)
    rows = Endpoint.objects.filter(untold, kind=AddressKind.EMAIL, broken_at__isnull=False)
    return list(rows.order_by("broken_at", "pk").values_list("pk", flat=True)[:MOST])


def note_told(endpoint_ids: Collection[UUID], *, now: datetime) -> None:
    """Note that those who can mend these addresses were told."""
    Endpoint.objects.filter(pk__in=list(endpoint_ids)).update(told_broken_at=now)
