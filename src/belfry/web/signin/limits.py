"""How often something may be tried, counted once for all web processes."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network
from typing import Final

from django.conf import settings
from django.db import connection
from django.http import HttpRequest

from belfry.core.sealed import blind_index
from belfry.web.signin.errors import TooManyTries

COUNT = """
INSERT INTO web_attempt AS known (key, count, ends_at) VALUES (%(key)s, 1, %(ends_at)s)
ON CONFLICT (key) DO UPDATE SET
    count = CASE WHEN known.ends_at <= %(now)s THEN 1 ELSE known.count + 1 END,
    ends_at = CASE WHEN known.ends_at <= %(now)s THEN excluded.ends_at ELSE known.ends_at END
RETURNING count
"""
LEFT = "SELECT 1 FROM web_attempt WHERE key = %s AND ends_at > %s AND count >= %s"
FORGET = """
DELETE FROM web_attempt WHERE key IN (
    SELECT key FROM web_attempt WHERE ends_at < %s LIMIT 100 FOR UPDATE SKIP LOCKED)
"""


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` times in `window`, which begins with the first."""

    purpose: str
    most: int
    window: timedelta


IPV4: Final = 4
QUARTER: Final = timedelta(minutes=15)
# An address that somebody types, known or not; one client may be a whole police station.
ADDRESS: Final = Limit("address", 5, QUARTER)
ADDRESS_A_DAY: Final = Limit("address a day", 20, timedelta(days=1))
CLIENT: Final = Limit("client", 60, QUARTER)
CODE_TRIES: Final = Limit("code tries", 5, timedelta(minutes=30))
# Codes of letters that one browser typed wrongly.
LETTERS: Final = Limit("letter codes", 5, QUARTER)
CODE_USES: Final = Limit("code uses", 1, timedelta(minutes=30))
FACTOR: Final = Limit("factor", 10, QUARTER)
# Lists that one person has read: each takes a processor for seconds.
UPLOADS: Final = Limit("uploads", 20, QUARTER)

# Each dossier that is opened, and each founder or candidate who is invited, sends mail to others.
OPENINGS: Final = Limit("openings", 10, timedelta(days=1))
INVITATIONS: Final = Limit("invitations", 30, timedelta(days=1))
# What visitors ask the people of networks.
CONTACTS: Final = Limit("contacts", 5, timedelta(days=1))
CONTACTS_OF_NETWORK: Final = Limit("contacts of a network", 20, timedelta(days=1))
# Who asks to join, by the address that gets the code, and all who ask to join one network.
JOININGS: Final = Limit("joinings", 5, timedelta(days=1))
JOININGS_OF_NETWORK: Final = Limit("joinings of a network", 100, timedelta(days=1))
# What readers find wrong with messages: one member, and all who have one message with its code.
COMPLAINTS: Final = Limit("complaints", 10, timedelta(days=1))
COMPLAINTS_OF_MESSAGE: Final = Limit("complaints of a message", 30, timedelta(days=1))


def within(limit: Limit, who: str, *, now: datetime) -> bool:
    """Count one more and say whether it is still allowed; two at once never share a count."""
    values: dict[str, bytes | datetime] = {
        "key": blind_index(f"limit {limit.purpose}", who),
        "ends_at": now + limit.window,
        "now": now,
    }
    with connection.cursor() as cursor:
        cursor.execute(COUNT, values)
        return bool(cursor.fetchone()[0] <= limit.most)


def reached(limit: Limit, who: str, *, now: datetime) -> bool:
    """Whether nothing is left of a limit; counts nothing."""
    key = blind_index(f"limit {limit.purpose}", who)
    with connection.cursor() as cursor:
        cursor.execute(LEFT, [key, now, limit.most])
        return bool(cursor.fetchone())


def check(limit: Limit, who: str, *, now: datetime) -> None:
    """Count one more; raise TooManyTries."""
    if not within(limit, who, now=now):
        raise TooManyTries


def check_client(request: HttpRequest, *, now: datetime) -> None:
    """Count one try of the machine that asks; raise TooManyTries."""
    client = request.META.get("REMOTE_ADDR", "")
    if settings.SECURE_PROXY_SSL_HEADER:
        # Our own proxy wrote the last entry; the ones before it are the client's own claims.
        forwarded = request.headers.get("X-Forwarded-For", "")
        client = forwarded.rpartition(",")[2].strip() or client
    check(CLIENT, _household(client), now=now)


def _household(client: str) -> str:
    """Return what one line has: an IPv4 address, or the 64 bits that many IPv6 addresses share."""
    try:
        address = ip_address(client)
    except ValueError:
        return client
    return client if address.version == IPV4 else str(ip_network((client, 64), strict=False))


def forget_over(now: datetime) -> None:
    """Delete some counts whose window is over."""
    with connection.cursor() as cursor:
        cursor.execute(FORGET, [now])
