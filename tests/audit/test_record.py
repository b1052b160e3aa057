"""The record: written with the act, never changed, and proven whole."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from belfry.audit.actions import record
from belfry.audit.models import Chain, Entry
from belfry.audit.queries import entries_about, entries_of_network, verify_chains
from tests.cast import NOON, Cast

NETWORK, ZONE = uuid4(), uuid4()

pytestmark = pytest.mark.django_db


def note(
    act: str = "thing.done", *, network_id: UUID | None = None, zone_id: UUID | None = None
) -> None:
    record(
        act,
        subject="thing:1",
        person_id=None,
        at=NOON,
        network_id=network_id,
        zone_id=zone_id,
        detail={"count": 1},
    )


def five() -> Chain:
    """Write five entries on one chain; return it."""
    for number in range(5):
        note(f"thing.{number}", network_id=NETWORK)
    return Chain.objects.get(network_id=NETWORK)


@contextmanager
def unguarded() -> Iterator[None]:
    """Act as a superuser who takes the triggers off."""
    with connection.cursor() as cursor:
        for state in ("DISABLE", "ENABLE"):
            for table in ("audit_entry", "audit_chain"):
                cursor.execute(f"ALTER TABLE {table} {state} TRIGGER USER")
            if state == "DISABLE":
                yield


def run(sql: str, *values: object) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(sql, list(values))  # type: ignore[arg-type]


def test_each_network_zone_and_the_nation_has_a_chain_of_its_own() -> None:
    for network_id, zone_id in ((NETWORK, None), (None, ZONE), (None, None), (uuid4(), None)):
        note(network_id=network_id, zone_id=zone_id)
        note(network_id=network_id, zone_id=zone_id)
    assert [chain.length for chain in Chain.objects.all()] == [2, 2, 2, 2]
    assert [entry.number for entry in entries_of_network(NETWORK)] == [2, 1]
    assert entries_about("thing:1").count() == 8
    note(network_id=NETWORK, zone_id=ZONE)
    assert Chain.objects.get(network_id=NETWORK).length == 3
    assert not list(verify_chains())


def test_the_cast_left_whole_chains(cast: Cast) -> None:
    assert Entry.objects.count() > 20
    assert not list(verify_chains())


def test_a_record_lives_and_dies_with_its_act() -> None:
    with transaction.atomic():
        note(network_id=NETWORK)
        transaction.set_rollback(True)
    assert not Entry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_record_outside_a_transaction_is_refused() -> None:
    with pytest.raises(RuntimeError, match="belongs to the transaction"):
        note()


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE audit_entry SET act = 'other'", "DELETE FROM audit_entry", "DELETE FROM audit_chain",
        "UPDATE audit_chain SET length = length - 1", "UPDATE audit_chain SET head = ''",
        "UPDATE audit_chain SET network_id = NULL, length = length + 1",
    ],
)  # fmt: skip
def test_the_database_refuses_every_change(sql: str) -> None:
    five()
    with pytest.raises(IntegrityError, match="audit: "):
        run(sql)


def test_the_tables_are_never_emptied() -> None:
    five()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        # The test database lets go of this one trigger, see tests/conftest.py.
        cursor.execute("ALTER TABLE audit_entry ENABLE TRIGGER audit_entry_not_emptied")
    with pytest.raises(IntegrityError, match="audit: "):
        run("TRUNCATE audit_entry")
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_entry DISABLE TRIGGER audit_entry_not_emptied")


@pytest.mark.parametrize(
    ("sql", "fault"),
    [
        ("UPDATE audit_entry SET detail = '{}' WHERE number = 3", "entry 3 was changed"),
        ("UPDATE audit_entry SET at = at + interval '1 s' WHERE number = 2", "entry 2 was changed"),
        (f"UPDATE audit_entry SET person_id = '{uuid4()}' WHERE number = 5", "entry 5 was changed"),
        ("DELETE FROM audit_entry WHERE number = 3", "entry 3 is missing"),
        ("DELETE FROM audit_entry WHERE number = 1", "entry 1 is missing"),
        ("DELETE FROM audit_entry WHERE number = 5", "its end does not fit its head"),
        ("DELETE FROM audit_entry", "its end does not fit its head"),
        ("UPDATE audit_chain SET length = 4", "its end does not fit its head"),
        (f"UPDATE audit_chain SET network_id = '{uuid4()}'", "entry 1 was changed"),
    ],
)  # fmt: skip
def test_what_a_superuser_did_is_found(sql: str, fault: str) -> None:
    chain = five()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with unguarded():
        run(sql)
    assert list(verify_chains()) == [f"audit chain {chain.pk}: {fault}"]


def test_an_entry_put_in_between_is_found() -> None:
    chain = five()
    forged = Entry(chain=chain, number=6, at=NOON, act="forged", subject="thing:1", digest=b"x")
    forged.save()
    assert list(verify_chains()) == [f"audit chain {chain.pk}: entry 6 was changed"]


def test_a_chain_has_one_scope_and_numbers_occur_once() -> None:
    chain = five()
    with pytest.raises(IntegrityError, match="audit_chain_has_one_scope"), transaction.atomic():
        Chain.objects.create(network_id=NETWORK, zone_id=ZONE)
    with pytest.raises(IntegrityError, match="audit_chain_one_per_scope"), transaction.atomic():
        Chain.objects.create(network_id=NETWORK)
    with pytest.raises(IntegrityError, match="audit_entry_no_gap"), transaction.atomic():
        Entry.objects.create(
            chain=chain, number=5, at=NOON, act="again", subject="thing:1", digest=b"x"
        )


@pytest.mark.django_db(transaction=True)
def test_writers_of_one_chain_wait_for_each_other() -> None:
    def write() -> None:
        for _ in range(10):
            with transaction.atomic():
                note(network_id=NETWORK)
        connection.close()

    threads = [Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Chain.objects.get(network_id=NETWORK).length == 40
    assert not list(verify_chains())
