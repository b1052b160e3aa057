"""A dispatcher's own connection to PostgreSQL: never pooled, opened again after a restart."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final

import psycopg
from django.db import connection as django_connection
from psycopg import Connection, Cursor, Notify

from belfry.core.mode import IS_HOME

CHANNEL: Final = "delivery_ready"
# A web request that holds a count or a row is never waited for longer than this: the dispatcher tries
# again, and PostgreSQL (which looks for deadlocks after a second) never has to break one.
SETTINGS: Final = (
    "SET lock_timeout = '500ms'",
    "SET statement_timeout = '20s'",
    # The ledger's rows are always found by key or by the index of what is ready; with the statistics
    # of a table that was empty a moment ago, the planner would rather read it whole.
    "SET enable_seqscan = off",
    "SET enable_hashjoin = off",
    "SET enable_mergejoin = off",
    "SET enable_bitmapscan = off",
    "SET enable_material = off",
    "SET plan_cache_mode = force_generic_plan",
    f"LISTEN {CHANNEL}",
)


def ask(
    connection: Connection, query: str, values: Mapping[str, object], *, prepare: bool | None = None
) -> list[tuple[Any, ...]]:
    """Run one statement with `%(name)s` values and return its rows, read in binary.

    Its plan is kept unless `prepare` is False: then it is made each time, for tables as large as they are
    now. Not `connection.execute`: Django's own connections bring cursors that bind in the client.
    """
    with Cursor(connection) as cursor:
        cursor.execute(query.encode(), values, binary=True, prepare=prepare)
        return cursor.fetchall() if cursor.description else []


class Line:
    """Use `connection()` for each statement; after an error, `hang_up()` when it is of no use."""

    def __init__(self, name: str) -> None:
        """Take the application's name as PostgreSQL shows it; open nothing yet."""
        self._name = name
        self._open: Connection | None = None
        self._heard = False
        self._home: tuple[bool] | None = None

    def connection(self) -> Connection:
        """Return the open connection, opened now if need be; raise psycopg.OperationalError.

        Raise RuntimeError when the database became a copy meanwhile, or is none any more: what was opened
        for the other one may not be used.
        """
        if self._open is None:
            opened = psycopg.connect(
                **_parameters(), application_name=self._name, autocommit=True, prepare_threshold=0
            )
            # The bell may also ring while a statement runs; psycopg tells only a handler of that.
            opened.add_notify_handler(self._hear)
            try:
                for statement in SETTINGS:
                    opened.execute(statement)
                home = opened.execute(IS_HOME).fetchone()
            except psycopg.Error:
                opened.close()
                raise
            if self._home not in {None, home}:
                opened.close()
                raise RuntimeError("the database became a copy or went live: all begin anew")
            self._home = home
            self._open = opened
        return self._open

    def rang(self) -> bool:
        """Whether somebody wrote rows since last asked; raise psycopg.OperationalError."""
        if self._open is not None:
            wire = self._open.pgconn
            wire.consume_input()
            while wire.notifies() is not None:
                self._heard = True
        heard, self._heard = self._heard, False
        return heard

    def is_ringing(self) -> bool:
        """Whether `rang` would say yes without looking at the wire."""
        return self._heard

    def _hear(self, _: Notify) -> None:
        self._heard = True

    def hang_up(self) -> None:
        """Close; the next `connection()` opens anew."""
        opened, self._open = self._open, None
        if opened is not None:
            with suppress(psycopg.Error):
                opened.close()

    def is_dead(self) -> bool:
        """Whether the connection broke."""
        return self._open is None or self._open.closed


class BorrowedLine(Line):
    """Django's own connection of this thread, transaction and all: for `deliver_waiting`."""

    def __init__(self) -> None:
        """Need nothing."""
        super().__init__("")

    def connection(self) -> Connection:
        """Return it, opened if need be."""
        django_connection.ensure_connection()
        opened = django_connection.connection
        assert isinstance(opened, Connection)
        return opened

    def hang_up(self) -> None:
        """Leave it open: it is not ours."""


def _parameters() -> dict[str, Any]:
    settings = django_connection.settings_dict
    options = {
        key: value
        for key, value in settings["OPTIONS"].items()
        if key not in {"pool", "application_name"}
    }
    named = {
        "dbname": "NAME",
        "user": "USER",
        "password": "PASSWORD",
        "host": "HOST",
        "port": "PORT",
    }
    given = {key: settings[name] for key, name in named.items() if settings[name]}
    return {"connect_timeout": 5, **given, **options}
