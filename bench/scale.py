"""Whether a ledger of 5 million rows is as fast as one of 50,000, and what a dispatcher takes with a million waiting.

Run as `bench.broadcast`: `python -m bench.scale`. In a database of its own (some 4 GB of disk, ten minutes): old rows by
SQL, over as many messages as sent them; then the same claims, settlings, pages and figures at both sizes. Sequential scans
of the ledger are counted by PostgreSQL itself; `delivery_envelope_…` is every partition.
"""

import argparse
import os
import statistics
import sys
import time
import uuid
from collections.abc import Callable, Mapping
from datetime import datetime
from tempfile import TemporaryDirectory
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "belfry.config.settings")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from belfry.bulletins.actions.expanding import expand_release  # noqa: E402
from belfry.bulletins.actions.releasing import release_bulletin  # noqa: E402
from belfry.bulletins.queries import frozen_audience, release_for, unreached  # noqa: E402
from belfry.delivery.actions import endpoints_for, open_broadcast, write_envelopes  # noqa: E402
from belfry.delivery.claiming import claim, rows_of  # noqa: E402
from belfry.delivery.kinds import EMAIL, AddressKind, Kind  # noqa: E402
from belfry.delivery.leases import reap  # noqa: E402
from belfry.delivery.line import Line  # noqa: E402
from belfry.delivery.models import Endpoint, Message  # noqa: E402
from belfry.delivery.settling import News, settle  # noqa: E402
from belfry.delivery.types import Recipient  # noqa: E402
from belfry.delivery.watching import troubles  # noqa: E402
from belfry.delivery.workflow import Lane  # noqa: E402
from belfry.program.bench import Dispatchers  # noqa: E402
from belfry.program.bench_scene import Scene, set_scene  # noqa: E402
from belfry.program.scratch import scratch_database  # noqa: E402
from belfry.web.metrics import exposition  # noqa: E402
from belfry.web.police.releases import progress_of  # noqa: E402
from bench.broadcast import need_postfix, sink  # noqa: E402

ENDPOINTS, MEMBERS, A_MESSAGE = 5_000, 500, 125
REPEAT, ROUNDS = 40, 5
MEMORY_SECONDS, MOST_MEGABYTES = 20.0, 150
MOST_RATIO = 1.3
SCANNED = "sequential scans"
# These read what went wrong, of which there is a hundred times as much as well.
GROWING, MOST_MILLISECONDS = frozenset({"/metrics", "troubles of the operator"}), 100.0
# One row in fifty failed, and left an attempt; the rest was accepted.
FILL = """
WITH messages AS MATERIALIZED (
    INSERT INTO delivery_message (kind, texts, checksum, made_at)
    SELECT 'canary', '{}', '', now() - interval '30 days' FROM generate_series(1, %(messages)s) RETURNING id
), broadcasts AS MATERIALIZED (
    INSERT INTO delivery_broadcast (message_id, reference, lane, scope, opened_at, expires_at)
    SELECT id, gen_random_uuid(), 2, 'network:' || id %% 1429, now() - interval '30 days',
           now() - interval '29 days'
    FROM messages RETURNING id, message_id
), ends AS MATERIALIZED (
    SELECT id, row_number() OVER (ORDER BY id) - 1 AS place FROM delivery_endpoint
    WHERE kind = 'email' ORDER BY id LIMIT %(endpoints)s
), made AS (
    INSERT INTO delivery_envelope (message_id, endpoint_id, channel, broadcast_id, language, state, cause,
                                   attempts, supplier, settled_at)
    SELECT b.message_id, e.id, 'email', b.id, 'nl',
           CASE WHEN e.place %% 50 = 7 THEN 'failed' ELSE 'accepted' END,
           CASE WHEN e.place %% 50 = 7 THEN 'refused' ELSE '' END, (e.place %% 50 = 7)::int,
           'relay.example:25', now() - interval '30 days'
    FROM broadcasts b JOIN ends e
        ON e.place / %(each)s = b.id %% (%(endpoints)s / %(each)s)
    RETURNING message_id, endpoint_id, broadcast_id, state, cause
), tried AS (
    INSERT INTO delivery_attempt (message_id, endpoint_id, channel, broadcast_id, at, cause, status, supplier)
    SELECT message_id, endpoint_id, 'email', broadcast_id, now() - interval '30 days', cause, '554 5.7.1', ''
    FROM made WHERE state = 'failed'
), counted AS (
    INSERT INTO delivery_tally (broadcast_id, state, cause, count)
    SELECT broadcast_id, state, cause, count(*) FROM made GROUP BY 1, 2, 3
)
SELECT count(*) FROM made
"""
FAIL_SOME = """
WITH few AS (
    SELECT message_id, endpoint_id FROM delivery_envelope WHERE broadcast_id = %(broadcast)s
    ORDER BY endpoint_id LIMIT 10
), gone AS (
    UPDATE delivery_envelope e SET state = CASE WHEN s.endpoint_id IS NULL THEN 'accepted' ELSE 'failed' END,
        cause = CASE WHEN s.endpoint_id IS NULL THEN '' ELSE 'refused' END, settled_at = now()
    FROM delivery_envelope o LEFT JOIN few s USING (message_id, endpoint_id)
    WHERE o.broadcast_id = %(broadcast)s AND e.message_id = o.message_id AND e.endpoint_id = o.endpoint_id
      AND e.channel = o.channel
    RETURNING e.state, e.cause
), forgotten AS (
    DELETE FROM delivery_tally WHERE broadcast_id = %(broadcast)s AND state = 'ready'
), bundles AS (
    DELETE FROM delivery_bundle WHERE broadcast_id = %(broadcast)s
)
INSERT INTO delivery_tally (broadcast_id, state, cause, count)
SELECT %(broadcast)s, state, cause, count(*) FROM gone GROUP BY 2, 3
"""
SCANS = """
SELECT coalesce(sum(seq_scan), 0)::bigint FROM pg_stat_user_tables WHERE relname LIKE 'delivery_envelope%%'
"""
SIZE = """
SELECT sum(reltuples)::bigint, sum(pg_total_relation_size(oid)) / 1048576, count(*) FROM pg_class
WHERE relkind = 'r' AND relname LIKE 'delivery_envelope\\_%%'
"""


def ask(query: str, **values: object) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchall() if cursor.description else []


def fill(rows: int) -> None:
    """Write old rows until there are so many."""
    each = {"endpoints": ENDPOINTS, "each": A_MESSAGE}
    left = rows // A_MESSAGE
    # Not by the trigger, which cannot while the same statement writes rows.
    for block in range(left // 10_000 + 3):
        ask("SELECT delivery_add_partition(%(block)s)", block=block)
    while left:
        some = min(left, 2000)
        ask(FILL, messages=some, **each)
        left -= some
    ask("VACUUM ANALYZE")
    ((estimate, megabytes, partitions),) = ask(SIZE)
    print(
        f"the ledger: {estimate:,} rows, {megabytes:,.0f} MB, {partitions} partitions", flush=True
    )


def waiting(rows: int, lane: int) -> None:
    """Write rows that wait, 5,000 a message."""
    ends = list(Endpoint.objects.filter(kind="email").order_by("pk")[:ENDPOINTS])
    for start in range(0, rows, ENDPOINTS):
        with transaction.atomic():
            now = timezone.now()
            message = Message.objects.create(kind=Kind.CANARY, made_at=now)
            broadcast = open_broadcast(
                message,
                uuid.uuid4(),
                lane=lane,
                scope=f"network:{start}",
                now=now,
                expires_at=None,
            )
            some = [Recipient(one.pk, EMAIL, "nl") for one in ends[: min(ENDPOINTS, rows - start)]]
            write_envelopes(broadcast, some, due=now)


def press(stage: Scene) -> None:
    """Send the bulletin, and settle its rows: ten failed."""
    ((actor, release_id),) = stage.presses
    release_bulletin(actor, release_id, now=timezone.now())
    while expand_release(release_id, now=timezone.now()):
        pass
    ask(FAIL_SOME, broadcast=release_for(actor, release_id).broadcast_id)


def page(stage: Scene) -> None:
    """Ask what the page of the release asks."""
    ((actor, release_id),) = stage.presses
    release = release_for(actor, release_id)
    frozen_audience(release)
    progress_of(actor, release)
    missed = unreached(actor, release, now=timezone.now())
    assert len(missed) == 10, len(missed)


def timed(work: Callable[[], object], repeat: int = REPEAT) -> float:
    """Return the median of its milliseconds."""
    times = []
    for _ in range(repeat):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return statistics.median(times) * 1000


class Sender:
    """Claims and settles as a dispatcher does, and times each of both."""

    def __init__(self) -> None:
        self.line = Line("bench")
        self.times: dict[str, list[float]] = {}

    def send(self, lane: int, name: str) -> None:
        opened = self.line.connection()
        while True:
            began = time.perf_counter()
            bundles = claim(opened, EMAIL, (lane, lane), 5 if lane > Lane.PERSONAL else 1)
            if not bundles:
                return
            rows = rows_of(opened, EMAIL, bundles)
            claimed = time.perf_counter()
            news = [
                News(
                    bundle,
                    "relay.example:25",
                    [row for row in rows if row.bundle.id == bundle.id],
                    over=True,
                    whole=True,
                )
                for bundle in bundles
            ]
            settle(opened, EMAIL, news)
            settled = time.perf_counter()
            self.times.setdefault(f"claim, {name}", []).append(claimed - began)
            self.times.setdefault(f"settle, {name}", []).append(settled - claimed)

    def figures(self) -> dict[str, float]:
        self.line.hang_up()
        return {name: statistics.median(times) * 1000 for name, times in self.times.items()}


def measure(stage: Scene) -> Mapping[str, float]:
    """Return {what: median milliseconds}, and say how often PostgreSQL read a partition from end to end."""
    ((before,),) = ask(SCANS)
    sender = Sender()
    for _ in range(ROUNDS):
        waiting(5_000, Lane.BULK)
        waiting(400, Lane.URGENT)
        sender.send(Lane.URGENT, "20 urgent rows")
        sender.send(Lane.BULK, "500 rows")
    line = Line("bench")
    figures = {
        **sender.figures(),
        "reaping, nothing to reap": timed(lambda: reap(line.connection())),
        "the page of a release to 500": timed(lambda: page(stage)),
        "/metrics": timed(lambda: exposition(now=timezone.now())),
        "troubles of the operator": timed(lambda: troubles(now=timezone.now())),
    }
    line.hang_up()
    connection.close()
    time.sleep(1.5)
    ((after,),) = ask(SCANS)
    print(f"sequential scans of the ledger meanwhile: {after - before}", flush=True)
    figures[SCANNED] = after - before
    return figures


def show(small: Mapping[str, float], large: Mapping[str, float]) -> bool:
    kept = not (small[SCANNED] or large[SCANNED])
    for name, least in small.items():
        if name == SCANNED:
            continue
        ratio = large[name] / least
        print(f"{name:32} {least:9.2f} ms {large[name]:9.2f} ms  {ratio:5.2f}")
        limit = MOST_MILLISECONDS if name in GROWING else MOST_RATIO * least + 0.5
        kept = kept and large[name] <= limit
    return kept


def memory(rows: int) -> bool:
    """Start a real dispatcher with so many rows waiting; return whether it stayed small."""
    waiting(rows, Lane.BULK)
    ask("ANALYZE delivery_envelope")
    dispatchers = Dispatchers(1, lambda pids: None)
    dispatchers.keep()
    deadline = time.monotonic() + MEMORY_SECONDS
    while time.monotonic() < deadline:
        dispatchers.keep()
        time.sleep(0.1)
    ((left,),) = ask("SELECT sum(count) FROM delivery_tally WHERE state = 'ready'")
    dispatchers.keep()
    dispatchers.stop()
    peak = dispatchers.peak_kilobytes / 1024
    print(
        f"a dispatcher, {rows:,} rows waiting, {left:,} left after {MEMORY_SECONDS:.0f} s: {peak:.0f} MB at most"
    )
    return peak <= MOST_MEGABYTES


def run(options: argparse.Namespace, now: datetime) -> bool:
    call_command("migrate", verbosity=0, interactive=False)
    endpoints_for(AddressKind.EMAIL, [f"oud{n}@mail.example" for n in range(ENDPOINTS)])
    stage = set_scene(MEMBERS, now=now)
    press(stage)
    fill(options.small)
    small = measure(stage)
    began = time.monotonic()
    fill(options.large - options.small)
    print(f"filled in {time.monotonic() - began:.0f} s; load {os.getloadavg()[0]:.1f}", flush=True)
    kept = show(small, measure(stage))
    return memory(options.waiting) and kept


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", type=int, default=50_000)
    parser.add_argument("--large", type=int, default=5_000_000)
    parser.add_argument("--waiting", type=int, default=1_000_000)
    options = parser.parse_args()
    need_postfix()
    with (
        sink() as relay,
        scratch_database("belfry_bench") as url,
        TemporaryDirectory(prefix="belfry-bench-") as folder,
    ):
        os.environ.update(
            BELFRY_MODE="live",
            BELFRY_SMTP_URL=f"smtp://{relay}",
            BELFRY_DATABASE_URL=url,
            BELFRY_DATA_DIR=folder,
        )
        return int(not run(options, timezone.now()))


if __name__ == "__main__":
    sys.exit(main())
