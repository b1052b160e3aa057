"""The fixed cast as actors: everybody knows who may what."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from pytest_django import DjangoDbBlocker

from belfry.core.actor import Actor
from belfry.delivery.queries import find_endpoint
from belfry.people.models import Person
from belfry.people.queries import persons_signing_in
from belfry.program.cast import Stage, actor_named, person_named, raise_curtain

# A Tuesday at noon in winter: 13:00 on Belgian clocks.
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Cast:
    """Every figure as an attribute with an underscore: `cast.officer_an` is an Actor at NOON."""

    stage: Stage

    def __getattr__(self, name: str) -> Actor:
        return self.at(name, NOON)

    def at(self, name: str, instant: datetime) -> Actor:
        """Return a figure as an actor at another instant."""
        return actor_named(name.replace("_", "-"), at=instant)

    def person(self, name: str) -> UUID:
        """Return the person of a figure."""
        return person_named(name.replace("_", "-"))


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """The cast made once by the actions; its rows are put back, test after test, in milliseconds."""

    stage: Stage
    rows: dict[str, bytes]
    # What migrations wrote; only a transactional test empties it behind itself.
    lasting: dict[str, bytes]
    # What was made besides.
    things: Any = None

    @classmethod
    def held(cls, make: Callable[[Cast], object] = lambda cast: None) -> "Rehearsal":
        """Raise the curtain, make more if wanted, keep the rows, and leave the database as it was."""
        with transaction.atomic():
            lasting = {table: kept for table in _tables() if (kept := _copied(table))}
            stage = raise_curtain(now=NOON)
            things = make(Cast(stage))
            written = [table for table in _tables() if table not in lasting]
            rows = {table: kept for table in written if (kept := _copied(table))}
            transaction.set_rollback(True)
        return cls(stage, rows, lasting, things)

    @transaction.atomic
    def play(self) -> None:
        """Put the rows back; sequences are past them already, for they never roll back."""
        gone = {table: rows for table, rows in self.lasting.items() if not _has_rows(table)}
        with connection.cursor() as cursor:
            if self.things:
                # Each row passed its triggers when it was made, one step after the other.
                cursor.execute("SET LOCAL session_replication_role = replica")
            for table, rows in (gone | self.rows).items():
                with cursor.copy(f'COPY "{table}" FROM STDIN (FORMAT binary)') as copy:
                    copy.write(rows)
            if self.things:
                cursor.execute("SET LOCAL session_replication_role = origin")


def _tables() -> list[str]:
    """Return our tables; partitions are reached through the table they are part of."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace "
            "AND relkind IN ('r', 'p') AND NOT relispartition AND relname <> 'django_migrations' "
            "AND relname NOT LIKE 'auth\\_%' AND relname <> 'django_content_type' "
            "ORDER BY relname"
        )
        return [name for (name,) in cursor.fetchall()]


def _has_rows(table: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT EXISTS (SELECT 1 FROM "{table}")')
        return bool(cursor.fetchone()[0])


def _copied(table: str) -> bytes:
    if not _has_rows(table):
        return b""
    copying = f'COPY (SELECT * FROM "{table}") TO STDOUT (FORMAT binary)'
    with connection.cursor() as cursor, cursor.copy(copying) as copy:
        return b"".join(bytes(block) for block in copy)


def signing_in(address: str) -> list[Person]:
    """Return whom a code sent to an e-mail address may sign in."""
    endpoint = find_endpoint("email", address)
    return persons_signing_in(endpoint.pk) if endpoint else []


@pytest.fixture(scope="session")
def rehearsal(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Rehearsal:
    """What the curtain shows, made once."""
    with django_db_blocker.unblock():
        return Rehearsal.held()


@pytest.fixture
def cast(request: pytest.FixtureRequest, db: None) -> Cast:
    """The curtain is up: zones, networks, mandates and memberships of the cast exist.

    With `dress_rehearsal` (tests/web), one of everything that an address can name exists, too.
    """
    everything = "dress_rehearsal" in request.fixturenames
    played = request.getfixturevalue("dress_rehearsal" if everything else "rehearsal")
    assert isinstance(played, Rehearsal)
    played.play()
    return Cast(played.stage)
