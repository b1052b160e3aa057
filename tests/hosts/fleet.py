"""Three application hosts, a database host and a relay host, with Belfry running on them."""

import logging
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final, Self

from django.db import connection
from pytest_django import DjangoDbBlocker

from belfry.delivery.models import Broadcast
from tests.delivery.ledger import make_due, states, tallies
from tests.hosts.cluster import Cluster
from tests.hosts.network import Host, Network
from tests.hosts.sink import Brought, read_journal
from tests.waiting import wait_until

logger = logging.getLogger(__name__)

LEASE_SECONDS: Final = 3.0
DISPATCHERS: Final = 2
# How long the relay thinks about each mail: thirty connections bring a thousand a second.
RELAY_SECONDS: Final = 0.02
SMTP_PORT: Final = 25
PAGES_PORT: Final = 8000
FETCH: Final = """
import sys, urllib.error, urllib.request
headers = {"Host": "belfry.example", "Cookie": "sessionid=" + "a" * 32}
try:
    urllib.request.urlopen(urllib.request.Request(sys.argv[1], headers=headers), timeout=15)
except OSError:
    sys.exit(1)
"""
CLOCK_LIBRARY: Final = "**/faketime/libfaketimeMT.so.1"
# What a dispatcher that is lost may have sent without having written it down.
IN_FLIGHT: Final = 5
UNFLUSHED: Final = 500


class Fleet:
    """The installation: `with Fleet() as fleet:` lays it out, without any dispatcher yet."""

    def __init__(self) -> None:
        self._end = ExitStack()

    def __enter__(self) -> Self:
        folder = Path(self._end.enter_context(tempfile.TemporaryDirectory(prefix="belfry-hosts-")))
        folder.chmod(0o711)
        network = self._end.enter_context(Network())
        self.inside, self.outside = network.switch(), network.switch()
        self.database_host = network.host("database", self.inside)
        self.relay_host = network.host("relay", self.outside)
        self.apps = [
            network.host(f"app{number}", self.inside, self.outside) for number in (1, 2, 3)
        ]
        self.database = Cluster(
            folder / "database", self.database_host.address(self.inside), host=self.database_host
        )
        self._end.callback(self.database.stop)
        self._end.callback(network.kill_all)
        self.database.make()
        relay = self.relay_host.address(self.outside)
        self.journal = folder / "journal"
        self.environment = {
            "BELFRY_MODE": "live",
            "BELFRY_DATABASE_URL": f"postgresql://belfry@{self.database.address}/belfry",
            "BELFRY_SMTP_URL": f"smtp://{relay}:{SMTP_PORT}",
            "BELFRY_BASE_URL": "http://belfry.example",
            "BELFRY_DATA_DIR": str(folder / "var"),
        }
        self.journal.touch()
        self.relay_host.python(
            "-m", "tests.hosts.sink", relay, str(SMTP_PORT), str(self.journal),
            str(RELAY_SECONDS), environment={},
        )  # fmt: skip
        prepare = (sys.executable, "-m", "belfry.program.main", "manage")
        for command in (["migrate", "--verbosity=0"], ["createcachetable"]):
            self.apps[0].run(*prepare, *command, environment=self.environment)
        return self

    def __exit__(self, *_: object) -> None:
        self._end.close()

    # -- processes

    def command(self, host: Host, *arguments: str) -> subprocess.Popen[bytes]:
        """Start a `belfry` command on a host."""
        return host.python("-m", "belfry.program.main", *arguments, environment=self.environment)

    def dispatch(self, host: Host, **more: str) -> None:
        """Start the dispatchers of a host, with a short lease."""
        for _ in range(DISPATCHERS):
            host.python(
                "-m", "tests.delivery.process", str(LEASE_SECONDS),
                environment={**self.environment, **more},
            )  # fmt: skip

    def serve(self, host: Host) -> None:
        """Start pages and worker on a host."""
        address = host.address(self.outside)
        self.command(host, "web", "--host", address, "--port", str(PAGES_PORT), "--workers", "1")
        self.command(host, "work")

    def ask_for_a_page(self, host: Host) -> subprocess.Popen[bytes]:
        """Ask a host, from another one, for a page that looks for a session; status 0 is a page."""
        url = f"http://{host.address(self.outside)}:{PAGES_PORT}/"
        return self.relay_host.start(sys.executable, "-Sc", FETCH, url)

    def pages_answer(self, host: Host) -> bool:
        """Whether a host gives a page."""
        return self.ask_for_a_page(host).wait(20) == 0

    # -- what happened

    def waiting_for_a_lock(self) -> int:
        """Return how many connections of Belfry wait for a lock."""
        with self.database.administrator() as link:
            row = link.execute(
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE usename = 'belfry' AND wait_event_type = 'Lock'"
            ).fetchone()
        assert row is not None
        return int(row[0])

    def brought_by(self, host: Host, sending: "Send") -> int:
        """Return how many mails of a broadcast a host brought."""
        address = host.address(self.outside)
        return sum(line.by == address for line in sending.brought())

    def at_work(self, host: Host, since: float) -> bool:
        """Whether every dispatcher of a host spoke to the database after `since` (its clock)."""
        with self.database.administrator() as link:
            row = link.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE client_addr = %s"
                " AND application_name LIKE 'belfry dispatch%%'"
                " AND state_change > to_timestamp(%s)",
                (host.address(self.inside), since),
            ).fetchone()
        assert row is not None
        return int(row[0]) >= DISPATCHERS


class Send:
    """One broadcast on its way, and the invariants of `dispatch.md` 7 at its end."""

    def __init__(self, journal: Path, rows: int, write: Callable[[], Broadcast]) -> None:
        self.journal = journal
        self.rows = rows
        self.since = len(read_journal(journal))
        self.broadcast = write()

    def brought(self) -> list[Brought]:
        """Return what the relay took since it began."""
        return read_journal(self.journal)[self.since :]

    def settled(self) -> bool:
        """Whether every row has its final state; what waits for another try need not wait."""
        make_due()
        return not any(found.startswith("ready") for found in states(self.broadcast))

    def finish(self, *, lost: int, missed: int = 0, seconds: float = 40) -> None:
        """Wait for the end, of which `lost` dispatchers, and `missed` mails, could not be written down."""
        wait_until(self.settled, seconds)
        # I1 every row in one final state, I7 the tallies are the counts.
        assert states(self.broadcast) == {"accepted": self.rows}
        assert tallies(self.broadcast) == {"accepted": self.rows}
        copies = Counter(line.message_id for line in self.brought())
        # I2 nobody is lost.
        assert len(copies) == self.rows
        # I3 what is sent twice is bounded.
        doubles = copies.total() - self.rows
        logger.info("%d rows, %d dispatchers lost, %d sent twice", self.rows, lost, doubles)
        assert doubles <= lost * (IN_FLIGHT + UNFLUSHED) + missed


@contextmanager
def django_on(cluster: Cluster, blocker: DjangoDbBlocker) -> Iterator[None]:
    """Let Django use the database of a cluster, past every network, as long as the block."""
    real = dict(connection.settings_dict)
    with blocker.unblock():
        connection.close()
        connection.settings_dict.update(
            NAME="belfry", USER="belfry", PASSWORD="", HOST=str(cluster.sockets),
            PORT=str(cluster.port),
        )  # fmt: skip
        try:
            yield
        finally:
            connection.close()
            connection.settings_dict.update(real)


def clock_library() -> Path | None:
    """Return the library that shows a process another time, where it is installed (libfaketime)."""
    folders = (Path("/usr/lib"), Path("/usr/local/lib"))
    return next((path for folder in folders for path in folder.glob(CLOCK_LIBRARY)), None)
