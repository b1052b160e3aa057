"""Urgent messages to 126 behind 270,000 waiting rows, then beside an urgent one to 180,000 (dispatch, 47 and 48).

Run as `bench.broadcast`: `python -m bench.urgent`. Two real dispatchers send into `smtp-sink` as fast as they can; before
each trial the backlog is filled up again. Times are the ledger's, from before the first row was written.
"""

import argparse
import os
import sys
import time
import uuid
from collections.abc import Sequence
from tempfile import TemporaryDirectory
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "belfry.config.settings")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from belfry.delivery.actions import endpoints_for, open_broadcast, write_envelopes  # noqa: E402
from belfry.delivery.kinds import EMAIL, AddressKind, Kind  # noqa: E402
from belfry.delivery.models import Broadcast, Endpoint, Message  # noqa: E402
from belfry.delivery.types import Recipient  # noqa: E402
from belfry.delivery.workflow import Lane  # noqa: E402
from belfry.program.bench import Dispatchers  # noqa: E402
from belfry.program.scratch import scratch_database  # noqa: E402
from bench.broadcast import need_postfix, sink  # noqa: E402

MEMBERS, CHUNK = 126, 5_000
FIRST_SECONDS, LAST_SECONDS, PATIENCE_SECONDS = 1.0, 2.0, 60.0
PAUSE_SECONDS = 0.3
WAITING = "SELECT coalesce(sum(count), 0)::int FROM delivery_tally WHERE state = 'ready'"
LEFT = """
SELECT coalesce(sum(count), 0)::int FROM delivery_tally
WHERE state = 'ready' AND broadcast_id = %(broadcast)s
"""
TIMES = """
SELECT extract(epoch FROM min(settled_at) - %(pressed)s)::float,
       extract(epoch FROM max(settled_at) - %(pressed)s)::float, count(*)
FROM delivery_envelope
WHERE message_id = %(message)s AND broadcast_id = %(broadcast)s AND state = 'accepted'
"""


def ask(query: str, **values: object) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchone()


class Stage:
    """Who can be written to; each message has its own scope unless one is named."""

    def __init__(self) -> None:
        endpoints_for(AddressKind.EMAIL, [f"lid{n}@buurt.example" for n in range(CHUNK)])
        self.ends = list(Endpoint.objects.values_list("pk", flat=True)[:CHUNK])

    @transaction.atomic
    def write(self, number: int, lane: int, *, scope: str = "") -> Broadcast:
        """Write a message to at most 5,000."""
        now = timezone.now()
        message = Message.objects.create(kind=Kind.CANARY, made_at=now)
        broadcast = open_broadcast(
            message,
            uuid.uuid4(),
            lane=lane,
            scope=scope or f"network:{message.pk}",
            now=now,
            expires_at=None,
        )
        rows = [Recipient(one, EMAIL, "nl") for one in self.ends[:number]]
        write_envelopes(broadcast, rows, due=now)
        return broadcast

    def fill(self, rows: int) -> None:
        """Let at least so many rows wait that are not urgent."""
        while ask(WAITING)[0] < rows:
            self.write(CHUNK, Lane.BULK)

    def trial(self) -> tuple[float, float, int]:
        """Send to 126; return the seconds to the first and the last, and what waited before."""
        (behind,) = ask(WAITING)
        (pressed,) = ask("SELECT clock_timestamp()")
        sent = self.write(MEMBERS, Lane.URGENT)
        deadline = time.monotonic() + PATIENCE_SECONDS
        while ask(LEFT, broadcast=sent.pk)[0] and time.monotonic() < deadline:
            time.sleep(0.02)
        first, last, number = ask(
            TIMES, message=sent.message_id, broadcast=sent.pk, pressed=pressed
        )
        return (
            (first, last, behind)
            if number == MEMBERS
            else (PATIENCE_SECONDS, PATIENCE_SECONDS, behind)
        )


def show(what: str, trials: Sequence[tuple[float, float, int]]) -> bool:
    firsts, lasts, behind = (sorted(column) for column in zip(*trials, strict=True))
    middle = len(trials) // 2
    print(
        f"{what}, at least {behind[0]:,} rows waiting, {len(trials)} trials: first accepted {firsts[middle]:.2f} s"
        f" (half), {firsts[-1]:.2f} s (worst); all {lasts[middle]:.2f} s, {lasts[-1]:.2f} s; load {os.getloadavg()[0]:.1f}",
        flush=True,
    )
    return firsts[-1] <= FIRST_SECONDS and lasts[-1] <= LAST_SECONDS


def run(options: argparse.Namespace) -> bool:
    call_command("migrate", verbosity=0, interactive=False)
    stage = Stage()
    stage.fill(options.waiting)
    ask_nothing("ANALYZE")
    dispatchers = Dispatchers(2, lambda pids: None)
    dispatchers.keep()
    try:
        time.sleep(5)
        behind_bulk = []
        for _ in range(options.trials):
            stage.fill(options.waiting)
            time.sleep(PAUSE_SECONDS)
            behind_bulk.append(stage.trial())
        kept = show(f"urgent to {MEMBERS} behind bulk", behind_bulk)
        for _ in range(0, options.urgent, CHUNK):
            stage.write(CHUNK, Lane.URGENT, scope="network:large")
        beside = []
        for _ in range(options.beside):
            time.sleep(PAUSE_SECONDS)
            beside.append(stage.trial())
        kept = (
            show(f"urgent to {MEMBERS} beside an urgent one to {options.urgent:,}", beside) and kept
        )
        dispatchers.keep()
        print(f"a dispatcher took {dispatchers.peak_kilobytes / 1024:.0f} MB at most")
    finally:
        dispatchers.stop()
    return kept


def ask_nothing(command: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(command)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--waiting", type=int, default=270_000)
    parser.add_argument("--trials", type=int, default=50)
    parser.add_argument("--urgent", type=int, default=180_000)
    parser.add_argument("--beside", type=int, default=10)
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
        return int(not run(options))


if __name__ == "__main__":
    sys.exit(main())
