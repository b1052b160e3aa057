"""A mailbox that fails day after day is paused, and tried again after a week; a complaint ends newsletters only."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from psycopg import Connection

from belfry.delivery.ailing import PAUSE, PAUSED_AT, newly_broken, note_told, pause_failing
from belfry.delivery.line import BorrowedLine
from belfry.delivery.models import Attempt, Endpoint, Envelope, Suppression
from belfry.delivery.returned import take_complaint
from belfry.delivery.workflow import Lane
from belfry.inbound.types import Judgement, Kind
from tests.delivery.ledger import broadcast_to, claimed_rows, states

NOW = datetime(2026, 3, 10, 2, 40, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def mailbox(db: None) -> Endpoint:
    broadcast_to(1)
    return Endpoint.objects.get()


def failed(
    mailbox: Endpoint, days: int, *, cause: str = "mailbox_full", status: str = "receipt",
    apart: timedelta = DAY, last: datetime = NOW - timedelta(hours=1),
) -> None:  # fmt: skip
    for day in range(days):
        Attempt.objects.create(
            message_id=1, endpoint_id=mailbox.pk, broadcast_id=1, at=last - day * apart,
            cause=cause, status=status,
        )  # fmt: skip


def broken(mailbox: Endpoint) -> str:
    mailbox.refresh_from_db()
    return mailbox.broken_cause if mailbox.broken_at else ""


@pytest.mark.parametrize("cause", ["mailbox_full", "refused", "temporary"])
def test_a_mailbox_that_fails_on_five_days_is_paused(mailbox: Endpoint, cause: str) -> None:
    failed(mailbox, PAUSED_AT - 1, cause=cause)
    assert pause_failing(now=NOW) == (0, 0)
    failed(mailbox, PAUSED_AT, cause=cause)
    assert pause_failing(now=NOW) == (0, 1)
    assert broken(mailbox) == cause


def test_many_failures_of_one_day_or_long_ago_or_our_own_tries_pause_nobody(
    mailbox: Endpoint,
) -> None:
    failed(mailbox, 50, apart=timedelta(seconds=1))
    failed(mailbox, 10, last=NOW - 31 * DAY)
    failed(mailbox, 10, cause="temporary", status="450")
    assert pause_failing(now=NOW) == (0, 0)


def test_after_a_week_the_next_mail_is_the_probe(mailbox: Endpoint) -> None:
    failed(mailbox, PAUSED_AT)
    pause_failing(now=NOW)
    assert pause_failing(now=NOW + PAUSE - timedelta(seconds=1)) == (0, 0)
    probed = NOW + PAUSE
    assert pause_failing(now=probed) == (1, 0)
    assert broken(mailbox) == ""
    # Nothing came back: it works.
    assert pause_failing(now=probed + DAY) == (0, 0)
    failed(mailbox, 1, last=probed + timedelta(hours=30))
    assert pause_failing(now=probed + 2 * DAY) == (0, 1)


def test_an_address_that_does_not_exist_is_never_probed(mailbox: Endpoint) -> None:
    Endpoint.objects.update(broken_at=NOW, broken_cause="unknown_address")
    assert pause_failing(now=NOW + 100 * DAY) == (0, 0)
    assert broken(mailbox) == "unknown_address"


def test_of_a_broken_mailbox_somebody_is_told_once(mailbox: Endpoint) -> None:
    assert newly_broken() == []
    Endpoint.objects.update(broken_at=NOW, broken_cause="unknown_address")
    assert newly_broken() == [mailbox.pk]
    note_told([mailbox.pk], now=NOW + DAY)
    assert newly_broken() == []
    Endpoint.objects.update(broken_at=NOW + 62 * DAY)
    assert newly_broken() == [mailbox.pk]


def complaint(row: Envelope) -> Judgement:
    return Judgement(
        Kind.COMPLAINT, answers=(f"{row.message_id}.{row.endpoint_id}@police.example",)
    )


def test_a_complaint_ends_newsletters_and_no_message_of_the_police(mailbox: Endpoint) -> None:
    told = complaint(Envelope.objects.get())
    assert take_complaint(told, now=NOW)
    assert not take_complaint(told, now=NOW)
    assert Suppression.objects.get().scope == "news:*"
    assert states(broadcast_to(1, lane=Lane.BULK)) == {}
    assert states(broadcast_to(1, lane=Lane.POLICE)) == {"ready": 1}


def test_a_newsletter_that_waits_falls_out_when_it_is_claimed(mailbox: Endpoint) -> None:
    connection: Connection = BorrowedLine().connection()
    broadcast_to(1, lane=Lane.BULK)
    take_complaint(complaint(Envelope.objects.order_by("message_id")[0]), now=NOW)
    verdicts = {row.bundle.lane: row.verdict for row in claimed_rows(connection)}
    assert verdicts == {Lane.POLICE: "", Lane.BULK: "suppressed"}


def test_a_complaint_that_is_made_up_ends_nothing(mailbox: Endpoint) -> None:
    made_up = Judgement(Kind.COMPLAINT, answers=(f"1.{uuid.uuid4()}@police.example",))
    assert not take_complaint(made_up, now=NOW)
    assert not Suppression.objects.exists()
