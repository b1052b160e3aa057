"""The watchman: what he calls a fault, and when."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import psycopg
import pytest
from django.db import OperationalError, connection
from pytest_django import Settings

from belfry.audit.actions import note_backup
from belfry.core.alarm import AlarmKind
from belfry.core.mode import make_copy
from belfry.delivery.canaries import send_canaries
from belfry.delivery.line import _parameters
from belfry.delivery.models import Attempt, Broadcast, Envelope, Event, Heartbeat, Tally
from belfry.delivery.workflow import Cause, State
from belfry.program import watch
from belfry.program.watch import Watchman, full_disk, old_transactions
from tests.cast import NOON
from tests.delivery.ledger import broadcast_to, notice_message

SECOND = timedelta(seconds=1)
NOW = NOON + 600 * SECOND


class Bell:
    """Keeps what would be raised."""

    def __init__(self) -> None:
        self.rung: list[tuple[AlarmKind, Mapping[str, int | str]]] = []

    def __call__(self, kind: AlarmKind, **detail: int | str) -> None:
        self.rung.append((kind, detail))


@pytest.fixture
def bell() -> Bell:
    return Bell()


@pytest.fixture
def watchman(db: None, bell: Bell) -> Watchman:
    works(NOW)
    return Watchman(bell)


def works(at: datetime | None) -> None:
    """Let a worker have given a sign of life; None for no worker at all."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_workers")
        if at is not None:
            cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (%s)", [at])


def beats(name: str, at: datetime, causes: Mapping[str, str] | None = None) -> None:
    suppliers = {
        supplier: {"cause": cause, "weight": 100}
        for supplier, cause in (causes or {"r": ""}).items()
    }
    Heartbeat.objects.update_or_create(
        name=name, defaults={"beat_at": at, "started_at": at, "suppliers": suppliers}
    )


def kinds(watchman: Watchman, *, now: datetime = NOW) -> Sequence[AlarmKind]:
    return [fault.kind for fault in watchman.look(now=now)]


def test_all_is_well(watchman: Watchman) -> None:
    beats("a:1/email", NOW)
    broadcast_to(3)
    assert kinds(watchman) == []


def test_rows_that_wait_two_minutes_without_a_dispatcher_are_a_fault(watchman: Watchman) -> None:
    broadcast_to(3, not_before=NOW - 121 * SECOND)
    (fault,) = watchman.look(now=NOW)
    assert fault == (AlarmKind.DISPATCHER_SILENT, {"channels": "email", "seconds": 121})
    beats("a:1/email", NOW - 121 * SECOND)
    assert kinds(watchman) == [AlarmKind.DISPATCHER_SILENT]
    beats("b:2/email", NOW - 119 * SECOND)
    assert kinds(watchman) == []


def test_rows_that_came_a_moment_ago_are_none(watchman: Watchman) -> None:
    broadcast_to(3, not_before=NOW - 119 * SECOND)
    assert kinds(watchman) == []


def test_a_dispatcher_that_stopped_is_noticed_in_two_minutes_by_heartbeat_and_canary(
    watchman: Watchman, bell: Bell, settings: Settings
) -> None:
    # Case 67 of the failure cases.
    settings.CANARIES = {"email": "canary@operator.example", "phone": ""}
    beats("a:1/email", NOON - SECOND)
    send_canaries(now=NOON)
    watchman.round(now=NOON + 119 * SECOND)
    assert bell.rung == []
    watchman.round(now=NOON + 120 * SECOND)
    assert bell.rung == [
        (AlarmKind.DISPATCHER_SILENT, {"channels": "email", "seconds": 120}),
        (AlarmKind.CANARY_LATE, {"channels": "email"}),
    ]


def test_test_messages_that_do_not_come_back_any_more_are_a_fault(
    watchman: Watchman, settings: Settings
) -> None:
    settings.CANARIES = {"email": "canary@operator.example", "phone": ""}
    for after, state in ((0, "delivered"), (300, "accepted"), (1440, "accepted")):
        at = NOON + after * SECOND
        send_canaries(now=at)
        Envelope.objects.filter(state="ready").update(state=state, settled_at=at)
    later = NOON + 1501 * SECOND
    works(later)
    beats("a:1/email", later)
    assert list(watchman.look(now=later)) == [(AlarmKind.CANARY_LOST, {"channels": "email"})]


def test_a_backup_that_is_older_than_a_day_is_a_fault_but_not_of_a_copy(
    watchman: Watchman,
) -> None:
    note_backup(at=NOW - timedelta(hours=40))
    note_backup(at=NOW - timedelta(hours=26))
    assert kinds(watchman) == []
    note_backup(at=NOW - timedelta(hours=27))
    assert list(watchman.look(now=NOW)) == [(AlarmKind.BACKUP_OLD, {"hours": 27})]
    make_copy()
    assert kinds(watchman) == []


def test_a_worker_that_is_silent_is_a_fault(watchman: Watchman) -> None:
    assert kinds(watchman) == []
    assert kinds(watchman, now=NOW + 119 * SECOND) == []
    assert kinds(watchman, now=NOW + 120 * SECOND) == [AlarmKind.WORKER_SILENT]
    works(NOW + 119 * SECOND)
    assert kinds(watchman, now=NOW + 120 * SECOND) == []


def test_a_worker_that_never_came_is_a_fault_once_it_had_the_time_to_start(
    watchman: Watchman,
) -> None:
    works(None)
    assert kinds(watchman) == []
    assert kinds(watchman, now=NOW + 120 * SECOND) == [AlarmKind.WORKER_SILENT]


@pytest.mark.django_db(transaction=True)
def test_a_transaction_that_stays_open_raises_an_alarm() -> None:
    # Case 20 of the failure cases.
    with psycopg.connect(**_parameters(), application_name="forgotten") as other:
        other.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        other.execute("SELECT count(*) FROM delivery_message")
        assert list(old_transactions(60)) == []
        (fault,) = old_transactions(0)
        pid = other.info.backend_pid
    assert fault.kind == AlarmKind.OLD_TRANSACTION
    assert fault.detail == {"pid": pid, "application": "forgotten", "seconds": 0}


def test_a_supplier_that_refuses_us_is_a_fault_at_once(watchman: Watchman) -> None:
    beats("a:1/email", NOW, {"r.example:25": Cause.RELAY_REFUSES, "s.example:25": ""})
    (fault,) = watchman.look(now=NOW)
    assert fault == (AlarmKind.SUPPLIER_REFUSES, {"suppliers": "r.example:25 relay_refuses"})


def test_a_supplier_is_a_fault_when_nobody_can_use_it_for_five_minutes(watchman: Watchman) -> None:
    def at(seconds: int, *, second: str) -> Sequence[AlarmKind]:
        now = NOW + seconds * SECOND
        works(now)
        beats("a:1/email", now, {"r.example:25": Cause.NO_RELAY})
        beats("b:2/email", now, {"r.example:25": second})
        return kinds(watchman, now=now)

    assert at(0, second=Cause.NO_RELAY) == []
    assert at(299, second=Cause.NO_RELAY) == []
    assert at(300, second=Cause.NO_RELAY) == [AlarmKind.SUPPLIER_RESTS]
    assert at(310, second="") == []
    assert at(609, second=Cause.NO_RELAY) == []
    assert at(910, second=Cause.NO_RELAY) == [AlarmKind.SUPPLIER_RESTS]


def test_many_rows_that_are_given_up_within_ten_minutes_are_a_fault(watchman: Watchman) -> None:
    broadcast = Broadcast.objects.get(pk=broadcast_to(1).pk)
    beats("a:1/email", NOW)

    def given_up(count: int, seconds: int) -> Sequence[AlarmKind]:
        Tally.objects.update_or_create(
            broadcast=broadcast,
            state=State.DEAD,
            cause=Cause.TEMPORARY,
            defaults={"count": count},
        )
        now = NOW + seconds * SECOND
        beats("a:1/email", now)
        works(now)
        return kinds(watchman, now=now)

    # What was there when he came is not his.
    assert given_up(500, 0) == []
    assert given_up(520, 10) == []
    assert given_up(521, 20) == [AlarmKind.ROWS_GIVEN_UP]
    assert given_up(521, 700) == []


def test_many_leases_that_ran_out_are_a_fault(watchman: Watchman) -> None:
    message = notice_message()
    Attempt.objects.bulk_create(
        Attempt(
            message_id=message.pk,
            endpoint_id="0a5ca1ab-1234-4567-89ab-123456789012",
            broadcast_id=1,
            at=NOW,
            cause=Cause.CRASHED,
        )
        for _ in range(201)
    )
    (fault,) = watchman.look(now=NOW)
    assert fault == (AlarmKind.LEASES_RAN_OUT, {"rows": 201})


def test_receipts_that_nobody_takes_in_are_a_fault(watchman: Watchman) -> None:
    Event.objects.create(channel="sms", supplier="gateway", key="1", at=NOW, try_at=NOW)
    assert kinds(watchman, now=NOW + 119 * SECOND) == []
    works(NOW + 120 * SECOND)
    (fault,) = watchman.look(now=NOW + 120 * SECOND)
    assert fault == (AlarmKind.RECEIPTS_WAIT, {"rows": 1, "seconds": 120})


def test_a_full_disk_is_a_fault(watchman: Watchman, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "disk_share", lambda: 0.91)
    assert kinds(watchman) == [AlarmKind.DISK_FULL]
    monkeypatch.setattr(watch, "disk_share", lambda: None)
    assert kinds(watchman) == []


def test_the_disk_of_a_database_on_this_machine_can_be_told(db: None) -> None:
    share = watch.disk_share()
    assert share is None or 0 < share <= 1
    assert list(full_disk(1.0)) == []


def test_a_database_that_is_gone_for_a_minute_is_a_fault(
    watchman: Watchman, bell: Bell, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(**_: object) -> None:
        raise OperationalError

    monkeypatch.setattr(watchman, "look", gone)
    monkeypatch.setattr(watch.time, "monotonic", lambda: watchman._answered_at + 60)
    watchman.round(now=NOW)
    assert bell.rung == []
    later = watchman._answered_at + 61
    monkeypatch.setattr(watch.time, "monotonic", lambda: later)
    watchman.round(now=NOW)
    assert bell.rung == [(AlarmKind.DATABASE_SILENT, {"seconds": 61})]
