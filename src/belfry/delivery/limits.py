"""Limits that hold across machines and restarts: credits of suppliers, broadcasts of one sender."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import psycopg
from django.db import connection as django_connection
from psycopg import Connection

from belfry.delivery.channels.contract import Grant
from belfry.delivery.errors import TooManyThisHour
from belfry.delivery.line import Line, ask

# A twentieth is kept back for what lies between a credit and its use: what was granted in one second
# arrives in a little less. So no second ever sees more than the agreed rate.
PACE: Final = 0.95
# What is not urgent never gets more than this share; the rest of every limit waits for an alert.
OTHERS_SHARE: Final = 0.7
# Credits that nobody took are kept so long, and at most as many are granted at once.
SLICE_SECONDS: Final = 0.05
DATABASE_PAUSE_SECONDS: Final = 0.3

# Two leaky buckets, each held as the moment when it will have run empty (GCRA). The row is locked
# before the clock is read, so two that ask together are granted one after the other.
TAKE: Final = """
WITH held AS MATERIALIZED (
    SELECT all_free_at, others_free_at FROM delivery_limit WHERE name = %(name)s FOR UPDATE
), timed AS MATERIALIZED (
    SELECT all_free_at, others_free_at, clock_timestamp() AS now FROM held
), clocks AS MATERIALIZED (
    SELECT now, greatest(all_free_at, now) AS all_free_at,
           CASE WHEN %(urgent)s THEN others_free_at ELSE greatest(others_free_at, now) END
               AS others_free_at,
           %(depth)s - extract(epoch FROM greatest(all_free_at - now, '0')) * %(pace)s AS of_all,
           CASE WHEN %(urgent)s THEN %(most)s
                ELSE %(others_depth)s
                    - extract(epoch FROM greatest(others_free_at - now, '0')) * %(others_pace)s
           END AS of_others
    FROM timed
), grants AS MATERIALIZED (
    SELECT *, greatest(0, least(%(most)s, floor(of_all + 1e-6), floor(of_others + 1e-6)))::integer
        AS number
    FROM clocks
), moved AS (
    UPDATE delivery_limit
    SET all_free_at = grants.all_free_at + grants.number / %(pace)s * interval '1 second',
        others_free_at = CASE WHEN %(urgent)s THEN grants.others_free_at ELSE
            grants.others_free_at + grants.number / %(others_pace)s * interval '1 second' END
    FROM grants WHERE name = %(name)s AND grants.number > 0
)
SELECT number, greatest(0, (1 - of_all) / %(pace)s, (1 - of_others) / %(others_pace)s)::float
FROM grants
"""
# A limit that rests for an hour is as good as new; the names of domains are not kept for nothing.
BEGIN: Final = """
WITH rested AS (
    DELETE FROM delivery_limit WHERE name IN (
        SELECT name FROM delivery_limit
        WHERE greatest(all_free_at, others_free_at) < now() - interval '1 hour'
        FOR UPDATE SKIP LOCKED)
)
INSERT INTO delivery_limit (name, all_free_at, others_free_at) VALUES (%(name)s, now(), now())
ON CONFLICT DO NOTHING
"""
OTHERS_AN_HOUR: Final = 30
URGENT_AN_HOUR: Final = 10
COUNT: Final = """
INSERT INTO delivery_hourly (sender, hour, urgent, count) VALUES (%(sender)s, %(hour)s, %(urgent)s, 1)
ON CONFLICT (sender, hour, urgent) DO UPDATE SET count = delivery_hourly.count + 1
RETURNING count
"""
FORGET: Final = """
DELETE FROM delivery_hourly WHERE (sender, hour, urgent) IN (
    SELECT sender, hour, urgent FROM delivery_hourly WHERE hour < %(before)s FOR UPDATE SKIP LOCKED)
"""


def take(connection: Connection, name: str, rate: float, most: int, *, urgent: bool) -> Grant:
    """Take up to `most` credits of the limit `name`, which gives `rate` a second; raise psycopg.Error.

    At most a twentieth of a second's work at once, by the database's clock, exact among all who ask. What is not
    urgent gets no more than 70 % and only while urgent parcels leave something. When there is none, the wait is
    until there can be one.
    """
    pace = rate * PACE
    values = {
        "name": name,
        "urgent": urgent,
        "most": most,
        "pace": pace,
        "depth": max(1.0, SLICE_SECONDS * pace),
        "others_pace": pace * OTHERS_SHARE,
        "others_depth": max(1.0, SLICE_SECONDS * pace * OTHERS_SHARE),
    }
    while not (rows := ask(connection, TAKE, values)):
        ask(connection, BEGIN, values)
    number, wait = rows[0]
    return Grant(number, 0.0 if number else wait)


class LedgerCredits:
    """`contract.Credits` on a dispatcher's own connection."""

    def __init__(self, line: Line) -> None:
        """Use the line only when asked for credits, in the thread that asks."""
        self._line = line

    def take(self, name: str, rate: float, most: int, *, urgent: bool) -> Grant:
        """Take up to `most` credits; none, without an error, while the database does not answer."""
        try:
            return take(self._line.connection(), name, rate, most, urgent=urgent)
        except (psycopg.OperationalError, psycopg.InterfaceError):
            # The dispatcher finds out by itself, and opens the line anew.
            return Grant(0, DATABASE_PAUSE_SECONDS)


def check_hourly(sender: UUID, *, urgent: bool, now: datetime) -> bool:
    """Count a broadcast of a sender in this hour; raise TooManyThisHour above 30 that are not urgent.

    An urgent one is never refused, but False is returned above 10 so that an alarm can be raised. Call it in the
    transaction of the broadcast: what is not sent is not counted.
    """
    hour = now.replace(minute=0, second=0, microsecond=0)
    with django_connection.cursor() as cursor:
        cursor.execute(FORGET, {"before": hour - timedelta(days=1)})
        cursor.execute(COUNT, {"sender": sender, "hour": hour, "urgent": urgent})
        count: int = cursor.fetchone()[0]
    if urgent:
        return count <= URGENT_AN_HOUR
    if count > OTHERS_AN_HOUR:
        raise TooManyThisHour(most=OTHERS_AN_HOUR)
    return True
