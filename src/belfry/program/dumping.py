"""PostgreSQL's own pg_dump and pg_restore, and what must be equal before and after them."""

import os
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen
from typing import Any, Final

import psycopg
from psycopg import Connection, sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from belfry.program.children import signal_at_death_of
from belfry.program.errors import CannotStart
from belfry.program.postgres_programs import client_programs

NAME: Final = "belfry backup"
MOST_JOBS: Final = 4
# Rows that mean nothing in another database: sessions (everybody signs in anew), who was alive, and
# what makes a database the one that sends.
TRANSIENT: Final = ("django_session", "delivery_heartbeat", "audit_home")
TABLES: Final = """
SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
    AND relname <> ALL(%s) ORDER BY relname
"""
CHAINS: Final = """
SELECT concat_ws(' ', 'network', c.network_id, 'zone', c.zone_id), c.length,
       encode(c.head, 'hex'), encode(sha256(coalesce(string_agg(e.digest, ''::bytea
                                                                ORDER BY e.number), '')), 'hex')
FROM audit_chain c LEFT JOIN audit_entry e ON e.chain_id = c.id GROUP BY c.id ORDER BY 1
"""
REMARK: Final = """
SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()
"""
LEFT_OPEN: Final = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name LIKE 'belfry%'
"""


@contextmanager
def opened(url: str) -> Iterator[Connection]:
    """Give a connection of our own name, closed afterwards; raise CannotStart."""
    try:
        connection = psycopg.connect(url, autocommit=True, application_name=NAME)
    except psycopg.OperationalError:
        raise CannotStart("The database cannot be reached.") from None
    with connection:
        yield connection


@contextmanager
def snapshot(url: str) -> Iterator[tuple[Connection, str]]:
    """Give a connection that sees one instant for as long as the block, and the name of that instant."""
    with opened(url) as connection, connection.transaction():
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        connection.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        connection.execute("SET LOCAL statement_timeout = 0")
        (name,) = _one(connection, "SELECT pg_export_snapshot()")
        yield connection, name


def major_of(connection: Connection) -> int:
    """Return the major version of the server."""
    return connection.info.server_version // 10000


def facts(connection: Connection, without: Sequence[str] = TRANSIENT) -> dict[str, Any]:
    """Return what a copy must have in common with its original.

    `counts` by table (partitions by themselves), the `chains` of the record (length, head, digest of all
    digests), `migrations`, the `remark` on the database, and the version of the server.
    """
    tables = connection.execute(TABLES, [list(without)]).fetchall()
    counts = {}
    for (table,) in tables:
        count = sql.SQL("SELECT count(*) FROM public.{}").format(sql.Identifier(table))
        counts[table] = _one(connection, count)[0]
    chains, migrations = [], []
    if "audit_chain" in counts:
        chains = [list(row) for row in connection.execute(CHAINS)]
    if "django_migrations" in counts:
        query = "SELECT app, name FROM django_migrations ORDER BY 1, 2"
        migrations = [".".join(row) for row in connection.execute(query)]
    version = connection.info.server_version
    return {
        "postgresql": f"{version // 10000}.{version % 10000}",
        "counts": counts,
        "chains": chains,
        "migrations": migrations,
        "remark": _one(connection, REMARK)[0] or "",
    }


def differences(before: dict[str, Any], after: dict[str, Any]) -> Iterator[str]:
    """Yield what is not equal in the facts of an original and of its copy."""
    names = sorted(before["counts"].keys() | after["counts"].keys())
    for name in names:
        pair = [one["counts"].get(name) for one in (before, after)]
        if pair[0] != pair[1]:
            yield f"table {name} had {pair[0]} rows and has {pair[1]}"
    for part in ("chains", "migrations"):
        if before[part] != after[part]:
            yield f"the {part} are not the same"


def start_dump(
    url: str,
    connection: Connection,
    name: str,
    folder: Path,
    *,
    programs: Path,
    without: Sequence[str] = TRANSIENT,
) -> Popen[str]:
    """Start pg_dump of the instant `name` into `folder`, which it makes; end it with `finish`."""
    arguments = [
        "--format=directory", f"--file={folder}", f"--snapshot={name}", f"--jobs={_jobs()}",
        "--compress=1", "--no-owner", "--no-privileges", "--no-password",
        *(f"--exclude-table-data=public.{table}" for table in without),
    ]  # fmt: skip
    return _started(programs / "pg_dump", url, connection, arguments)


def load_dump(url: str, connection: Connection, folder: Path, wrote: int) -> None:
    """Restore a dump that pg_dump of major version `wrote` made: all of it or nothing."""
    program = client_programs(wrote)[1] / "pg_restore"
    arguments = [
        "--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", "--no-password",
    ]  # fmt: skip
    finish(_started(program, url, connection, [*arguments, str(folder)]))
    connection.execute("ANALYZE")


def finish(process: Popen[str]) -> None:
    """Wait for the end of a program; raise CannotStart with the first line that says why it failed."""
    _, told = process.communicate()
    if process.returncode:
        # What follows the first line may quote rows.
        lines = [line for line in told.splitlines() if "error:" in line] or ["no reason given"]
        assert isinstance(process.args, list)
        raise CannotStart(f"{Path(process.args[0]).name} failed: {lines[0].partition('error:')[2]}")


def refuse_unless_empty(connection: Connection) -> None:
    """Raise CannotStart when the database holds anything, or Belfry runs on it."""
    if connection.execute(TABLES, [[]]).fetchone():
        raise CannotStart(
            "The database is not empty: restore into a new data folder or a new database."
        )
    if _one(connection, LEFT_OPEN)[0]:
        raise CannotStart("Belfry still runs on this database: stop it first.")


def set_remark(connection: Connection, remark: str) -> None:
    """Put the remark of the original on the database."""
    if remark:
        connection.execute(
            sql.SQL("COMMENT ON DATABASE {} IS {}").format(
                sql.Identifier(connection.info.dbname), sql.Literal(remark)
            )
        )


def _started(
    program: Path, url: str, connection: Connection, arguments: Sequence[str]
) -> Popen[str]:
    """Start a program on the very server of `connection`, the password in its environment only."""
    settings: dict[str, Any] = conninfo_to_dict(url)
    for gone in ("hostaddr", "password"):
        settings.pop(gone, None)
    here = {"host": connection.info.host, "port": connection.info.port, "application_name": NAME}
    target = make_conninfo(**settings | here)
    return Popen(
        [program, *arguments, f"--dbname={target}"],
        stdin=DEVNULL, stdout=DEVNULL, stderr=PIPE, text=True,
        env=os.environ | {"PGPASSWORD": connection.info.password, "LC_ALL": "C"},
        preexec_fn=signal_at_death_of(os.getpid(), signal.SIGTERM),  # noqa: PLW1509 -- one thread
    )  # fmt: skip


def _jobs() -> int:
    return min(MOST_JOBS, os.cpu_count() or 1)


def _one(connection: Connection, query: Any) -> tuple[Any, ...]:
    row = connection.execute(query).fetchone()
    assert row is not None
    return row
