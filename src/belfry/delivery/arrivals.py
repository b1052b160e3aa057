"""Mails and texts of people: each taken once, counted by the day, and named nowhere."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Sum

from belfry.core.clock import local
from belfry.core.sealed import blind_index
from belfry.delivery.channels.contract import Inbound
from belfry.delivery.inbox import take
from belfry.delivery.kinds import EMAIL
from belfry.delivery.models import Arrival
from belfry.delivery.workflow import Arrived

COUNT = """
INSERT INTO delivery_arrival (day, channel, outcome, count) VALUES (%s, %s, %s, 1)
ON CONFLICT (day, channel, outcome) DO UPDATE SET count = delivery_arrival.count + 1
"""


def is_new(key: str, *, now: datetime) -> bool:
    """Whether a mail with this key was not taken before; from now on it was, if the caller's transaction commits.

    Of its time, only the day is kept.
    """
    day = local(now).replace(hour=0, minute=0, second=0, microsecond=0)
    return take(EMAIL, EMAIL, [Inbound(key, "", "")], now=day) > 0


def is_first_this_hour(what: str, endpoint_id: UUID, *, now: datetime) -> bool:
    """Whether an endpoint was told `what` by nobody within this hour: so that no forger fills a mailbox through us."""
    hour = f"{local(now):%Y-%m-%d %H}"
    return is_new(f"told:{blind_index('told', f'{what} {endpoint_id} {hour}').hex()}", now=now)


def count_arrival(channel: str, outcome: Arrived, *, now: datetime) -> None:
    """Count a mail or text that came."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [local(now).date(), channel, outcome.value])


def arrivals() -> Sequence[tuple[str, str, int]]:
    """Return (channel, outcome, how many) of all that ever came."""
    counted = Arrival.objects.values_list("channel", "outcome").annotate(number=Sum("count"))
    return list(counted.order_by("channel", "outcome"))
