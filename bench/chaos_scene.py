"""Where the chaos takes place: a PostgreSQL of its own, a relay that journals, dispatchers that can be killed.

Dispatchers are forked from this process, which has imported everything and holds no connection meanwhile: one
costs some milliseconds. Their lease is two seconds, so that what the dead held comes back soon.
"""

import json
import logging
import os
import signal
import subprocess
import sys
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from django.core.management import call_command
from django.db import Error, connection, transaction
from django.utils import timezone

from belfry.delivery.actions import endpoints_for, open_broadcast, write_envelopes
from belfry.delivery.dispatching import new_dispatcher
from belfry.delivery.kinds import EMAIL, AddressKind, Kind
from belfry.delivery.models import Broadcast, Message
from belfry.delivery.types import Recipient
from belfry.delivery.workflow import Lane
from belfry.program.children import signal_at_death_of
from belfry.program.postgres import Postgres

LEASE_SECONDS = 2.0
# What a dispatcher that dies may have sent without having written it down.
IN_FLIGHT, UNFLUSHED = 5, 500
HEAL_SECONDS = 35.0
CHUNK = 5000
STALL_LOOK_SECONDS = 0.005
TALLIES_DIFFER = """
SELECT count(*) FROM (
    SELECT broadcast_id, state, cause, sum(n) FROM (
        SELECT broadcast_id, state, cause, count AS n FROM delivery_tally
        UNION ALL SELECT broadcast_id, state, cause, -1 FROM delivery_envelope) AS t
    WHERE broadcast_id = ANY(%s) GROUP BY 1, 2, 3 HAVING sum(n) <> 0) AS wrong
"""
ROWS = """
SELECT message_id || '.' || replace(endpoint_id::text, '-', ''), state FROM delivery_envelope
WHERE broadcast_id = ANY(%s) AND channel = 'email'
"""
WAITING = "SELECT count(*) FROM delivery_tally WHERE state = 'ready' AND count > 0 AND broadcast_id = ANY(%s)"
HOMELESS = """
SELECT (SELECT count(*) FROM delivery_bundle b WHERE b.broadcast_id = ANY(%(ids)s)),
       (SELECT count(*) FROM delivery_envelope e WHERE e.state = 'ready' AND e.broadcast_id = ANY(%(ids)s))
"""
SENT = ("accepted", "delivered", "confirmed")
UNWANTED = ("suppressed", "stopped", "expired", "spared")


class Mail(NamedTuple):
    """One line of the journal: `row` is the message and endpoint, as the Message-ID has them."""

    at: float
    row: str
    recipient: str


@dataclass
class Account:
    """What a case did to the invariants; `notes` is what else it measured."""

    rows: int = 0
    waiting: int = 0
    lost: int = 0
    copies: int = 0
    unwanted: int = 0
    differing: int = 0
    kills: int = 0
    bound: int = 0
    notes: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    def check(self, kept: bool, what: str) -> None:
        """Note what was seen, and that it is wrong unless it was kept."""
        self.notes.append(what)
        if not kept:
            self.broken.append(what)

    @property
    def is_kept(self) -> bool:
        wrong = self.waiting or self.lost or self.unwanted or self.differing
        return not (wrong or self.broken or self.copies > self.bound)

    def __str__(self) -> str:
        first = "ok" if not self.waiting else f"BROKEN ({self.waiting} wait)"
        seventh = "ok" if not self.differing else f"BROKEN ({self.differing})"
        parts = [
            f"I1 {first}",
            f"I2 lost {self.lost}",
            f"I3 {self.copies} <= {self.bound} ({self.kills} kills)",
            f"I4 {self.unwanted}",
            f"I7 {seventh}",
            *self.notes,
        ]
        return ", ".join(parts) + ("" if self.is_kept else "  <-- BROKEN")


class Scene:
    """Everything a case needs; `with Scene(folder) as scene:`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.server = Postgres(folder / "database")
        self.control: dict[str, Any] = {}
        self.alive: dict[int, str] = {}
        self.kills = 0
        self.read_to = 0
        self.fresh = 0

    def __enter__(self) -> "Scene":
        self.server.__enter__()
        connection.settings_dict.update(
            NAME="belfry",
            USER="belfry",
            PASSWORD="",
            PORT="",
            HOST=self.server.url.partition("host=")[2],
        )
        call_command("migrate", verbosity=0, interactive=False)
        self.journal, self.manners = self.folder / "journal", self.folder / "control"
        self.journal.touch()
        self.misbehave()
        self.sink = subprocess.Popen(
            [sys.executable, "-m", "bench.journal_sink", str(self.journal), str(self.manners)],
            stdout=subprocess.PIPE,
            text=True,
            preexec_fn=signal_at_death_of(os.getpid(), signal.SIGKILL),  # noqa: PLW1509 -- one thread
        )
        assert self.sink.stdout is not None
        self.port = int(self.sink.stdout.readline())
        self.use_relay()
        self.stalls = self.folder / "stalls"
        self.stalls.touch()
        self.watchman = self.fork_for(lambda: note_stalls(self.stalls))
        return self

    def __exit__(self, *_: object) -> None:
        self.stop_all(signal.SIGKILL)
        connection.close()
        os.kill(self.watchman, signal.SIGKILL)
        os.waitpid(self.watchman, 0)
        self.sink.kill()
        self.sink.wait()
        self.server.stop()

    # -- relay

    def use_relay(self, options: str = "") -> None:
        """Let dispatchers that start from now on use the sink, with these options of its URL."""
        settings.SMTP_URLS = [f"smtp://127.0.0.1:{self.port}{options}"]

    def misbehave(self, *manners: dict[str, Any], think: float = 0.0) -> None:
        """Tell the relay how to behave from now on; it looks every 20 ms."""
        self.control.update(manners=manners, think=think)
        self._tell_relay()
        time.sleep(0.05)

    def _tell_relay(self) -> None:
        told = self.control | {"pids": list(self.alive)}
        unfinished = self.manners.with_suffix(".new")
        unfinished.write_text(json.dumps(told), encoding="ascii")
        unfinished.rename(self.manners)

    def mails(self) -> list[Mail]:
        """Return what the relay took since the last `begin`."""
        with self.journal.open(encoding="ascii") as lines:
            lines.seek(self.read_to)
            whole, _, _ = lines.read().rpartition("\n")
        found = []
        for line in whole.splitlines():
            at, message_id, recipient = line.split()
            found.append(Mail(float(at), message_id.strip("<>").partition("@")[0], recipient))
        return found

    def longest_stall(self, since: float) -> float:
        """Return for how long the machine let a process wait at most, in seconds, since a moment."""
        lines = [line.split() for line in self.stalls.read_text(encoding="ascii").splitlines()]
        return max((float(late) for at, late in lines if float(at) >= since), default=0.0)

    # -- dispatchers

    def start(
        self,
        number: int = 1,
        *,
        channel: str = EMAIL,
        lease: float = LEASE_SECONDS,
        first: Callable[[], None] = lambda: None,
    ) -> list[int]:
        """Fork dispatchers; `first` is done in each before it begins."""
        connection.close()
        return [self._fork(channel, lease, first) for _ in range(number)]

    def _fork(self, channel: str, lease: float, first: Callable[[], None]) -> int:
        parent = os.getpid()
        pid = os.fork()
        if pid:
            self.alive[pid] = channel
            self._tell_relay()
            return pid
        try:
            signal_at_death_of(parent, signal.SIGKILL)()
            logging.disable(logging.CRITICAL)
            first()
            dispatcher = new_dispatcher(channel, lease=lease)
            signal.signal(signal.SIGTERM, lambda *_: dispatcher.stop())
            dispatcher.run()
            os._exit(0)
        except BaseException as error:  # noqa: BLE001 -- whatever it is, this process must end here
            print(f"a dispatcher broke: {error!r}", file=sys.stderr, flush=True)
            os._exit(1)

    def look_after(self, number: int, *, channel: str = EMAIL) -> None:
        """Count the dead and start as many as are missing."""
        for pid in list(self.alive):
            if os.waitpid(pid, os.WNOHANG)[0]:
                del self.alive[pid]
                self.kills += 1
        missing = number - sum(kind == channel for kind in self.alive.values())
        if missing > 0:
            self.start(missing, channel=channel)

    def kill(self, pid: int) -> None:
        """Kill -9, and count it."""
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        del self.alive[pid]
        self.kills += 1
        self._tell_relay()

    def stop_all(self, how: signal.Signals = signal.SIGTERM) -> float:
        """End every dispatcher; return how many seconds it took."""
        began = time.monotonic()
        for pid in self.alive:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)
                os.kill(pid, how)
        for pid in list(self.alive):
            os.waitpid(pid, 0)
        self.alive.clear()
        return time.monotonic() - began

    def apart(self, *works: Callable[[], object]) -> list[int]:
        """Do things at the same time, each in a process of its own; return their statuses (0 is well)."""
        connection.close()
        pids = [self.fork_for(work) for work in works]
        return [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in pids]

    def fork_for(self, work: Callable[[], object]) -> int:
        """Do something in a process of its own; return its number. No connection may be open."""
        parent = os.getpid()
        pid = os.fork()
        if pid:
            return pid
        try:
            signal_at_death_of(parent, signal.SIGKILL)()
            work()
            os._exit(0)
        except BaseException as error:  # noqa: BLE001 -- as above
            print(f"what was done apart broke: {error!r}", file=sys.stderr, flush=True)
            os._exit(1)

    # -- messages

    def begin(self) -> None:
        """Forget what was before a case."""
        self.stop_all()
        self.misbehave()
        self.use_relay()
        self.kills, self.read_to = 0, self.journal.stat().st_size

    @transaction.atomic
    def send(  # noqa: PLR0913 -- each is something that a case wants
        self,
        number: int,
        *,
        lane: int = Lane.POLICE,
        scope: str = "network:1",
        first: int = 0,
        message: Message | None = None,
        channel: str = EMAIL,
        lasts: timedelta = timedelta(days=1),
        since: timedelta = timedelta(0),
    ) -> Broadcast:
        """Write rows for `number` recipients (lid0@mail.example, or +32470000000, ...)."""
        now = timezone.now() - since
        message = message or Message.objects.create(kind=Kind.CANARY, made_at=now)
        broadcast = open_broadcast(
            message, uuid.uuid4(), lane=lane, scope=scope, now=now, expires_at=now + lasts
        )
        for start in range(first, first + number, CHUNK):
            places = range(start, min(start + CHUNK, first + number))
            ends = endpoints_for(*_addresses(channel, places)).values()
            rows = [Recipient(one.pk, channel, "nl") for one in ends]
            write_envelopes(broadcast, rows, due=now)
        return broadcast

    # -- what became of it

    def ask(self, query: str, values: object = ()) -> list[tuple[Any, ...]]:
        """Run a query; the database may just have been killed."""
        deadline = time.monotonic() + 30
        while True:
            try:
                with connection.cursor() as cursor:
                    cursor.execute(query, values)
                    return list(cursor.fetchall())
            except Error:
                connection.close()
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)

    def wait(self, condition: Callable[[], object], seconds: float = 60.0) -> float:
        """Wait until something is so; return how long it took, or raise TimeoutError."""
        began = time.monotonic()
        while not condition():
            if time.monotonic() - began > seconds:
                raise TimeoutError
            time.sleep(0.01)
        return time.monotonic() - began

    def is_settled(self, broadcasts: Iterable[Broadcast]) -> bool:
        """Whether none of their rows waits."""
        return self.ask(WAITING, [_ids(broadcasts)]) == [(0,)]

    def account(self, *broadcasts: Broadcast, urgent: bool = False, more: int = 0) -> Account:
        """Return what the ledger and the journal say; `more` copies are allowed beside those of kills."""
        ids = _ids(broadcasts)
        rows = dict(self.ask(ROWS, [ids]))
        copies = Counter(mail.row for mail in self.mails() if mail.row in rows)
        ((bundles, waiting),) = self.ask(HOMELESS, {"ids": ids})
        # One connection more is kept for urgent mails.
        in_flight = IN_FLIGHT + 1 if urgent else IN_FLIGHT
        unflushed = in_flight if urgent else UNFLUSHED
        return Account(
            rows=len(rows),
            waiting=waiting + bundles,
            lost=sum(state in SENT and row not in copies for row, state in rows.items()),
            copies=copies.total() - len(copies),
            unwanted=sum(state in UNWANTED and row in copies for row, state in rows.items()),
            differing=self.ask(TALLIES_DIFFER, [ids])[0][0],
            kills=self.kills,
            bound=self.kills * (in_flight + unflushed) + more,
        )

    def states(self, *broadcasts: Broadcast) -> dict[str, int]:
        """Return {"state" or "state cause": rows}."""
        found = self.ask(
            "SELECT trim(state || ' ' || cause), sum(count)::int FROM delivery_tally "
            "WHERE broadcast_id = ANY(%s) AND count > 0 GROUP BY 1",
            [_ids(broadcasts)],
        )
        return dict(found)


def note_stalls(path: Path) -> None:
    """Write down how much later than wished this process went on, for ever: "seconds late"."""
    with path.open("a", encoding="ascii", buffering=1) as lines:
        while True:
            began = time.monotonic()
            time.sleep(STALL_LOOK_SECONDS)
            now = time.monotonic()
            if (late := now - began - STALL_LOOK_SECONDS) > STALL_LOOK_SECONDS:
                lines.write(f"{now:.6f} {late:.6f}\n")


def _addresses(channel: str, places: Sequence[int]) -> tuple[str, list[str]]:
    if channel == EMAIL:
        return AddressKind.EMAIL, [f"lid{place}@mail.example" for place in places]
    return AddressKind.PHONE, [f"+3247{place:07}" for place in places]


def _ids(broadcasts: Iterable[Broadcast]) -> list[int]:
    return [broadcast.pk for broadcast in broadcasts]
