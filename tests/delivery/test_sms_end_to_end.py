"""An SMS from a row of the ledger to a phone and back: the real dispatcher, SMPP, receipts, money."""

import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from psycopg import OperationalError

from belfry.delivery.actions import endpoint_for, open_broadcast, write_envelopes
from belfry.delivery.dispatching import new_dispatcher
from belfry.delivery.inbox import apply_events, take_on
from belfry.delivery.kinds import AddressKind, Kind
from belfry.delivery.line import Line
from belfry.delivery.models import Broadcast, Endpoint, Envelope, Message, Reference, Spending
from belfry.delivery.types import Recipient
from belfry.delivery.workflow import Lane
from tests.delivery.ledger import SCOPE, states, tallies
from tests.delivery.sms.centre import PASSWORD, centre_in
from tests.delivery.test_dispatcher import running_one
from tests.waiting import wait_until

PAYER = uuid.uuid4()


def written(*numbers: str) -> Broadcast:
    """Write rows for numbers, due a moment ago."""
    now = timezone.now() - timedelta(seconds=1)
    broadcast = open_broadcast(
        Message.objects.create(kind=Kind.CANARY, made_at=now),
        uuid.uuid4(),
        lane=Lane.URGENT,
        scope=SCOPE,
        now=now,
        expires_at=now + timedelta(hours=1),
        payer=PAYER,
    )
    ends = [endpoint_for(AddressKind.PHONE, number) for number in numbers]
    write_envelopes(broadcast, [Recipient(end.pk, "sms", "nl") for end in ends], due=now)
    return broadcast


@contextmanager
def hung_up(line: Line) -> Iterator[Line]:
    """Close a line at the end."""
    try:
        yield line
    finally:
        line.hang_up()


@pytest.mark.usefixtures("ledger")
def test_a_text_reaches_a_phone_costs_what_was_foreseen_and_is_told_delivered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with centre_in(tmp_path / "phones") as centre:
        url = f"smpp://belfry:{PASSWORD}@127.0.0.1:{centre.port}/?from=8850&price=6&connections=1"
        monkeypatch.setenv("BELFRY_SMS_URL", url)
        broadcast = written("+32470123456", "+32470123457", "+3225550100")

        def is_told() -> bool:
            apply_events(line, now=timezone.now() + timedelta(seconds=5))
            return states(broadcast).get("delivered") == 2

        with running_one(new_dispatcher("sms")), hung_up(Line("receipts")) as line:
            wait_until(is_told)
    expected = {"delivered": 2, "failed unusable_address": 1}
    assert states(broadcast) == tallies(broadcast) == expected
    # A landline takes no SMS, but it rings.
    assert not Endpoint.objects.exclude(broken_at=None).exists()
    assert set(Envelope.objects.filter(state="delivered").values_list("cost", flat=True)) == {600}
    spending = Spending.objects.get(payer=PAYER)
    assert (spending.channel, spending.amount, spending.number) == ("sms", 1200, 2)
    assert Reference.objects.count() == 2
    assert len(list((tmp_path / "phones").iterdir())) == 2


@pytest.mark.usefixtures("ledger")
def test_a_receipt_is_confirmed_once_it_is_stored_however_long_the_database_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[int] = []
    is_back = threading.Event()

    def take_on_again(*arguments: Any, **named: Any) -> None:
        tried.append(1)
        if not is_back.is_set():
            raise OperationalError
        take_on(*arguments, **named)

    monkeypatch.setattr("belfry.delivery.dispatcher.take_on", take_on_again)
    with centre_in(tmp_path / "phones") as centre:
        centre.control.wish(seconds=0.01)
        url = f"smpp://belfry:{PASSWORD}@127.0.0.1:{centre.port}/?from=8850&connections=1"
        monkeypatch.setenv("BELFRY_SMS_URL", url)
        broadcast = written("+32470123456")
        with running_one(new_dispatcher("sms")):
            wait_until(lambda: len(tried) > 2)
            assert not centre.confirmed
            is_back.set()
            wait_until(lambda: centre.confirmed == 1)
    with hung_up(Line("receipts")) as line:
        apply_events(line, now=timezone.now() + timedelta(seconds=5))
    assert states(broadcast) == tallies(broadcast) == {"delivered": 1}


@pytest.mark.usefixtures("ledger")
def test_two_that_are_pressed_at_once_stay_within_the_suppliers_rate(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with centre_in(tmp_path / "phones") as centre:
        url = f"smpp://belfry:{PASSWORD}@127.0.0.1:{centre.port}/?from=8850&rate=20"
        monkeypatch.setenv("BELFRY_SMS_URL", url)
        broadcast = written(*(f"+324701234{number:02}" for number in range(40)))
        began = time.monotonic()
        with running_one(new_dispatcher("sms")), running_one(new_dispatcher("sms")):
            wait_until(lambda: "ready" not in states(broadcast))
        elapsed = time.monotonic() - began
    # 40 at 20 a second, begun with a slice in hand.
    assert elapsed > 1.5
