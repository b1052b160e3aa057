"""The state of sending, for those who run the installation: ages and tallies, never a count of the ledger.

Whatever is read here grows with what waits and with what went wrong, not with what was ever sent. Times are
arguments or the database's; ages are seconds.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from django.db import connection

from belfry.delivery.models import Heartbeat
from belfry.delivery.workflow import Cause

# Attempts are counted by the minute for a day; what is older is one row for each channel and cause.
BEFORE: Final = "'epoch'::timestamptz"
MOST_ATTEMPTS: Final = 50_000
# A process that gave no sign of life for so long counts as silent.
SILENT_SECONDS: Final = 60.0
TROUBLE_DAYS: Final = 7

WAITING: Final = """
SELECT channel, lane, count(*), extract(epoch FROM %(now)s - min(not_before))::float
FROM delivery_bundle WHERE claim_token IS NULL AND not_before <= %(now)s
GROUP BY 1, 2 ORDER BY 1, 2
"""
TRANSACTIONS: Final = """
SELECT pid, application_name, extract(epoch FROM clock_timestamp() - xact_start)::float AS age
FROM pg_stat_activity
WHERE (backend_xmin IS NOT NULL OR backend_xid IS NOT NULL) AND datname = current_database()
  AND application_name <> 'belfry backup' AND backend_type = 'client backend'
  AND pid <> pg_backend_pid() AND xact_start IS NOT NULL
ORDER BY xact_start LIMIT 5
"""
# Pages as of the last vacuum; `reltuples` is -1 before the first.
SIZES: Final = """
SELECT pg_database_size(current_database()),
       (sum(relpages) * current_setting('block_size')::bigint)::bigint,
       sum(greatest(reltuples, 0)) FILTER (WHERE relkind = 'r')::float
FROM pg_class WHERE relname LIKE 'delivery\\_envelope%%' AND relkind IN ('r', 'i')
"""
TALLIES: Final = """
SELECT state, cause, sum(count)::bigint FROM delivery_tally
WHERE state IN ('dead', 'failed', 'unknown') GROUP BY 1, 2 HAVING sum(count) > 0 ORDER BY 1, 2
"""
ATTEMPTS: Final = """
SELECT channel, cause, sum(count)::bigint FROM delivery_attemptcount
WHERE minute >= %(since)s GROUP BY 1, 2 ORDER BY 1, 2
"""
FOLD: Final = f"""
WITH old AS MATERIALIZED (
    SELECT id FROM delivery_attemptcount WHERE minute < %(before)s AND minute > {BEFORE}
    ORDER BY id FOR UPDATE SKIP LOCKED
), gone AS (
    DELETE FROM delivery_attemptcount WHERE id IN (SELECT id FROM old)
    RETURNING channel, cause, count
)
INSERT INTO delivery_attemptcount (minute, channel, cause, count)
SELECT {BEFORE}, channel, cause, sum(count) FROM gone GROUP BY 2, 3 ORDER BY 2, 3
ON CONFLICT (minute, channel, cause)
DO UPDATE SET count = delivery_attemptcount.count + excluded.count
"""  # noqa: S608 -- constants only
# Every row that failed or was given up left an attempt; the newest attempts are read, not the ledger.
TROUBLES: Final = """
SELECT e.channel, e.cause, count(*) FROM (
    SELECT DISTINCT message_id, endpoint_id, channel FROM (
        SELECT message_id, endpoint_id, channel, at FROM delivery_attempt
        ORDER BY id DESC LIMIT %(most)s) AS newest
    WHERE at >= %(since)s) AS tried
JOIN LATERAL (
    SELECT e.channel, e.cause FROM delivery_envelope e
    JOIN delivery_broadcast b ON b.id = e.broadcast_id
    WHERE e.message_id = tried.message_id AND e.endpoint_id = tried.endpoint_id
      AND e.channel = tried.channel AND e.state IN ('dead', 'failed', 'unknown')
      AND b.stopped_at IS NULL AND (b.expires_at IS NULL OR b.expires_at > %(now)s)) AS e ON true
GROUP BY 1, 2 ORDER BY 1, 3 DESC
"""
# Names of recipients' domains can be names of persons: only limits of suppliers are shown.
LIMITS: Final = """
SELECT name, greatest(0, extract(epoch FROM all_free_at - clock_timestamp()))::float,
       greatest(0, extract(epoch FROM others_free_at - clock_timestamp()))::float
FROM delivery_limit WHERE name NOT LIKE 'domain:%%' ORDER BY name
"""

# The inbox of what suppliers told; of a flood so many are counted.
MOST_EVENTS: Final = 10_000
INBOX: Final = """
SELECT (SELECT count(*) FROM (
            SELECT 1 FROM delivery_event WHERE outcome = '' AND try_at <= %(now)s
            ORDER BY try_at, id LIMIT %(most)s) AS due),
       (SELECT greatest(0, extract(epoch FROM %(now)s - try_at))::float FROM delivery_event
        WHERE outcome = '' ORDER BY try_at, id LIMIT 1),
       (SELECT count(*) FROM (
            SELECT 1 FROM delivery_event WHERE outcome = 'unmatched' ORDER BY at LIMIT %(most)s
        ) AS unmatched)
"""


class Waiting(NamedTuple):
    """What is due in one lane of a channel: so many bundles, the oldest due for so long."""

    channel: str
    lane: int
    bundles: int
    seconds: float


class Standing(NamedTuple):
    """How a dispatcher sees a supplier: why it rests, empty when it works, and its weight, 0 to 100."""

    cause: str
    weight: int


class Sender(NamedTuple):
    """A dispatcher, silent for so long, and how it sees its suppliers."""

    name: str
    channel: str
    seconds: float
    suppliers: Mapping[str, Standing]


class Transaction(NamedTuple):
    """A transaction that keeps old rows alive."""

    pid: int
    application: str
    seconds: float


class Inbox(NamedTuple):
    """Receipts that are due to be applied, for how long, and those for which no row was found."""

    due: int
    seconds: float
    unmatched: int


class Sizes(NamedTuple):
    """How large the database and the ledger are; rows are an estimate."""

    database_bytes: int
    ledger_bytes: int
    ledger_rows: float


class Tallied(NamedTuple):
    """So many rows of all time stand in one state for one cause."""

    state: str
    cause: str
    number: int


class Tried(NamedTuple):
    """So many attempts, or rows, of one channel did not succeed for one cause."""

    channel: str
    cause: str
    number: int


class Limit(NamedTuple):
    """How far ahead, in seconds, the credits of a limit are taken: by all, and by what is not urgent."""

    name: str
    all_seconds: float
    others_seconds: float


def waiting(*, now: datetime) -> Sequence[Waiting]:
    """Return what is due and unclaimed, lane by lane; it reads the queue, which is short."""
    return [Waiting(*row) for row in _rows(WAITING, now=now)]


def senders(*, now: datetime) -> Sequence[Sender]:
    """Return the dispatchers of the last day, the most recently heard first."""
    return [
        Sender(
            beat.name,
            beat.channel,
            (now - beat.beat_at).total_seconds(),
            {name: _standing(told) for name, told in beat.suppliers.items()},
        )
        for beat in Heartbeat.objects.order_by("-beat_at")
    ]


def _standing(told: Mapping[str, Any]) -> Standing:
    """Read what a dispatcher tells of a supplier; an older or newer version may tell less or more."""
    return Standing(told.get("cause", ""), told.get("weight", 100))


def transactions() -> Sequence[Transaction]:
    """Return the oldest transactions of others that keep old rows alive, without their queries."""
    return [Transaction(*row) for row in _rows(TRANSACTIONS)]


def inbox(*, now: datetime) -> Inbox:
    """Return how far the receipts are behind; numbers end at 10,000."""
    ((due, seconds, unmatched),) = _rows(INBOX, now=now, most=MOST_EVENTS)
    return Inbox(due, seconds or 0.0, unmatched)


def sizes() -> Sizes:
    """Return how large database and ledger are, without reading either."""
    ((database, ledger, rows),) = _rows(SIZES)
    return Sizes(database, ledger or 0, rows or 0.0)


def tallied_troubles() -> Sequence[Tallied]:
    """Return how many rows failed, were given up or are uncertain, by cause."""
    return [Tallied(*row) for row in _rows(TALLIES)]


def attempts(*, since: datetime | None = None) -> Sequence[Tried]:
    """Return the attempts that did not simply succeed, by channel and cause; of all time by default."""
    return [Tried(*row) for row in _rows(ATTEMPTS, since=since or "-infinity")]


def ended_leases(*, since: datetime) -> int:
    """Return how many rows came back since then because their sender died, or killed it."""
    return sum(one.number for one in attempts(since=since) if one.cause == Cause.CRASHED)


def fold_attempts(*, now: datetime) -> None:
    """Keep the minutes of one day only; the sums stay the same."""
    with connection.cursor() as cursor:
        cursor.execute(FOLD, {"before": now - timedelta(days=1)})


def troubles(*, now: datetime) -> Sequence[Tried]:
    """Return the rows of the last week that come back by hand only and are still of use.

    Of the newest 50,000 attempts: after a large outage it is "at least so many".
    """
    since = now - timedelta(days=TROUBLE_DAYS)
    return [Tried(*row) for row in _rows(TROUBLES, now=now, since=since, most=MOST_ATTEMPTS)]


def limits() -> Sequence[Limit]:
    """Return the limits of suppliers that were used within the last hour or so."""
    return [Limit(*row) for row in _rows(LIMITS)]


def _rows(query: str, **values: Any) -> Sequence[Any]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return list(cursor.fetchall())
