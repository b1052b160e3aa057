"""`belfry check`: says whether this installation can run, one line per fault."""

import argparse
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateWorker

from belfry.audit.queries import verify_chains
from belfry.config import environment
from belfry.core.clock import local
from belfry.core.mode import is_copy, is_exercise, mode_of_home
from belfry.core.sealed import CannotOpen
from belfry.delivery.dispatching import try_relays
from belfry.delivery.holding import waiting_rows
from belfry.delivery.queries import dispatchers_heard_since, one_endpoint_per_key
from belfry.delivery.watching import SILENT_SECONDS
from belfry.program.copies import OLDEST, newest_age
from belfry.program.errors import CannotStart
from belfry.sealing.client import lacking_keys
from belfry.sealing.errors import NobodyAnswers
from belfry.sealing.queries import published_keys
from belfry.territory.queries import zones_at

# The first releases of each major version without CVE-2026-120154 (row-level security).
SAFE: Final = {15: 20, 16: 16, 17: 12, 18: 7}
SAFE_NAMES: Final = ", ".join(f"{major}.{minor}" for major, minor in sorted(SAFE.items()))
# What keeps a report whose receipt was shown, and a mail that was accepted, when the server dies.
DURABLE: Final = ["fsync", "full_page_writes", "synchronous_commit"]
LARGEST_CLOCK_DIFFERENCE: Final = timedelta(seconds=2)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take nothing: everything is checked."""


def run(options: argparse.Namespace) -> int:
    """Print every fault; return 1 if there was one."""
    found = 0
    for line in faults():
        found += 1
        print(line, flush=True)
    for line in notes():
        print(f"note: {line}")
    if not found:
        print("Belfry can run.")
    return 1 if found else 0


def faults() -> Iterator[str]:
    """Yield one line per fault of this installation."""
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        yield f"database: cannot be reached ({type(error).__name__}); is BELFRY_DATABASE_URL right?"
        return
    yield from _database_faults()
    pending = list(_migration_faults())
    yield from pending
    if not pending:
        for check in (_key_faults, _seal_faults, _mode_faults, verify_chains, _process_faults):
            yield from check()
    yield from _relay_faults()
    yield from backup_faults()


def notes() -> Iterator[str]:
    """Yield what is no fault, but should be known."""
    try:
        if is_copy():
            waiting = waiting_rows()
            yield (
                f"this database is a copy and sends nothing beyond this machine; {waiting.messages} "
                f"messages wait for {waiting.rows} deliveries; `belfry go-live` ends that."
            )
    except DatabaseError:
        # That it cannot be reached, or lacks tables, is a fault already.
        connection.close()
    if is_exercise() and not settings.EXERCISE_RECIPIENTS:
        yield "this is an exercise in which nobody takes part: set BELFRY_EXERCISE_RECIPIENTS."
    if not environment.secret("BELFRY_VAPID_KEY"):
        yield (
            "no notifications are sent to devices: BELFRY_VAPID_KEY is missing; docs/operations.md "
            "says how to make one."
        )
    if not settings.SEAL_KEY and _is_live():
        yield (
            "signed charters cannot be sealed, so none can be submitted: BELFRY_SEAL_KEY is missing; "
            "docs/operations.md says how to make one."
        )
    yield from _seal_notes()
    with suppress(CannotStart):
        age = newest_age(now=timezone.now())
        if age is None:
            yield "no backup is configured; the copies of your database server are your own."
        elif age <= OLDEST:
            yield f"the newest backup is {_hours(age)} h old."


def version_fault(version: str, *, live: bool) -> str | None:
    """Return why a PostgreSQL of this version ("18.6") may not be used, None when it may."""
    major, minor = (int(part) for part in version.split(".")[:2])
    if major < min(SAFE):
        return f"database: PostgreSQL {version} is too old; take {SAFE_NAMES} or newer."
    if live and minor < SAFE.get(major, 0):
        return (
            f"database: PostgreSQL {version} lets rows of others be read (CVE-2026-120154); "
            f"take {SAFE_NAMES} or newer."
        )
    return None


def server_fault() -> str | None:
    """Return why the server that we are connected to may not be used, None when it may."""
    connection.ensure_connection()
    major, minor = divmod(connection.connection.info.server_version, 10000)
    return version_fault(f"{major}.{minor}", live=_is_live())


def clock_fault(database: datetime, here: datetime) -> str | None:
    """Return a line when the clocks of database and machine differ by more than 2 s."""
    difference = abs(database - here)
    if difference <= LARGEST_CLOCK_DIFFERENCE:
        return None
    return f"clocks: database and machine differ by {difference.total_seconds():.0f} s."


def backup_faults() -> Iterator[str]:
    """Yield that the newest backup is too old or missing, where somebody said where backups are."""
    try:
        age = newest_age(now=timezone.now())
    except CannotStart as fault:
        yield f"backups: {fault}"
    else:
        if age is not None and age > OLDEST:
            yield f"backups: the newest is {_hours(age)} h old; {_hours(OLDEST)} h is the limit."


def _mode_faults() -> Iterator[str]:
    if mode_of_home() not in {"", settings.MODE}:
        yield (
            f"mode: this database lives in mode {mode_of_home()}, and BELFRY_MODE is {settings.MODE}; an exercise has a "
            "database of its own."
        )


def _is_live() -> bool:
    return bool(settings.MODE != "demo")


def _database_faults() -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        clock = clock_fault(cursor.fetchone()[0], timezone.now())
        cursor.execute(
            "SELECT rolsuper, rolbypassrls, rolcreaterole FROM pg_roles WHERE rolname = current_user"
        )
        superuser, passes_by, makes_roles = cursor.fetchone()
        cursor.execute(
            "SELECT name FROM pg_settings WHERE name = ANY(%s) AND setting = 'off'", [DURABLE]
        )
        forgetful = [name for (name,) in cursor.fetchall()]
    yield from (line for line in (server_fault(), clock) if line)
    if _is_live() and forgetful:
        yield f"database: {', '.join(forgetful)} is off: what was acknowledged may be lost; turn it on."
    if _is_live() and (superuser or passes_by or makes_roles):
        yield (
            "database: the role of BELFRY_DATABASE_URL may do too much; "
            "take one without SUPERUSER, BYPASSRLS and CREATEROLE."
        )


def _migration_faults() -> Iterator[str]:
    executor = MigrationExecutor(connection)
    pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if pending:
        yield f"migrations: {len(pending)} are missing; `belfry manage migrate` makes them."
    if settings.CACHES["default"]["LOCATION"] not in connection.introspection.table_names():
        yield "cache: its table is missing; `belfry manage createcachetable` makes it."


def _key_faults() -> Iterator[str]:
    for endpoint in one_endpoint_per_key():
        try:
            endpoint.address  # noqa: B018 -- reading opens it
        except CannotOpen:
            yield "keys: BELFRY_FIELD_KEYS lacks or has changed a key that opens what is stored."


def _seal_faults() -> Iterator[str]:
    if not published_keys():
        return
    try:
        for name in lacking_keys():
            yield f"keys: the private half of seal key {name} is lacking, or the published half is another's."
    except NobodyAnswers:
        yield "unseal: nobody opens what members reported; `belfry unseal` starts it."


def _seal_notes() -> Iterator[str]:
    try:
        known = {key.zone_id for key in published_keys()}
        zones = zones_at(local(timezone.now()).date())
        without = [zone.code for zone in zones if zone.pk not in known]
    except DatabaseError:
        connection.close()
        return
    if without:
        yield (
            f"members cannot report to {len(without)} police zones ({', '.join(without[:5])}): `belfry seal-key new` "
            "makes their keys; docs/operations.md says how."
        )


def _process_faults() -> Iterator[str]:
    since = timezone.now() - timedelta(seconds=SILENT_SECONDS)
    if not dispatchers_heard_since(since).exists():
        yield "dispatcher: none is alive; `belfry dispatch` starts one."
    if not ProcrastinateWorker.objects.filter(last_heartbeat__gte=since).exists():
        yield "worker: none is alive; `belfry work` starts one."


def _hours(age: timedelta) -> int:
    return int(age.total_seconds() // 3600)


def _relay_faults() -> Iterator[str]:
    relays = try_relays()
    if not relays:
        yield "relays: none; BELFRY_SMTP_URL names them."
    for name, cause in relays.items():
        if cause:
            yield f"relays: {name} does not take mail ({cause})."
