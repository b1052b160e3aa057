"""Nobody is lost: dispatchers that are killed, and a database that restarts, in the middle of a send."""

import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from pytest_django import DjangoDbBlocker, Settings

from belfry.delivery.actions import retry_failed
from belfry.delivery.models import Envelope
from belfry.delivery.workflow import Lane
from belfry.program.errors import CannotStart
from belfry.program.postgres import Postgres
from tests.delivery.ledger import broadcast_to, states, tallies
from tests.delivery.relay import Relay
from tests.delivery.test_dispatcher import running
from tests.waiting import wait_until

ROWS = 600
KILL_EVERY = 150
# Five connections, and the one kept for urgent mails.
IN_FLIGHT = 6
LEASE_SECONDS = 2.0


class Victim:
    """One dispatcher after another: whoever is killed is followed by the next."""

    def __init__(self, relay_url: str) -> None:
        database = connection.settings_dict
        self.environment = {
            **os.environ,
            "BELFRY_SMTP_URL": relay_url,
            "BELFRY_DATABASE_URL": f"postgresql://{database['USER']}@/{database['NAME']}"
            f"?host={database['HOST']}&port={database['PORT'] or 5432}",
            "DJANGO_SETTINGS_MODULE": "belfry.config.settings",
        }
        self.kills = 0
        self.process = self.start()

    def start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "tests.delivery.process", str(LEASE_SECONDS)],
            env={**self.environment, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            cwd=Path(__file__).parents[2],
        )

    def kill(self) -> None:
        self.kills += 1
        self.process.kill()
        self.process.wait()

    def keep(self) -> None:
        """Follow a dead one up."""
        if self.process.poll() is not None:
            self.process = self.start()

    def end(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(40)


@pytest.mark.usefixtures("ledger")
@pytest.mark.parametrize(("lane", "unflushed"), [(Lane.URGENT, IN_FLIGHT), (Lane.POLICE, 500)])
def test_nobody_is_lost_when_dispatchers_are_killed(lane: Lane, unflushed: int) -> None:
    victims: list[Victim] = []

    def behave(verb: str, argument: str, count: int) -> None:
        # The mail is accepted, its answer never heard: the worst moment.
        if verb == "DOT" and (count + 1) % KILL_EVERY == 0 and count < ROWS - KILL_EVERY:
            victims[0].kill()

    broadcast = broadcast_to(ROWS, lane=lane)
    with Relay(behave) as relay:
        victims.append(Victim(relay.url))

        def all_settled() -> bool:
            victims[0].keep()
            if Envelope.objects.filter(state="ready").exists():
                return False
            # Whoever went down three times is given up, which the page tells; a press sends it after all.
            return retry_failed(broadcast, now=timezone.now()) == 0

        wait_until(all_settled, seconds=60)
        assert victims[0].end() == 0
    copies = Counter(mail.message_id for mail in relay.journal.accepted())
    assert victims[0].kills == ROWS // KILL_EVERY - 1
    assert states(broadcast) == tallies(broadcast) == {"accepted": ROWS}
    assert len(copies) == ROWS
    assert copies.total() - ROWS <= victims[0].kills * (IN_FLIGHT + unflushed)


@contextmanager
def database_of(server: Postgres) -> Iterator[None]:
    """Let Django use another server meanwhile."""
    real = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict.update(
        NAME="belfry", USER="belfry", PASSWORD="", PORT="", HOST=server.url.partition("host=")[2]
    )
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(real)


def test_a_restart_of_the_database_loses_and_doubles_nothing(
    tmp_path_factory: pytest.TempPathFactory,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    settings: Settings,
) -> None:
    restarted = threading.Event()

    def slow(verb: str, argument: str, count: int) -> None:
        if verb == "DOT" and count == ROWS // 3:
            # As when the machine's power fails: no farewell to anybody.
            os.kill(pid, signal.SIGQUIT)
            restarted.set()

    server = Postgres(tmp_path_factory.mktemp("database"), durable=False)
    try:
        server.__enter__()
    except CannotStart as reason:
        pytest.skip(f"this machine runs no embedded PostgreSQL: {reason}")
    try:
        assert server.process is not None
        pid = server.process.pid
        with django_db_blocker.unblock(), database_of(server), Relay(slow) as relay:
            call_command("migrate", verbosity=0)
            broadcast = broadcast_to(ROWS, lane=Lane.POLICE)
            settings.SMTP_URLS = [relay.url]
            connection.close()
            with running():
                assert restarted.wait(30)
                server.process.wait(30)
                server.start()
                wait_until(lambda: states(broadcast) == {"accepted": ROWS}, seconds=60)
            assert tallies(broadcast) == {"accepted": ROWS}
            connection.close()
    finally:
        server.stop()
    assert (
        len(relay.journal.mails) == len({mail.message_id for mail in relay.journal.mails}) == ROWS
    )
