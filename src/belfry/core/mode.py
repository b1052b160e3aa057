"""Whether messages may leave this machine: only in live mode, and never from a copy of a database.

A database that may send knows itself by the server and the number that it was made with (table `audit_home`).
What is restored from a dump has another number, so a copy is known whatever the environment says and
whoever made it; `belfry go-live` makes it a home. A standby that was promoted is the same database.
"""

from typing import Final

from django.conf import settings
from django.db import connection, transaction

LIVE: Final = "live"
ITSELF: Final = """
SELECT (pg_control_system()).system_identifier, oid::bigint FROM pg_database
WHERE datname = current_database()
"""
IS_HOME: Final = f"SELECT EXISTS (SELECT system, number FROM audit_home INTERSECT ({ITSELF}))"  # noqa: S608
LEAVE_HOME: Final = "DELETE FROM audit_home"
# Dispatchers that lose their connection look again what the database is.
CUT_OFF: Final = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND usename = current_user
    AND application_name LIKE 'belfry dispatch%'
"""
MAKE_HOME: Final = f"INSERT INTO audit_home (system, number) {ITSELF}"


def is_live() -> bool:
    """Whether messages may leave this machine: live mode, and this database is no copy."""
    return bool(settings.MODE == LIVE) and not is_copy()


def is_copy() -> bool:
    """Whether this database was copied from another one and never went live."""
    with connection.cursor() as cursor:
        cursor.execute(IS_HOME)
        return not cursor.fetchone()[0]


def make_copy() -> None:
    """Let nothing leave this machine from this database; it holds once the transaction is committed."""
    _change(LEAVE_HOME)


def make_home() -> None:
    """Let messages leave from this database, and from no copy of it, once the transaction is committed."""
    _change(f"{LEAVE_HOME}; {MAKE_HOME}")


def _change(statements: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statements)
    transaction.on_commit(_cut_off)


def _cut_off() -> None:
    with connection.cursor() as cursor:
        cursor.execute(CUT_OFF)
