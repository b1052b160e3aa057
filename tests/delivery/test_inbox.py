"""What suppliers tell later: kept once, applied upwards only, and never for a row that is not theirs."""

import itertools
import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from psycopg import Connection

from belfry.core.sealed import blind_index
from belfry.delivery.actions import endpoint_for, retry_failed
from belfry.delivery.channels.contract import Inbound, Receipt
from belfry.delivery.claiming import settled_at_once
from belfry.delivery.inbox import apply_events, take
from belfry.delivery.kinds import AddressKind
from belfry.delivery.line import BorrowedLine
from belfry.delivery.models import (
    Attempt,
    Broadcast,
    Endpoint,
    Envelope,
    Event,
    Spending,
    Suppression,
)
from belfry.delivery.texts import hand_over
from belfry.delivery.types import Outcome, Recipient
from belfry.delivery.workflow import Cause, State
from tests.delivery.ledger import (
    broadcast_to,
    claimed_rows,
    settle_rows,
    states,
    tallies,
)

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
SUPPLIER = "sms.example"
KEYS = itertools.count()


@pytest.fixture
def connection(db: None) -> Connection:
    return BorrowedLine().connection()


def accepted(connection: Connection, count: int = 1, *, cost: int = 0) -> Broadcast:
    """Return a broadcast by SMS whose rows the supplier accepted."""
    broadcast = broadcast_to(count, channel="sms")
    rows = claimed_rows(connection, channel="sms")
    outcomes = [
        Outcome(
            row, State.ACCEPTED, supplier=SUPPLIER, cost=cost, reference=f"theirs-{row.endpoint_id}"
        )
        for row in rows
    ]
    settle_rows(connection, outcomes, channel="sms")
    return broadcast


def reference(broadcast: Broadcast, channel: str = "sms") -> str:
    row = Envelope.objects.filter(broadcast=broadcast).order_by("endpoint_id")[0]
    return f"{row.message_id}-{row.endpoint_id.hex}-{channel}"


def told(broadcast: Broadcast, state: State, *, key: str = "", cause: str = "") -> Receipt:
    return Receipt(key or str(next(KEYS)), state, reference(broadcast), cause=cause)


def apply(now: datetime = NOW) -> int:
    return apply_events(BorrowedLine(), now=now)


def test_a_receipt_raises_a_row_and_its_tally(connection: Connection) -> None:
    broadcast = accepted(connection, 2)
    assert take("sms", SUPPLIER, [told(broadcast, State.DELIVERED)], now=NOW) == 1
    assert states(broadcast) == {"accepted": 2}
    assert apply() == 1
    assert states(broadcast) == tallies(broadcast) == {"accepted": 1, "delivered": 1}
    assert Envelope.objects.get(state="delivered").told_at == NOW
    assert Event.objects.get().outcome == "applied"


def test_what_comes_twice_or_out_of_order_changes_nothing_more(connection: Connection) -> None:
    broadcast = accepted(connection)
    events = [
        told(broadcast, State.DELIVERED, key="a"),
        told(broadcast, State.ACCEPTED, key="b"),
        told(broadcast, State.FAILED, key="c", cause=Cause.OUT_OF_REACH),
    ]
    for _ in range(5):
        take("sms", SUPPLIER, events, now=NOW)
        apply()
    assert Event.objects.count() == 3
    assert states(broadcast) == tallies(broadcast) == {"delivered": 1}
    take("sms", SUPPLIER, [told(broadcast, State.CONFIRMED)], now=NOW)
    apply()
    assert states(broadcast) == tallies(broadcast) == {"confirmed": 1}


def test_a_receipt_that_comes_before_our_own_settling_waits_for_it(connection: Connection) -> None:
    broadcast = broadcast_to(1, channel="sms")
    (row,) = claimed_rows(connection, channel="sms")
    take("sms", SUPPLIER, [told(broadcast, State.DELIVERED)], now=NOW)
    assert apply() == 1
    assert apply() == 0
    assert states(broadcast) == {"ready": 1}
    settle_rows(connection, [Outcome(row, State.ACCEPTED, supplier=SUPPLIER)], channel="sms")
    assert apply(NOW + timedelta(seconds=1)) == 1
    assert states(broadcast) == tallies(broadcast) == {"delivered": 1}


def test_a_supplier_may_name_a_row_by_its_own_reference(connection: Connection) -> None:
    broadcast = accepted(connection)
    theirs = f"theirs-{Envelope.objects.get().endpoint_id}"
    receipt = Receipt("k", State.DELIVERED, supplier_reference=theirs)
    take("sms", "other.example", [receipt], now=NOW)
    apply()
    assert states(broadcast) == {"accepted": 1}
    take("sms", SUPPLIER, [receipt], now=NOW)
    apply()
    assert states(broadcast) == tallies(broadcast) == {"delivered": 1}


@pytest.mark.parametrize(
    "nonsense", ["", "1-2-3", f"999999-{uuid.uuid4().hex}-sms", "'; DROP TABLE x", "9" * 90]
)
def test_a_row_that_nobody_knows_is_looked_for_for_a_day(
    connection: Connection, nonsense: str
) -> None:
    take("sms", SUPPLIER, [Receipt("k", State.DELIVERED, nonsense)], now=NOW)
    assert apply() == 1
    assert Event.objects.get().outcome == ""
    apply(NOW + timedelta(days=2))
    assert Event.objects.get().outcome == "unmatched"
    assert apply(NOW + timedelta(days=3)) == 0


def test_a_row_of_another_channel_or_supplier_is_not_theirs(connection: Connection) -> None:
    broadcast = accepted(connection)
    ours = reference(broadcast)
    take("sms", "other.example", [Receipt("1", State.CONFIRMED, ours)], now=NOW)
    take("voice", SUPPLIER, [Receipt("2", State.CONFIRMED, ours)], now=NOW)
    take("voice", "third", [Receipt("3", State.CONFIRMED, reference(broadcast, "voice"))], now=NOW)
    apply()
    assert states(broadcast) == tallies(broadcast) == {"accepted": 1}


def test_an_erased_person_s_row_takes_its_receipt_quietly(connection: Connection) -> None:
    broadcast = accepted(connection)
    event = told(broadcast, State.DELIVERED)
    Endpoint.objects.all().delete()
    take("sms", SUPPLIER, [event], now=NOW)
    apply()
    assert states(broadcast) == tallies(broadcast) == {"delivered": 1}


def test_a_number_that_does_not_exist_is_marked_and_can_be_tried_again(
    connection: Connection,
) -> None:
    broadcast = accepted(connection)
    take("sms", SUPPLIER, [told(broadcast, State.FAILED, cause=Cause.UNKNOWN_NUMBER)], now=NOW)
    apply()
    assert states(broadcast) == tallies(broadcast) == {"failed unknown_number": 1}
    assert Endpoint.objects.get().broken_cause == Cause.UNKNOWN_NUMBER
    assert Attempt.objects.get().status == "receipt"
    assert retry_failed(broadcast, now=NOW) == 1


def test_a_price_told_later_replaces_the_one_that_was_foreseen(connection: Connection) -> None:
    broadcast = accepted(connection, cost=550)
    receipt = told(broadcast, State.DELIVERED)._replace(cost=610)
    take("sms", SUPPLIER, [receipt], now=NOW)
    apply()
    assert Envelope.objects.get().cost == 610


def test_a_price_that_is_told_in_the_next_month_corrects_the_month_of_the_sending(
    connection: Connection,
) -> None:
    broadcast, payer, month = accepted(connection, cost=600), uuid.uuid4(), date(2026, 3, 1)
    Broadcast.objects.update(payer=payer)
    Envelope.objects.update(settled_at=NOW)
    Spending.objects.create(payer=payer, month=month, channel="sms", amount=600, number=1)
    take("sms", SUPPLIER, [told(broadcast, State.DELIVERED)._replace(cost=30)], now=NOW)
    apply(NOW + timedelta(days=31))
    assert list(Spending.objects.values_list("month", "amount", "number")) == [(month, 30, 1)]


def ladder(connection: Connection) -> Broadcast:
    """Return a broadcast with one person's chain: e-mail as step 0 stands in for push, then SMS."""
    broadcast = broadcast_to(0)
    chain = uuid.uuid4()
    first = endpoint_for(AddressKind.EMAIL, "lid@mail.example")
    phone = endpoint_for(AddressKind.PHONE, "+32470123456")
    from belfry.delivery.actions import write_envelopes  # noqa: PLC0415 -- read beside its use

    write_envelopes(
        broadcast,
        [
            Recipient(first.pk, "email", "nl", chain=chain, step=0),
            Recipient(phone.pk, "sms", "nl", chain=chain, step=1),
        ],
        due=NOW,
    )
    return broadcast


def test_the_next_step_waits_for_a_receipt_and_is_spared_by_it(connection: Connection) -> None:
    broadcast = ladder(connection)
    (row,) = claimed_rows(connection, now=NOW)
    settle_rows(connection, [Outcome(row, State.ACCEPTED, supplier=SUPPLIER)], now=NOW)
    assert claimed_rows(connection, channel="sms", now=NOW + timedelta(seconds=60)) == []
    take("email", "email", [told_first(broadcast, State.DELIVERED)], now=NOW)
    apply()
    (step,) = claimed_rows(connection, channel="sms", now=NOW + timedelta(seconds=90))
    assert step.verdict == State.SPARED
    outcome = settled_at_once(step)
    assert outcome is not None
    settle_rows(connection, [outcome], channel="sms", now=NOW)
    assert states(broadcast) == tallies(broadcast) == {"delivered": 1, "spared": 1}


def told_first(broadcast: Broadcast, state: State, cause: str = "") -> Receipt:
    row = Envelope.objects.get(broadcast=broadcast, step=0)
    ours = f"{row.message_id}-{row.endpoint_id.hex}-email"
    return Receipt(str(next(KEYS)), state, ours, cause=cause)


def test_the_next_step_goes_without_a_receipt_after_its_pause(connection: Connection) -> None:
    ladder(connection)
    (row,) = claimed_rows(connection, now=NOW)
    settle_rows(connection, [Outcome(row, State.ACCEPTED, supplier=SUPPLIER)], now=NOW)
    (step,) = claimed_rows(connection, channel="sms", now=NOW + timedelta(seconds=76))
    assert step.verdict == ""


@pytest.mark.parametrize(
    "outcome",
    [
        {"state": State.FAILED, "cause": Cause.UNKNOWN_ADDRESS},
        {"state": State.DEAD, "cause": Cause.TEMPORARY},
        {"state": State.READY, "cause": Cause.NO_RELAY, "delay": 30.0},
    ],
)
def test_a_step_that_fails_hastens_the_next(
    connection: Connection, outcome: dict[str, object]
) -> None:
    broadcast = ladder(connection)
    (row,) = claimed_rows(connection, now=NOW)
    settle_rows(connection, [Outcome(row, **outcome)], now=NOW)  # type: ignore[arg-type]
    (step,) = claimed_rows(connection, channel="sms", now=NOW + timedelta(seconds=1))
    assert step.verdict == ""
    assert sum(states(broadcast).values()) == 2


def test_a_receipt_of_failure_hastens_the_next_step_too(connection: Connection) -> None:
    broadcast = ladder(connection)
    (row,) = claimed_rows(connection, now=NOW)
    settle_rows(connection, [Outcome(row, State.ACCEPTED, supplier="email")], now=NOW)
    take("email", "email", [told_first(broadcast, State.FAILED, Cause.GONE)], now=NOW)
    apply()
    assert len(claimed_rows(connection, channel="sms", now=NOW + timedelta(seconds=1))) == 1


def test_stop_ends_every_sms_and_start_brings_them_back(connection: Connection) -> None:
    phone = endpoint_for(AddressKind.PHONE, "+32470123456")
    for _ in range(30):
        take("sms", SUPPLIER, [Inbound("same", "32470123456", "STOP")], now=NOW)
    apply()
    assert list(Suppression.objects.values_list("endpoint_id", "scope")) == [(phone.pk, "sms:*")]
    assert Event.objects.get().endpoint is None
    take("sms", SUPPLIER, [Inbound("later", "+32 470 12 34 56", "START")], now=NOW)
    apply()
    assert not Suppression.objects.exists()


def test_stop_in_a_cry_for_help_is_no_order(connection: Connection) -> None:
    take("sms", SUPPLIER, [Inbound("k", "0032470999999", "Stop, er wordt nu ingebroken!")], now=NOW)
    assert Event.objects.get().word == "other"


def test_what_was_texted_waits_sealed_until_somebody_took_it(connection: Connection) -> None:
    take("sms", SUPPLIER, [Inbound("k", "0032470999999", "Er is brand bij de buren")], now=NOW)
    event = Event.objects.get()
    assert (event.word, event.reference) == ("other", "")
    assert bytes(event.endpoint or b"") == blind_index("phone", "+32470999999")
    assert b"brand" not in bytes(event.text or b"")
    assert apply() == 0
    told = []
    assert hand_over(lambda *text: told.append(text), now=NOW) == 1
    assert told == [("sms", None, "Er is brand bij de buren")]
    event.refresh_from_db()
    assert (event.outcome, event.endpoint, event.text) == ("applied", None, None)
