"""`belfry bench broadcast`: one bulletin through the real path, into a sink, in a database of its own."""

import argparse
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from belfry.bulletins.actions.expanding import expand_release
from belfry.bulletins.actions.releasing import release_bulletin
from belfry.program.bench_scene import Scene, set_scene
from belfry.program.children import signal_at_death_of
from belfry.program.errors import CannotStart
from belfry.program.scratch import scratch_database

# Looking costs what is measured; times are the ledger's own.
LOOK_SECONDS: Final = 0.1
# Nothing has happened for so long: what is not accepted by now counts as lost. A dispatcher that was
# killed holds its rows for 30 s, and what was asked to wait comes back within minutes.
PATIENCE_SECONDS: Final = 180.0
READY_SECONDS: Final = 60.0

COUNTS: Final = """
SELECT coalesce(sum(t.count) FILTER (WHERE t.state = 'accepted'), 0),
       coalesce(sum(t.count) FILTER (WHERE t.state = 'ready'), 0)
FROM delivery_tally t JOIN bulletins_release r ON r.broadcast_id = t.broadcast_id
"""
TIMES: Final = """
SELECT extract(epoch FROM min(e.settled_at) - %(pressed)s), extract(epoch FROM max(e.settled_at) - %(pressed)s),
       count(*), count(*) FILTER (WHERE EXISTS (
           SELECT 1 FROM delivery_attempt a
           WHERE a.message_id = e.message_id AND a.endpoint_id = e.endpoint_id
             AND a.cause IN ('crashed', 'broken_connection')))
FROM delivery_envelope e JOIN bulletins_release r ON r.broadcast_id = e.broadcast_id
WHERE e.state = 'accepted'
"""


@dataclass(frozen=True, slots=True)
class Figures:
    """What a run measured; times in seconds from the press, by the database's clock.

    `duplicates` are rows whose dispatcher died or whose connection broke before the answer: they may
    have been sent twice. `rate` is accepted mails per second between the press and the last one.
    `rss_mb` is the largest peak of one dispatcher.
    """

    recipients: int
    accepted: int
    lost: int
    duplicates: int
    expand_s: float
    first_s: float
    last_s: float
    rate: float
    rss_mb: float


@dataclass(slots=True)
class Dispatchers:
    """The processes that send; one that dies is replaced at once."""

    count: int
    tell: Callable[[list[int]], None]
    peak_kilobytes: int = 0
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def keep(self) -> None:
        """Start what is missing, tell of it, and note how much memory each takes."""
        if any((process.poll() or 0) > 0 for process in self.processes):
            raise CannotStart("A dispatcher cannot run; it said why above.")
        alive = [process for process in self.processes if process.poll() is None]
        missing = self.count - len(alive)
        self.processes = alive + [self._start() for _ in range(missing)]
        if missing:
            self.tell([process.pid for process in self.processes])
        for process in self.processes:
            self.peak_kilobytes = max(self.peak_kilobytes, _peak(process.pid))

    def stop(self) -> None:
        """Let each finish."""
        for process in self.processes:
            process.send_signal(signal.SIGTERM)
        for process in self.processes:
            process.wait(timeout=40)

    def _start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "belfry.program.main", "dispatch"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=signal_at_death_of(os.getpid(), signal.SIGTERM),  # noqa: PLW1509 -- one thread
        )


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take what to measure."""
    kinds = parser.add_subparsers(dest="what", metavar="WHAT", required=True)
    broadcast = kinds.add_parser("broadcast", help="one bulletin to N members")
    broadcast.add_argument("--recipients", type=int, required=True, metavar="N")
    broadcast.add_argument("--smtp", required=True, metavar="HOST:PORT", help="a sink for mail")
    broadcast.add_argument("--dispatchers", type=int, default=2, metavar="N")
    broadcast.add_argument("--json", action="store_true", help="print JSON lines")


def run(options: argparse.Namespace) -> int:
    """Measure and print; return 1 when a mail was lost."""
    with (
        scratch_database("belfry_bench") as url,
        TemporaryDirectory(prefix="belfry-bench-") as data,
    ):
        os.environ.update(
            # The sink was named on the command line, and every address ends in `.example`.
            BELFRY_MODE="live",
            BELFRY_SMTP_URL=f"smtp://{options.smtp}",
            BELFRY_DATABASE_URL=url,
            # Not the installation's own, which may hold a demonstration.
            BELFRY_DATA_DIR=data,
        )
        call_command("migrate", verbosity=0, interactive=False)
        scene = set_scene(options.recipients, now=timezone.now())
        dispatchers = Dispatchers(options.dispatchers, _teller(options))
        try:
            figures = _measure(scene, dispatchers)
        finally:
            dispatchers.stop()
    _show(figures, as_json=options.json)
    return 1 if figures.lost else 0


def _teller(options: argparse.Namespace) -> Callable[[list[int]], None]:
    def tell(pids: list[int]) -> None:
        if options.json:
            print(json.dumps({"dispatchers": pids}), flush=True)

    return tell


def _measure(scene: Scene, dispatchers: Dispatchers) -> Figures:
    dispatchers.keep()
    _wait_for_heartbeats(dispatchers.count)
    pressed, started = _database_time(), time.monotonic()
    for actor, release_id in scene.presses:
        now = timezone.now()
        release_bulletin(actor, release_id, now=now)
        # What the worker does for a large release.
        while expand_release(release_id, now=now):
            pass
    expand_s = time.monotonic() - started
    _wait_until_settled(dispatchers)
    first, last, accepted, doubtful = _ask(TIMES, {"pressed": pressed})
    dispatchers.keep()
    return Figures(
        scene.recipients,
        accepted,
        scene.recipients - accepted,
        doubtful,
        round(expand_s, 3),
        round(float(first or 0), 3),
        round(float(last or 0), 3),
        round(accepted / float(last), 1) if last else 0.0,
        round(dispatchers.peak_kilobytes / 1024, 1),
    )


def _wait_for_heartbeats(count: int) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        if _ask("SELECT count(*) FROM delivery_heartbeat", {})[0] >= count:
            return
        time.sleep(LOOK_SECONDS)
    raise CannotStart("The dispatchers do not start.")


def _wait_until_settled(dispatchers: Dispatchers) -> None:
    seen, deadline = None, time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        counts = _ask(COUNTS, {})
        if not counts[1]:
            return
        if counts != seen:
            seen, deadline = counts, time.monotonic() + PATIENCE_SECONDS
        dispatchers.keep()
        time.sleep(LOOK_SECONDS)


def _database_time() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
        return moment


def _ask(query: str, values: dict[str, datetime]) -> tuple[int, ...]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        row: tuple[int, ...] = cursor.fetchone()
        return row


def _peak(pid: int) -> int:
    """Return the largest resident size of a process so far, in kilobytes; 0 when it is gone."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    sizes = (line.split()[1] for line in lines if line.startswith("VmHWM:"))
    return int(next(sizes, 0))


def _show(figures: Figures, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(asdict(figures)), flush=True)
        return
    print(
        f"{figures.accepted} of {figures.recipients} accepted, {figures.rate:.0f} a second from the"
        f" press to the last\nledger written after {figures.expand_s:.2f} s, first accepted after"
        f" {figures.first_s:.2f} s, last after {figures.last_s:.2f} s\n{figures.lost} lost, at most"
        f" {figures.duplicates} sent twice; a dispatcher took at most {figures.rss_mb:.0f} MB"
    )
