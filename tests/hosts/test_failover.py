"""The machine of the database dies in mid-send, and its standby takes over."""

import signal
import socket
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from datetime import datetime
from itertools import pairwise
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db.models import Min
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateWorker
from pytest_django import DjangoDbBlocker

from belfry.delivery.models import Envelope
from tests.delivery.ledger import broadcast_to, states
from tests.hosts.cluster import Cluster, programs
from tests.hosts.fleet import (
    DISPATCHERS,
    LEASE_SECONDS,
    Send,
    django_on,
    logger,
)
from tests.hosts.network import Process, signal_group, start_process
from tests.waiting import wait_until

pytestmark = pytest.mark.skipif(
    programs() is None, reason="this machine has no PostgreSQL with pg_basebackup"
)

HERE = "127.0.0.1"
ROWS = 3000
RELAY_SECONDS = 0.01
DATABASE_SECONDS = 15.0
# A promotion may take five seconds (wal_retrieve_retry_interval); nothing is sent twice within the lease.
LONG_LEASE_SECONDS = 15.0


class Installation:
    """A primary, its standby, a relay, and Belfry's processes, which know both servers."""

    def __init__(self, end: ExitStack, folder: Path) -> None:
        self.end = end
        self.primary = Cluster(folder / "primary", HERE, unused_port())
        self.standby = Cluster(folder / "standby", HERE, unused_port())
        for server in (self.primary, self.standby):
            end.callback(server.stop)
        self.primary.make()
        self.journal = folder / "journal"
        self.journal.touch()
        self.relay, self.pages = unused_port(), unused_port()
        servers = f"{HERE}:{self.primary.port},{HERE}:{self.standby.port}"
        self.environment = {
            "BELFRY_DATABASE_URL": f"postgresql://belfry@{servers}/belfry"
            "?target_session_attrs=read-write",
            "BELFRY_SMTP_URL": f"smtp://{HERE}:{self.relay}",
            "BELFRY_DATA_DIR": str(folder / "var"),
        }

    def start(self, lease: float) -> None:
        """Start relay, dispatchers, pages and worker."""
        self.python("-m", "tests.hosts.sink", HERE, str(self.relay), str(self.journal),
                    str(RELAY_SECONDS))  # fmt: skip
        for _ in range(DISPATCHERS):
            self.python("-m", "tests.delivery.process", str(lease))
        self.web = self.python(
            "-m", "belfry.program.main", "web", "--port", str(self.pages), "--workers", "1"
        )
        self.work()

    def work(self) -> None:
        """Start a worker."""
        self.worker = self.python("-m", "belfry.program.main", "work")

    def python(self, *arguments: str) -> Process:
        process = start_process(sys.executable, *arguments, environment=self.environment)
        self.end.callback(process.wait)
        self.end.callback(signal_group, process, signal.SIGKILL)
        return process

    def pages_answer(self) -> bool:
        with suppress(OSError):
            page = urllib.request.Request(
                f"http://{HERE}:{self.pages}/", headers={"Cookie": f"sessionid={'a' * 32}"}
            )
            with urllib.request.urlopen(page, timeout=DATABASE_SECONDS) as answer:
                return bool(answer.status == 200)
        return False

    def fail_over(self) -> datetime:
        """Kill the primary, make the standby the primary; return when that was done."""
        self.primary.die()
        with self.standby.administrator() as link:
            assert link.execute("SELECT pg_promote(wait => true)").fetchone() == (True,)
        return timezone.now()


@pytest.fixture
def installation(django_db_blocker: DjangoDbBlocker) -> Iterator[Installation]:
    with ExitStack() as end:
        folder = Path(end.enter_context(tempfile.TemporaryDirectory(prefix="belfry-hosts-")))
        folder.chmod(0o711)
        found = Installation(end, folder)
        with django_on(found.primary, django_db_blocker):
            call_command("migrate", verbosity=0)
            call_command("createcachetable", verbosity=0)
        found.standby.copy_of(found.primary)
        yield found


def unused_port() -> int:
    with socket.create_server((HERE, 0)) as probe:
        return int(probe.getsockname()[1])


def replication(primary: Cluster) -> list[str]:
    """Return how each standby of a server follows it: "sync" or "async"."""
    with primary.administrator() as link:
        rows = link.execute("SELECT sync_state FROM pg_stat_replication WHERE state = 'streaming'")
        return [state for (state,) in rows]


def set_up(server: Cluster, name: str, value: str) -> None:
    """Change a setting of a running server."""
    with server.administrator() as link:
        link.execute(f"ALTER SYSTEM SET {name} = '{value}'")
        link.execute("SELECT pg_reload_conf()")


def test_a_synchronous_standby_takes_over_and_nobody_is_lost_and_nothing_settled_is_sent_again(
    installation: Installation, django_db_blocker: DjangoDbBlocker
) -> None:
    set_up(installation.primary, "synchronous_standby_names", "standby")
    wait_until(lambda: replication(installation.primary) == ["sync"])
    installation.start(LONG_LEASE_SECONDS)
    wait_until(installation.pages_answer)
    with django_on(installation.primary, django_db_blocker):
        sending = Send(installation.journal, ROWS, lambda: broadcast_to(ROWS))
        wait_until(lambda: len(sending.brought()) > ROWS // 3)
    killed = timezone.now()
    promoted = installation.fail_over()
    with django_on(installation.standby, django_db_blocker):
        sending.finish(lost=0)
        times = [line.at for line in sending.brought() if line.at > killed.timestamp()]
        silence = max(later - earlier for earlier, later in pairwise([killed.timestamp(), *times]))
        rows = Envelope.objects.filter(broadcast=sending.broadcast)
        first = rows.filter(settled_at__gt=promoted).aggregate(Min("settled_at"))
        logger.info(
            "standby promoted after %.2f s, ledger written again after %.2f s, relay idle for %.2f s",
            (promoted - killed).total_seconds(),
            (first["settled_at__min"] - killed).total_seconds(),
            silence,
        )
        wait_until(installation.pages_answer)
        assert installation.web.poll() is None
        beats = ProcrastinateWorker.objects.filter(last_heartbeat__gt=promoted)
        # A worker that lost its database ends: whoever started it (systemd, `belfry up`) starts another.
        wait_until(lambda: installation.worker.poll() is not None)
        installation.work()
        wait_until(beats.exists)


def test_a_standby_that_lags_behind_makes_doubles_of_what_it_missed_and_loses_nobody(
    installation: Installation, django_db_blocker: DjangoDbBlocker
) -> None:
    wait_until(lambda: replication(installation.primary) == ["async"])
    installation.start(LEASE_SECONDS)
    with django_on(installation.primary, django_db_blocker):
        sending = Send(installation.journal, ROWS, lambda: broadcast_to(ROWS))
        wait_until(lambda: len(sending.brought()) > ROWS // 3)
        before = len(sending.brought())
        set_up(installation.standby, "primary_conninfo", "")
        wait_until(lambda: not replication(installation.primary))
        settled = states(sending.broadcast)["accepted"]
        wait_until(lambda: states(sending.broadcast)["accepted"] > settled + 200)
    installation.fail_over()
    missed = len(sending.brought()) - before
    with django_on(installation.standby, django_db_blocker):
        sending.finish(lost=DISPATCHERS, missed=missed)
