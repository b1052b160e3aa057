"""What those who run the installation may do with deliveries: they see no name, no address, no text."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from belfry.audit.actions import record
from belfry.core.actor import Actor, Role
from belfry.core.errors import NotAllowed, NotFound
from belfry.delivery.channels.registry import all_channels
from belfry.delivery.moves import Key, revive
from belfry.delivery.watching import MOST_ATTEMPTS, TROUBLE_DAYS, Tried, troubles
from belfry.delivery.workflow import Cause

# As `watching.troubles` counts them: found by their attempts, still of use, and not stopped.
TO_RETRY: Final = """
e.state IN ('failed', 'dead', 'unknown') AND e.channel = %s AND e.cause = %s
AND (e.message_id, e.endpoint_id) IN (
    SELECT message_id, endpoint_id FROM (
        SELECT message_id, endpoint_id, channel, cause, at FROM delivery_attempt
        ORDER BY id DESC LIMIT %s) AS newest
    WHERE channel = %s AND cause = %s AND at >= %s)
AND EXISTS (
    SELECT 1 FROM delivery_broadcast b
    WHERE b.id = e.broadcast_id AND b.stopped_at IS NULL
      AND (b.expires_at IS NULL OR b.expires_at > %s))
"""


def may_operate(actor: Actor) -> bool:
    """Only the operator looks after the sending of the whole installation."""
    return actor.is_installation or actor.holds(Role.OPERATOR)


def troubles_for(actor: Actor, *, now: datetime) -> Sequence[Tried]:
    """Return how many rows failed or were given up and can be tried again; raise NotAllowed."""
    if not may_operate(actor):
        raise NotAllowed
    return troubles(now=now)


@transaction.atomic
def retry_troubled(actor: Actor, channel: str, cause: str, *, now: datetime) -> int:
    """Let rows of the last week that failed or were given up for one cause wait again; return how many.

    Each at most once, whoever presses at the same time: what waits again is not found by the other. Raise
    NotAllowed, and NotFound for a channel or a cause that does not exist.
    """
    if not may_operate(actor):
        raise NotAllowed
    if channel not in all_channels() or cause not in Cause.values:
        raise NotFound
    since = str(now - timedelta(days=TROUBLE_DAYS))
    values: list[Key] = [channel, cause, MOST_ATTEMPTS, channel, cause, since, str(now)]
    count = len(revive(TO_RETRY, values, now=now))
    record(
        "delivery.retried",
        subject=f"cause:{cause}",
        person_id=actor.person_id,
        at=now,
        detail={"channel": channel, "count": count},
    )
    return count
