"""The embedded PostgreSQL: a child process that only its own socket folder lets anybody reach.

`docs/decisions/0001-embedded-postgresql.md` says why it is started here and not by a library.
"""

import fcntl
import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Final, Self
from urllib.parse import quote

import psycopg
from psycopg import sql

from belfry.program.children import signal_at_death_of
from belfry.program.errors import CannotStart
from belfry.program.postgres_programs import (
    Account,
    as_account,
    cluster_version,
    installed_programs,
    programs_for,
    readable_programs,
    server_account,
)

NAME: Final = "belfry"
# Where the database of a data folder goes that the server's account cannot reach.
ELSEWHERE: Final = Path("/var/lib/belfry")
# Names the folder elsewhere; a data folder that is made anew gets another one.
POINTER: Final = "postgres-is-in"
SOCKET: Final = ".s.PGSQL.5432"
# Where a cluster of the next version is made; it is moved into place once it was compared.
UPGRADE: Final = "upgrade"
# The kernel's limit is 107 (unix(7)); the lock file beside the socket needs some as well.
LONGEST_SOCKET_PATH: Final = 100
START_SECONDS: Final = 60.0
STOP_SECONDS: Final = 30.0
LARGEST_LOG_BYTES: Final = 5_000_000


@dataclass(slots=True)
class Postgres:
    """One embedded server; `with Postgres(data_dir) as server:` runs it as long as the block.

    `wanted` is the major version of a new cluster, `programs` one more folder with PostgreSQL's programs.
    `durable` False is for tests only: it loses rows when the machine dies. `frozen` lets nobody write.
    """

    data_dir: Path
    wanted: int | None = None
    durable: bool = True
    programs: Path | None = None
    frozen: bool = False
    home: Path = field(init=False)
    notice: str = field(init=False, default="")
    account: Account | None = field(init=False)
    process: subprocess.Popen[bytes] | None = field(init=False, default=None)
    _programs: Path = field(init=False)
    _sockets: Path = field(init=False)
    _lock: IO[str] | None = field(init=False, default=None)

    def __enter__(self) -> Self:
        """Start the server; raise CannotStart with one line that says why not."""
        self.hold()
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def cluster(self) -> Path:
        """The data folder of the server itself."""
        return self.home / "postgres"

    @property
    def url(self) -> str:
        """What BELFRY_DATABASE_URL would be."""
        return _url(self._sockets)

    @property
    def newer(self) -> int | None:
        """The major version that the database could be upgraded to, if there is one."""
        newest = max(installed_programs(), default=0)
        return newest if newest > (cluster_version(self.cluster) or newest) else None

    def hold(self) -> None:
        """Take the data folder for ourselves, until `stop`; raise CannotStart."""
        self.account = server_account()
        self._make_home()
        self._lock_home()

    def start(self) -> None:
        """Start or restart the server and wait until it takes connections."""
        stop_left_server(self.cluster)
        if not self.cluster.exists() and (self.home / UPGRADE / "postgres").exists():
            raise CannotStart("An upgrade was cut short: `belfry upgrade-database` finishes it.")
        version, programs = programs_for(self.cluster, self.wanted, self.programs)
        self._programs = readable_programs(programs, self.account, self.home)
        if not self.cluster.exists():
            self._make_cluster()
        self._sockets = self._socket_folder()
        deadline = time.monotonic() + START_SECONDS
        while not self._answers(deadline):
            # After a kill, the last processes of the old server may hold its memory for a moment.
            if time.monotonic() > deadline:
                raise CannotStart(
                    f"PostgreSQL {version} does not start; {self.home / 'postgres.log'} says why."
                )
            time.sleep(0.05)
        self._make_database()

    def is_running(self) -> bool:
        """Whether the server is alive."""
        return self.process is not None and self.process.poll() is None

    def end(self) -> None:
        """End the server fast: open transactions are rolled back, nothing committed is lost."""
        if self.process is not None:
            _end(self.process.pid, self._has_ended)
            self.process = None

    def stop(self) -> None:
        """End the server and let go of the data folder."""
        self.end()
        if self._lock is not None:
            if hasattr(self, "_sockets") and self._sockets != self.cluster:
                shutil.rmtree(self._sockets, ignore_errors=True)
            self._lock.close()
            self._lock = None

    def _has_ended(self) -> bool:
        return not self.is_running()

    def _make_home(self) -> None:
        """Find the folder below which the server's account can work."""
        make_folder(self.data_dir)
        self.home = self.data_dir
        if self.account is None or self.account.can_enter(self.data_dir):
            return
        pointer = self.data_dir / POINTER
        if not pointer.exists():
            pointer.write_text(str(ELSEWHERE / secrets.token_hex(6)), encoding="utf-8")
        self.home = _home_of(self.data_dir)
        self.home.mkdir(parents=True, exist_ok=True)
        self.home.parent.chmod(0o755)
        self.home.chmod(0o755)
        self.notice = (
            f"The database is in {self.home}: the account {self.account.name}, which runs "
            f"PostgreSQL, cannot reach {self.data_dir}."
        )

    def _lock_home(self) -> None:
        lock = (self.home / "postgres.lock").open("a", encoding="ascii")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            raise CannotStart(f"Belfry already runs on {self.data_dir}.") from None
        self._lock = lock

    def _make_cluster(self) -> None:
        """Make the data folder aside and move it into place: half a cluster is never found."""
        unfinished = self.home / "postgres.new"
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700)
        if self.account is not None:
            self.account.own(unfinished)
        answer = subprocess.run(
            [self._programs / "initdb", "-D", unfinished, "-U", "postgres", "--auth=trust",
             "--encoding=UTF8", "--locale=C.UTF-8", "--no-instructions"],
            capture_output=True, text=True, check=False, **as_account(self.account),
        )  # fmt: skip
        if answer.returncode:
            reason = (answer.stderr.strip() or "no reason given").splitlines()[-1]
            raise CannotStart(f"PostgreSQL cannot make {self.cluster}: {reason}")
        # Only who may open the socket's folder gets this far.
        (unfinished / "pg_hba.conf").write_text("local all all trust\n", encoding="ascii")
        unfinished.rename(self.cluster)

    def _socket_folder(self) -> Path:
        if len(os.fsencode(self.cluster / SOCKET)) <= LONGEST_SOCKET_PATH:
            return self.cluster
        folder = Path(tempfile.mkdtemp(prefix="belfry-", dir="/tmp"))
        if self.account is not None:
            self.account.own(folder)
        return folder

    def _answers(self, deadline: float) -> bool:
        """Run the server once; return whether it takes connections, False when it ended instead."""
        self._run()
        while self.is_running() and time.monotonic() < deadline:
            try:
                psycopg.connect(self._administrator).close()
            except psycopg.OperationalError:
                time.sleep(0.02)
            else:
                return True
        return False

    def _run(self) -> None:
        log_path = self.home / "postgres.log"
        too_large = log_path.exists() and log_path.stat().st_size > LARGEST_LOG_BYTES
        options = [] if self.durable else ["-c", "fsync=off", "-c", "full_page_writes=off"]
        if self.frozen:
            options += ["-c", "default_transaction_read_only=on"]
        with log_path.open("wb" if too_large else "ab") as log:
            self.process = subprocess.Popen(
                [self._programs / "postgres", "-D", self.cluster, "-c", "listen_addresses=",
                 "-c", f"unix_socket_directories={self._sockets}",
                 # After a kill: one call for the file system, not one for each of a thousand files.
                 "-c", "recovery_init_sync_method=syncfs", *options],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
                preexec_fn=signal_at_death_of(os.getpid(), signal.SIGINT),  # noqa: PLW1509 -- one thread
                **as_account(self.account),
            )  # fmt: skip

    @property
    def _administrator(self) -> str:
        return psycopg.conninfo.make_conninfo(
            host=str(self._sockets), user="postgres", dbname="postgres"
        )

    def _make_database(self) -> None:
        """Make the role and the database once: the role owns its database and nothing else."""
        with psycopg.connect(self._administrator, autocommit=True) as connection:
            if not connection.execute("SELECT FROM pg_roles WHERE rolname = %s", [NAME]).rowcount:
                connection.execute(
                    sql.SQL("CREATE ROLE {} LOGIN CREATEDB").format(sql.Identifier(NAME))
                )
            known = connection.execute("SELECT FROM pg_database WHERE datname = %s", [NAME])
            if not known.rowcount:
                connection.execute(sql.SQL("CREATE DATABASE {0} OWNER {0}").format(
                    sql.Identifier(NAME)))  # fmt: skip


def make_folder(data_dir: Path) -> None:
    """Make the data folder; others may pass through it, but not list it."""
    if not data_dir.exists():
        data_dir.mkdir(parents=True)
        data_dir.chmod(0o711)


def running_url(data_dir: Path) -> str | None:
    """Return the address of the server that another process runs for this data folder, if any."""
    left = _left_server(_home_of(data_dir) / "postgres")
    return _url(left[1]) if left else None


def is_made(data_dir: Path) -> bool:
    """Whether this data folder has a database."""
    return (_home_of(data_dir) / "postgres").exists()


def _home_of(data_dir: Path) -> Path:
    pointer = data_dir / POINTER
    return Path(pointer.read_text(encoding="utf-8").strip()) if pointer.exists() else data_dir


@contextmanager
def server_for(data_dir: Path) -> Iterator[str]:
    """Give the address of the data folder's database: of the server that runs, or one's own."""
    running = running_url(data_dir)
    if running is not None:
        yield running
        return
    with Postgres(data_dir) as server:
        yield server.url


def stop_left_server(cluster: Path) -> None:
    """Stop the server that a killed parent left, and forget one that died; needs the lock."""
    left = _left_server(cluster)
    if left is not None:
        pid, sockets = left
        _end(pid, lambda: not _works_in(pid, cluster))
        if sockets != cluster:
            shutil.rmtree(sockets, ignore_errors=True)
    deadline = time.monotonic() + STOP_SECONDS
    while _processes_in(cluster):  # of a killed server: they notice and end by themselves
        if time.monotonic() > deadline:
            raise CannotStart(f"Processes of an old PostgreSQL still work in {cluster}.")
        time.sleep(0.02)
    # Another process may have the server's number by now, which would keep a new one from starting.
    (cluster / "postmaster.pid").unlink(missing_ok=True)


def _url(sockets: Path) -> str:
    return f"postgresql://{NAME}@/{NAME}?host={quote(str(sockets), safe='/')}"


def _left_server(cluster: Path) -> tuple[int, Path] | None:
    """Return number and socket folder of the server at work in `cluster`."""
    try:
        lines = (cluster / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        pid, sockets = int(lines[0]), Path(lines[4])
    except (OSError, ValueError, IndexError):
        return None
    return (pid, sockets) if _works_in(pid, cluster) else None


def _works_in(pid: int, cluster: Path) -> bool:
    # A PostgreSQL server's working folder is its cluster; a stranger with the same number has another.
    try:
        return Path(f"/proc/{pid}/cwd").samefile(cluster)
    except OSError:
        return False


def _processes_in(cluster: Path) -> list[int]:
    numbers = (int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit())
    return [number for number in numbers if _works_in(number, cluster)]


def _end(pid: int, ended: Callable[[], bool]) -> None:
    """Stop a server: fast, then at once, at last by force."""
    for how in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.kill(pid, how)
        deadline = time.monotonic() + STOP_SECONDS
        while time.monotonic() < deadline:
            if ended():
                return
            time.sleep(0.01)
