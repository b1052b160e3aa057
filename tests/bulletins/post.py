"""Stand-ins for a dispatcher: settle the ledger rows of a release as it would."""

from django.db import connection

from belfry.bulletins.models import Release
from tests.bulletins.desk import LATER

SETTLE = """
WITH moved AS (
    UPDATE delivery_envelope SET state = %s, cause = %s, settled_at = %s
    WHERE broadcast_id = %s AND state = 'ready' RETURNING 1
), gone AS (
    UPDATE delivery_tally SET count = count - (SELECT count(*) FROM moved)
    WHERE broadcast_id = %s AND state = 'ready'
)
INSERT INTO delivery_tally (broadcast_id, state, cause, count)
SELECT %s, %s, %s, count(*) FROM moved
ON CONFLICT (broadcast_id, state, cause) DO UPDATE SET count = delivery_tally.count + excluded.count
"""


def accept(release: Release) -> None:
    """The relay takes whatever waits."""
    _settle(release, "accepted", "")


def fail(release: Release) -> None:
    """The relay refuses whatever waits: no such address."""
    _settle(release, "failed", "unknown_address")


def _settle(release: Release, state: str, cause: str) -> None:
    key = release.broadcast_id
    with connection.cursor() as cursor:
        cursor.execute(SETTLE, [state, cause, LATER, key, key, key, state, cause])
