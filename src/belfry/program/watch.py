"""The watchman: looks every ten seconds whether messages can leave, and raises alarms.

One goes round in each `belfry work` and each `belfry dispatch`, so that they watch each other; an alarm is
raised once all the same (`core/alarm.py`).
"""

import logging
import shutil
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, NamedTuple

from django.db import DatabaseError, InterfaceError, connection
from django.db.models import Max
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateWorker

from belfry.audit.queries import newest_backup
from belfry.core.alarm import AlarmKind, raise_alarm
from belfry.core.mode import is_copy
from belfry.delivery.canaries import late_canaries, lost_canaries
from belfry.delivery.watching import (
    Sender,
    ended_leases,
    fold_attempts,
    inbox,
    senders,
    tallied_troubles,
    transactions,
    waiting,
)
from belfry.delivery.workflow import Cause, State
from belfry.program.copies import OLDEST

logger = logging.getLogger(__name__)

LOOK_SECONDS: Final = 10.0
SILENT_SECONDS: Final = 120.0
TRANSACTION_SECONDS: Final = 60.0
UNANSWERED_SECONDS: Final = 60.0
# A dispatcher that is killed gives back up to some hundred rows; a series of them is an alarm.
MOST_LEASES_A_MINUTE: Final = 200
BREAKER_SECONDS: Final = 300.0
GROWTH_MINUTES: Final = 10
MOST_GIVEN_UP: Final = 20
DISK_SHARE: Final = 0.9
REFUSALS: Final = {Cause.RELAY_REFUSES, Cause.SUPPLIER_REFUSES, Cause.NO_CREDIT}

Raise = Callable[..., None]


class Fault(NamedTuple):
    """One thing that is wrong; `detail` is ids, numbers and names of machines."""

    kind: AlarmKind
    detail: Mapping[str, int | str]


class Watchman:
    """`look` says what is wrong at an instant; `start` does so again and again in a thread of its own."""

    def __init__(self, raise_alarm: Raise = raise_alarm) -> None:
        """Remember nothing yet."""
        self._raise = raise_alarm
        self._begun: datetime | None = None
        self._resting_since: dict[tuple[str, str], datetime] = {}
        self._given_up: deque[tuple[datetime, int]] = deque()
        self._answered_at = time.monotonic()

    def start(self) -> None:
        """Look every ten seconds until the process ends."""
        threading.Thread(target=self._go_round, name="watchman", daemon=True).start()

    def _go_round(self) -> None:
        while True:
            time.sleep(LOOK_SECONDS)
            try:
                self.round(now=timezone.now())
            except Exception:
                # Whoever watches the others may not die of what it sees.
                logger.exception("The watchman stumbled.")
            finally:
                connection.close()

    def round(self, *, now: datetime) -> None:
        """Look once and raise what is wrong, a database that does not answer included."""
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET statement_timeout = '5s'")
            faults = list(self.look(now=now))
            fold_attempts(now=now)
        except (DatabaseError, InterfaceError) as error:
            silent = time.monotonic() - self._answered_at
            logger.warning("The watchman cannot see the database (%s).", type(error).__name__)
            if silent > UNANSWERED_SECONDS:
                self._raise(AlarmKind.DATABASE_SILENT, seconds=int(silent))
            return
        self._answered_at = time.monotonic()
        for fault in faults:
            self._raise(fault.kind, **fault.detail)

    def look(self, *, now: datetime) -> Iterator[Fault]:
        """Yield what is wrong; raise DatabaseError."""
        heard = senders(now=now)
        yield from silent_dispatchers(heard, now=now)
        self._begun = self._begun or now
        yield from silent_workers(self._begun, now=now)
        yield from old_transactions()
        yield from many_leases(now=now)
        yield from self._suppliers(heard, now)
        yield from self._growing_troubles(now)
        yield from full_disk()
        behind = inbox(now=now)
        if behind.seconds >= SILENT_SECONDS:
            yield Fault(
                AlarmKind.RECEIPTS_WAIT, {"rows": behind.due, "seconds": int(behind.seconds)}
            )
        if late := late_canaries(now=now):
            yield Fault(AlarmKind.CANARY_LATE, {"channels": ", ".join(late)})
        if lost := lost_canaries(now=now):
            yield Fault(AlarmKind.CANARY_LOST, {"channels": ", ".join(lost)})
        yield from old_backup(now=now)

    def _suppliers(self, heard: Sequence[Sender], now: datetime) -> Iterator[Fault]:
        """Yield suppliers that refuse us, and those that rested for five minutes with all who asked."""
        resting: dict[tuple[str, str], str] = {}
        working = set()
        for sender in heard:
            if sender.seconds < SILENT_SECONDS:
                for name, standing in sender.suppliers.items():
                    if standing.cause:
                        resting[sender.channel, name] = standing.cause
                    else:
                        working.add((sender.channel, name))
        since = self._resting_since
        self._resting_since = {key: since.get(key, now) for key in resting if key not in working}
        refusing = {key: cause for key, cause in resting.items() if cause in REFUSALS}
        broken = {
            key: resting[key]
            for key, at in self._resting_since.items()
            if (now - at).total_seconds() >= BREAKER_SECONDS
        }
        for kind, found in (
            (AlarmKind.SUPPLIER_REFUSES, refusing),
            (AlarmKind.SUPPLIER_RESTS, broken),
        ):
            if found:
                told = ", ".join(f"{name} {cause}" for (_, name), cause in sorted(found.items()))
                yield Fault(kind, {"suppliers": told})

    def _growing_troubles(self, now: datetime) -> Iterator[Fault]:
        """Yield that many rows were given up within ten minutes."""
        given_up = sum(one.number for one in tallied_troubles() if one.state == State.DEAD)
        before = now - timedelta(minutes=GROWTH_MINUTES)
        while self._given_up and self._given_up[0][0] < before:
            self._given_up.popleft()
        # Rows that were tried again are no growth to be made up for.
        least = min((count for _, count in self._given_up), default=given_up)
        self._given_up.append((now, given_up))
        if given_up - least > MOST_GIVEN_UP:
            yield Fault(
                AlarmKind.ROWS_GIVEN_UP, {"rows": given_up - least, "minutes": GROWTH_MINUTES}
            )


def silent_dispatchers(heard: Sequence[Sender], *, now: datetime) -> Iterator[Fault]:
    """Yield channels whose rows have waited two minutes while no dispatcher of theirs gave a sign of life."""
    silence = {one.channel: one.seconds for one in reversed(heard)}
    oldest: dict[str, float] = {}
    for lane in waiting(now=now):
        oldest[lane.channel] = max(lane.seconds, oldest.get(lane.channel, 0.0))
    stuck = [
        channel
        for channel, seconds in oldest.items()
        if seconds >= SILENT_SECONDS and silence.get(channel, SILENT_SECONDS) >= SILENT_SECONDS
    ]
    if stuck:
        waited = int(max(oldest[channel] for channel in stuck))
        yield Fault(AlarmKind.DISPATCHER_SILENT, {"channels": ", ".join(stuck), "seconds": waited})


def silent_workers(begun: datetime, *, now: datetime) -> Iterator[Fault]:
    """Yield that no worker gave a sign of life for two minutes, nor has one had that long to start."""
    newest = ProcrastinateWorker.objects.aggregate(at=Max("last_heartbeat"))["at"]
    silent = (now - max(begun, newest or begun)).total_seconds()
    if silent >= SILENT_SECONDS:
        yield Fault(AlarmKind.WORKER_SILENT, {"seconds": int(silent)})


def old_transactions(seconds: float = TRANSACTION_SECONDS) -> Iterator[Fault]:
    """Yield the oldest transaction, if it is open for longer than `seconds`."""
    for one in transactions()[:1]:
        if one.seconds >= seconds:
            detail: dict[str, int | str] = {
                "pid": one.pid,
                "application": one.application,
                "seconds": int(one.seconds),
            }
            yield Fault(AlarmKind.OLD_TRANSACTION, detail)


def many_leases(*, now: datetime) -> Iterator[Fault]:
    """Yield that many rows came back from dispatchers that died, in this minute and the one before."""
    count = ended_leases(since=now - timedelta(minutes=1))
    if count > MOST_LEASES_A_MINUTE:
        yield Fault(AlarmKind.LEASES_RAN_OUT, {"rows": count})


def old_backup(*, now: datetime) -> Iterator[Fault]:
    """Yield that the newest backup is too old, where Belfry makes them; a copy's are the original's."""
    made_at = newest_backup()
    if made_at is not None and now - made_at > OLDEST and not is_copy():
        hours = int((now - made_at).total_seconds() // 3600)
        yield Fault(AlarmKind.BACKUP_OLD, {"hours": hours})


def full_disk(share: float = DISK_SHARE) -> Iterator[Fault]:
    """Yield that the disk of the database is fuller than `share`, where that can be told."""
    used = disk_share()
    if used is not None and used > share:
        yield Fault(AlarmKind.DISK_FULL, {"percent": int(used * 100)})


def disk_share() -> float | None:
    """Return how full the database's disk is, None unless it is on this machine and its role may say where."""
    host = str(connection.settings_dict["HOST"])
    if not (host.startswith("/") or host in {"", "localhost", "127.0.0.1", "::1"}):
        return None
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT CASE WHEN pg_has_role('pg_read_all_settings', 'USAGE')"
            " THEN current_setting('data_directory') END"
        )
        (folder,) = cursor.fetchone()
    for path in [Path(folder), *Path(folder).parents] if folder else ():
        try:
            disk = shutil.disk_usage(path)
        except OSError:
            continue
        return 1 - disk.free / disk.total
    return None
