"""Whether messages may leave this machine: live or in an exercise, and never from a copy of a database.

A database that may send knows itself by the server and the number that it was made with (table `audit_home`).
What is restored from a dump has another number, so a copy is known whatever the environment says and
whoever made it; `belfry go-live` makes it a home. A standby that was promoted is the same database.

An exercise is another world: the first start writes down in which mode a home lives, and it sends in no other.
"""

from collections.abc import Mapping
from typing import Final

from django.conf import settings
from django.db import connection, transaction

LIVE: Final = "live"
EXERCISE: Final = "exercise"
# What an exercise says of itself on all that leaves. Not of the catalogues: what is missing there would be unmarked.
MARKS: Final[Mapping[str, str]] = {
    "nl": "OEFENING",
    "fr": "EXERCICE",
    "de": "ÜBUNG",
    "en": "EXERCISE",
}
ITSELF: Final = """
SELECT (pg_control_system()).system_identifier, oid::bigint FROM pg_database
WHERE datname = current_database()
"""
IS_HOME: Final = f"SELECT EXISTS (SELECT system, number FROM audit_home INTERSECT ({ITSELF}))"  # noqa: S608
KNOWS_MODES: Final = """
SELECT EXISTS (SELECT FROM information_schema.columns
               WHERE table_name = 'audit_home' AND column_name = 'mode')
"""
KEEP_MODE: Final = (
    f"UPDATE audit_home SET mode = %s WHERE mode = '' AND (system, number) IN ({ITSELF})"  # noqa: S608
)
MODE_OF_HOME: Final = f"SELECT mode FROM audit_home WHERE (system, number) IN ({ITSELF})"  # noqa: S608
LEAVE_HOME: Final = "DELETE FROM audit_home"
# Dispatchers that lose their connection look again what the database is.
CUT_OFF: Final = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND usename = current_user
    AND application_name LIKE 'belfry dispatch%'
"""
MAKE_HOME: Final = f"INSERT INTO audit_home (system, number) {ITSELF}"


def is_exercise() -> bool:
    """Whether this installation exercises."""
    return bool(settings.MODE == EXERCISE)


def is_live() -> bool:
    """Whether messages may leave this machine: live mode, and this database is no copy."""
    return bool(settings.MODE == LIVE) and not is_copy()


def may_leave() -> bool:
    """Whether messages may leave this machine: live or in an exercise, from a home that lives in this mode."""
    if settings.MODE not in {LIVE, EXERCISE} or is_copy():
        return False
    return mode_of_home() in {"", settings.MODE}


def mode_of_home() -> str:
    """Return the mode in which this database was first started; empty for none yet, and for a copy."""
    with connection.cursor() as cursor:
        cursor.execute(KNOWS_MODES)
        if not cursor.fetchone()[0]:
            return ""
        cursor.execute(MODE_OF_HOME)
        row = cursor.fetchone()
    return str(row[0]) if row else ""


def keep_mode() -> str:
    """Write down the mode of a first start, and return the one in which this database lives."""
    with connection.cursor() as cursor:
        cursor.execute(KNOWS_MODES)
        if cursor.fetchone()[0]:
            cursor.execute(KEEP_MODE, [settings.MODE])
    return mode_of_home()


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
