"""A PostgreSQL server of the tests that listens on a network, and its standby."""

import os
import shutil
import signal
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import psycopg

from belfry.program.children import signal_at_death_of
from belfry.program.postgres_programs import (
    as_account,
    installed_programs,
    readable_programs,
    server_account,
)
from tests.hosts.network import Host, Process

NEEDED: Final = ("initdb", "postgres", "pg_basebackup")
ALLOWED: Final = """\
local all,replication all trust
host all all all trust
host replication all all trust
"""
SETTINGS: Final = {
    "fsync": "off",
    "full_page_writes": "off",
    "max_connections": "150",
    "shared_buffers": "64MB",
    # A dead machine's sessions and their locks end soon; the same in docs/operations.md.
    "tcp_keepalives_idle": "5",
    "tcp_keepalives_interval": "2",
    "tcp_keepalives_count": "3",
    "tcp_user_timeout": "10000",
}


def programs() -> Path | None:
    """Return the newest PostgreSQL on this machine that can be copied to a standby, if any.

    BELFRY_TEST_POSTGRES names another major version.
    """
    wanted = os.environ.get("BELFRY_TEST_POSTGRES")
    for major, folder in sorted(installed_programs().items(), reverse=True):
        whole = all((folder / name).exists() for name in NEEDED)
        if whole and (wanted is None or major == int(wanted)):
            return folder
    return None


@dataclass
class Cluster:
    """One server below `folder`, on `host` where given; it may lose rows only when this machine dies."""

    folder: Path
    address: str
    port: int = 5432
    host: Host | None = None
    process: Process | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        self.account = server_account()
        self.folder.mkdir(mode=0o711)
        self.data = self.folder / "data"
        self.sockets = self.folder / "s"
        self.sockets.mkdir(mode=0o755)
        if self.account is not None:
            self.account.own(self.folder)
            self.account.own(self.sockets)
        found = programs()
        assert found is not None
        self.programs = readable_programs(found, self.account, self.folder)

    def make(self) -> None:
        """Make an empty cluster with the role and the database `belfry`, and start it."""
        self._run("initdb", "-D", str(self.data), "-U", "postgres", "--auth=trust",
                  "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")  # fmt: skip
        (self.data / "pg_hba.conf").write_text(ALLOWED, encoding="ascii")
        self.start()
        with self.administrator() as connection:
            connection.execute("CREATE ROLE belfry LOGIN")
            connection.execute("CREATE DATABASE belfry OWNER belfry")

    def copy_of(self, primary: "Cluster") -> None:
        """Become a standby of `primary` that receives as `standby`, and start."""
        self._run("pg_basebackup", "-D", str(self.data), "-h", str(primary.sockets),
                  "-p", str(primary.port), "-U", "postgres", "--checkpoint=fast", "--no-sync",
                  "--wal-method=stream", "--write-recovery-conf")  # fmt: skip
        with (self.data / "postgresql.auto.conf").open("a", encoding="ascii") as settings:
            settings.write(
                f"primary_conninfo = 'host={primary.address} port={primary.port} user=postgres "
                f"application_name=standby connect_timeout=2'\n"
            )
        self.start()

    def start(self) -> None:
        """Start the server and wait until it takes connections."""
        options = {
            **SETTINGS,
            "listen_addresses": self.address,
            "port": str(self.port),
            "unix_socket_directories": str(self.sockets),
        }
        command = [str(self.programs / "postgres"), "-D", str(self.data)]
        command += [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        if self.host is not None:
            command = self.host.entering(*self._stepping_down(), *command)
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
                preexec_fn=signal_at_death_of(os.getpid(), signal.SIGINT),  # noqa: PLW1509 -- one thread
                **({"cwd": "/"} if self.host is not None else as_account(self.account)),
            )  # fmt: skip
        deadline = time.monotonic() + 30
        while not self.answers():
            assert self.process.poll() is None, (self.folder / "log").read_text()
            assert time.monotonic() < deadline, "PostgreSQL does not start in time"
            time.sleep(0.05)

    def answers(self) -> bool:
        """Whether it takes connections."""
        with suppress(psycopg.OperationalError):
            self.administrator().close()
            return True
        return False

    def administrator(self, database: str = "postgres") -> psycopg.Connection:
        """Return a connection that may do everything, past every network."""
        return psycopg.connect(
            host=str(self.sockets), port=self.port, user="postgres", dbname=database,
            autocommit=True, connect_timeout=5,
        )  # fmt: skip

    def die(self) -> None:
        """Kill every process of the server at once, as when its machine dies."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        # Its children lead groups of their own.
        for number in _processes_in(self.data):
            with suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)

    def stop(self) -> None:
        """End the server and remove its files."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait()
        shutil.rmtree(self.folder)

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [self.programs / program, *arguments], check=True, capture_output=True,
            **as_account(self.account),
        )  # fmt: skip

    def _stepping_down(self) -> list[str]:
        assert self.account is not None
        # A change of account forgets the signal, so it is asked for after it.
        return ["setpriv", f"--reuid={self.account.user_id}", f"--regid={self.account.group_id}",
                "--clear-groups", "--pdeathsig=INT", "--"]  # fmt: skip


def _processes_in(data: Path) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        with suppress(OSError):
            if entry.name.isdigit() and (entry / "cwd").samefile(data):
                found.append(int(entry.name))
    return found
