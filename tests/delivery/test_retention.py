"""Old rows go by whole partitions, counters stay, and no send waits for it."""

import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import psycopg
import pytest
from django.db import connection
from pytest_django import Settings

from belfry.audit.models import Entry
from belfry.delivery.actions import retry_failed
from belfry.delivery.channels.contract import Receipt
from belfry.delivery.inbox import take
from belfry.delivery.kinds import EMAIL, Kind
from belfry.delivery.line import _parameters
from belfry.delivery.models import Attempt, Broadcast, Envelope, Event, Message, Reference
from belfry.delivery.queries import meter
from belfry.delivery.retention import LEDGER_KEPT, forget_old
from belfry.delivery.workflow import Cause, Lane, State
from tests.delivery.ledger import broadcast_to, endpoint_ids, states
from tests.delivery.relay import Relay
from tests.delivery.test_dispatcher import running
from tests.waiting import wait_until

LONG_AGO = datetime(2019, 5, 1, tzinfo=UTC)
NOW = LONG_AGO + LEDGER_KEPT + timedelta(days=30)
ROWS = 1500
pytestmark = pytest.mark.usefixtures("ledger")


@pytest.fixture
def block() -> Iterator[int]:
    """Give the number of a partition that messages of the future would fill; leave none behind."""
    before = _blocks()
    yield max(before) + 1
    with connection.cursor() as cursor:
        for left in _blocks() - before:
            cursor.execute(f"DROP TABLE IF EXISTS delivery_envelope_{left}")


def _blocks() -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relname ~ '^delivery_envelope_[0-9]+$'"
        )
        return {int(name.rpartition("_")[2]) for (name,) in cursor.fetchall()}


def _old_broadcast(block: int, rows: int = 3, number: int = 1) -> Broadcast:
    """Return a broadcast of long ago whose rows are in the partition `block`."""
    message = Message.objects.create(
        pk=block * 10_000 + number, kind=Kind.SECURITY, made_at=LONG_AGO
    )
    broadcast = broadcast_to(rows, lane=Lane.BULK, message=message, first=90_000)
    Broadcast.objects.filter(pk=broadcast.pk).update(opened_at=LONG_AGO)
    return broadcast


def _settled(broadcast: Broadcast, state: State = State.ACCEPTED) -> None:
    """Settle all rows by hand: what settles them is none of these tests' business."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE delivery_envelope SET state = %s, settled_at = now(), slot = NULL WHERE broadcast_id = %s",
            [state, broadcast.pk],
        )
        cursor.execute(
            "UPDATE delivery_tally SET state = %s WHERE broadcast_id = %s", [state, broadcast.pk]
        )
        cursor.execute("DELETE FROM delivery_bundle WHERE broadcast_id = %s", [broadcast.pk])


def _fill(block: int) -> None:
    """Let the next message be one of the partition after this one."""
    Message.objects.create(pk=(block + 1) * 10_000, kind=Kind.SECURITY, made_at=LONG_AGO)


def test_an_old_partition_goes_and_its_counts_stay(block: int) -> None:
    old = _old_broadcast(block)
    _settled(old)
    assert forget_old(now=NOW) == []  # It is not full: the next message may come into it.
    _fill(block)
    assert forget_old(now=LONG_AGO + timedelta(days=300)) == []
    assert forget_old(now=NOW) == [block]
    assert block not in _blocks()
    assert states(old) == {}
    assert (meter(old).accepted, meter(old).total) == (3, 3)
    assert Message.objects.filter(pk=old.message_id).exists()
    entry = Entry.objects.get(act="ledger.forgotten")
    assert (entry.subject, entry.person_id) == (f"partition:{block}", None)
    assert entry.detail["first_message"] == block * 10_000
    # Who presses "try again" years later finds nothing, and breaks nothing.
    assert retry_failed(old, now=NOW) == 0
    assert forget_old(now=NOW) == []


def test_what_still_waits_or_was_sent_again_lately_is_kept(block: int) -> None:
    waiting, settled = _old_broadcast(block), _old_broadcast(block, number=2)
    _settled(settled)
    _fill(block)
    assert forget_old(now=NOW) == []
    _settled(waiting)
    Broadcast.objects.filter(pk=waiting.pk).update(opened_at=NOW - timedelta(days=1))
    assert forget_old(now=NOW) == []
    assert states(waiting) == {"accepted": 3}


def test_a_row_that_is_revived_at_the_last_moment_is_put_back(
    block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = _old_broadcast(block)
    _settled(old, State.FAILED)
    _fill(block)
    answers = iter([False, True])
    monkeypatch.setattr("belfry.delivery.retention._waits", lambda *_: next(answers))
    assert forget_old(now=NOW) == []
    assert states(old) == {"failed": 3}
    assert retry_failed(old, now=NOW) == 3


def test_a_reader_in_the_way_is_waited_for_and_then_left_to_the_next_night(
    block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("belfry.delivery.retention.TRIES", 2)
    old = _old_broadcast(block)
    _settled(old)
    _fill(block)
    pauses: list[float] = []
    with psycopg.connect(**_parameters()) as reader:
        # As a backup does: one transaction for as long as it takes.
        reader.execute("SELECT count(*) FROM delivery_envelope")
        assert forget_old(now=NOW, pause=pauses.append) == []
        assert len(pauses) == 2
        # It is out of the ledger already; what it needs is its end.
        broadcast_to(1)
    assert forget_old(now=NOW) == [block]


def test_no_send_waits_while_a_partition_goes(block: int, settings: Settings) -> None:
    blocks = [block, block + 1, block + 2]
    for one in blocks:
        old = _old_broadcast(one, rows=200)
        _settled(old)
    _fill(block + 2)
    moments: list[float] = []

    def behave(verb: str, argument: str, count: int) -> None:
        if verb == "DOT":
            moments.append(time.monotonic())
            time.sleep(0.003)

    broadcast = broadcast_to(ROWS, lane=Lane.POLICE)
    with Relay(behave) as relay:
        settings.SMTP_URLS = [relay.url]
        with running():
            wait_until(lambda: len(moments) > ROWS // 10)
            began = time.monotonic()
            dropped: list[int] = []
            thread = threading.Thread(target=lambda: dropped.extend(_forget_apart()))
            thread.start()
            thread.join(30)
            ended = time.monotonic()
            wait_until(lambda: states(broadcast) == {"accepted": ROWS}, seconds=30)
    assert dropped == blocks
    assert began < ended < moments[-1]
    assert max(later - sooner for sooner, later in pairwise(moments)) < 1


def _forget_apart() -> list[int]:
    try:
        return list(forget_old(now=NOW))
    finally:
        connection.close()


def test_receipts_and_attempts_go_in_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("belfry.delivery.retention.STEP_ROWS", 2)
    broadcast = broadcast_to(1)
    (endpoint,) = endpoint_ids(broadcast)
    old, fresh = NOW - timedelta(days=8), NOW - timedelta(days=6)
    for at in (old, fresh):
        for number in range(5):
            key = f"{at:%d}-{number}"
            take("sms", "gateway", [Receipt(key, State.DELIVERED, reference="x")], now=at)
            Reference.objects.create(
                supplier="gateway", reference=key, message_id=broadcast.message_id,
                endpoint_id=endpoint, channel="sms", at=at,
            )  # fmt: skip
    for at in (NOW - LEDGER_KEPT - timedelta(days=1), old):
        for _ in range(5):
            Attempt.objects.create(
                message_id=broadcast.message_id, endpoint_id=endpoint, channel=EMAIL, at=at,
                broadcast_id=broadcast.pk, cause=Cause.TEMPORARY,
            )  # fmt: skip
    forget_old(now=NOW)
    assert Event.objects.count() == Reference.objects.count() == Attempt.objects.count() == 5
    assert set(Event.objects.values_list("at", flat=True)) == {fresh}
    assert set(Attempt.objects.values_list("at", flat=True)) == {old}
    assert Envelope.objects.count() == 1
