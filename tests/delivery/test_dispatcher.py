"""The dispatcher's loop, against a relay over real sockets."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from pytest_django import Settings

from belfry.delivery.actions import endpoint_for, retry_failed, send_notice
from belfry.delivery.dispatcher import Dispatcher
from belfry.delivery.dispatching import deliver_waiting, new_dispatcher
from belfry.delivery.kinds import AddressKind, Kind
from belfry.delivery.models import Attempt, Bundle, Endpoint, Envelope, Heartbeat
from belfry.delivery.workflow import Cause, Lane
from tests.delivery.ledger import broadcast_to, make_due, states, tallies
from tests.delivery.relay import Manner, Relay, nobody_listens
from tests.waiting import wait_until

PAST = datetime(2026, 2, 1, 10, 0, tzinfo=UTC)


@contextmanager
def running(*, lease: float = 30) -> Iterator[Dispatcher]:
    """Run a dispatcher of mail in a thread; stop it at the end."""
    with running_one(new_dispatcher(lease=lease)) as dispatcher:
        yield dispatcher


@contextmanager
def running_one(dispatcher: Dispatcher) -> Iterator[Dispatcher]:
    """Run it in a thread; stop it at the end."""
    thread = threading.Thread(target=dispatcher.run)
    thread.start()
    try:
        yield dispatcher
    finally:
        dispatcher.stop()
        thread.join(30)
    assert not thread.is_alive()


def test_the_past_is_settled_as_of_then(db: None, settings: Settings) -> None:
    broadcast = broadcast_to(30)
    later = broadcast_to(1, not_before=PAST + timedelta(seconds=1))
    with Relay() as relay:
        settings.SMTP_URLS = [relay.url]
        deliver_waiting(now=PAST)
    assert states(broadcast) == tallies(broadcast) == {"accepted": 30}
    assert states(later) == {"ready": 1}
    assert set(Envelope.objects.filter(state="accepted").values_list("settled_at", flat=True)) == {
        PAST
    }
    assert b"Date: Sun, 01 Feb 2026 11:00:00 +0100" in relay.journal.mails[0].content


def test_every_answer_ends_in_the_state_it_deserves(db: None, settings: Settings) -> None:
    answers = {
        "lid1@": "550 5.1.1 Unknown",
        "lid2@": "554 5.7.1 Spam",
        "lid3@": "451 4.3.0 Later",
        "lid4@": "450 4.7.1 Slower",
    }

    def behave(verb: str, argument: str, count: int) -> str | None:
        found = [answer for part, answer in answers.items() if part in argument]
        return found[0] if verb == "RCPT" and found else None

    broadcast = broadcast_to(8, expires_at=PAST + timedelta(days=1))
    with Relay(behave) as relay:
        settings.SMTP_URLS = [relay.url]
        deliver_waiting(now=PAST)
        expected = {
            "accepted": 4,
            "failed unknown_address": 1,
            "failed refused": 1,
            "ready temporary": 1,
            "ready throttled": 1,
        }
        assert states(broadcast) == tallies(broadcast) == expected
        assert Endpoint.objects.exclude(broken_at=None).count() == 1
        assert Attempt.objects.count() == 3
        assert Envelope.objects.get(cause="throttled").attempts == 0
        answers.clear()
        deliver_waiting(now=PAST + timedelta(minutes=3))
        assert states(broadcast)["accepted"] == 6
        retry_failed(broadcast, now=PAST + timedelta(minutes=4))
        deliver_waiting(now=PAST + timedelta(minutes=5))
    assert states(broadcast) == tallies(broadcast) == {"accepted": 8}
    assert len(relay.journal.accepted()) == 8


def test_an_unknown_fate_is_sent_again_under_the_same_message_id(
    db: None, settings: Settings
) -> None:
    def behave(verb: str, argument: str, count: int) -> Manner | None:
        return Manner.CLOSE if verb == "DOT" and count == 5 else None

    broadcast = broadcast_to(20)
    with Relay(behave) as relay:
        settings.SMTP_URLS = [relay.url]
        for minute in range(3):
            deliver_waiting(now=PAST + timedelta(minutes=minute))
    assert states(broadcast) == {"accepted": 20}
    ids = [mail.message_id for mail in relay.journal.mails]
    assert (len(ids), len(set(ids))) == (21, 20)
    assert Attempt.objects.get().cause == Cause.BROKEN_CONNECTION


def test_no_relay_is_a_named_cause_and_burns_nothing(db: None, settings: Settings) -> None:
    broadcast = broadcast_to(5)
    with nobody_listens() as port:
        settings.SMTP_URLS = [f"smtp://127.0.0.1:{port}"]
        deliver_waiting(now=PAST)
    assert states(broadcast) == tallies(broadcast) == {"ready no_relay": 5}
    assert not Envelope.objects.exclude(attempts=0).exists()
    with Relay() as relay:
        settings.SMTP_URLS = [relay.url]
        deliver_waiting(now=PAST + timedelta(minutes=1))
    assert tallies(broadcast) == {"accepted": 5}


def test_a_row_for_which_no_mail_can_be_written_stops_nobody(
    db: None, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    broadcast = broadcast_to(3)
    bad = Envelope.objects.filter(broadcast=broadcast)[0]
    Envelope.objects.filter(endpoint_id=bad.endpoint_id).update(slot=b"\0\1rubbish")
    with Relay() as relay:
        settings.SMTP_URLS = [relay.url]
        deliver_waiting(now=PAST)
    assert states(broadcast) == tallies(broadcast) == {"accepted": 2, "dead crashed": 1}
    assert "mail.example" not in caplog.text


def test_a_code_reaches_its_reader_and_is_wiped(db: None, settings: Settings) -> None:
    endpoint = endpoint_for(AddressKind.EMAIL, "an@mail.example")
    send_notice(Kind.SIGN_IN_CODE, endpoint.pk, language="fr", slots={"code": "K7Q2"}, now=PAST)
    with Relay() as relay:
        settings.SMTP_URLS = [relay.url]
        deliver_waiting(now=PAST)
    (mail,) = relay.journal.mails
    assert mail.recipients == ["an@mail.example"]
    assert b"K7Q2" in mail.content
    assert b"List-Unsubscribe" not in mail.content
    assert Envelope.objects.get().slot is None


@pytest.mark.usefixtures("ledger")
def test_the_doorbell_wakes_it_and_urgent_rows_overtake(settings: Settings) -> None:
    def slow(verb: str, argument: str, count: int) -> None:
        if verb == "DOT":
            time.sleep(0.02)

    with Relay(slow) as relay:
        settings.SMTP_URLS = [relay.url]
        with running():
            wait_until(Heartbeat.objects.exists)
            broadcast_to(150, lane=Lane.BULK)
            wait_until(lambda: len(relay.journal.mails) > 20)
            began, before = time.monotonic(), len(relay.journal.mails)
            urgent = broadcast_to(10, lane=Lane.URGENT, first=1000)
            wait_until(lambda: states(urgent) == {"accepted": 10})
            passed, elapsed = len(relay.journal.mails) - before, time.monotonic() - began
    assert passed < 60
    assert elapsed < 1
    assert not Heartbeat.objects.exists()


@pytest.mark.usefixtures("ledger")
def test_stopping_finishes_what_is_in_flight_and_gives_back_the_rest(
    settings: Settings,
) -> None:
    def slow(verb: str, argument: str, count: int) -> None:
        if verb == "DOT":
            time.sleep(0.3)

    broadcast = broadcast_to(100)
    with Relay(slow) as relay:
        settings.SMTP_URLS = [relay.url]
        with running():
            wait_until(lambda: len(relay.journal.mails) >= 5)
    found = states(broadcast)
    assert found == tallies(broadcast)
    assert set(found) == {"accepted", "ready"}
    assert found["accepted"] == len(relay.journal.accepted())
    assert found["accepted"] < 40
    assert not Envelope.objects.exclude(attempts=0).exists()


@pytest.mark.usefixtures("ledger")
def test_a_slow_mail_keeps_its_lease(settings: Settings) -> None:
    def slow(verb: str, argument: str, count: int) -> None:
        if verb == "DOT":
            time.sleep(2.5)

    broadcast = broadcast_to(1)
    with Relay(slow) as relay:
        settings.SMTP_URLS = [relay.url]
        with running(lease=1.2), running(lease=1.2):
            wait_until(lambda: states(broadcast) == {"accepted": 1})
    assert len(relay.journal.mails) == 1


@pytest.mark.usefixtures("ledger")
def test_rows_of_a_dispatcher_that_died_are_healed(settings: Settings) -> None:
    broadcast = broadcast_to(5)
    Bundle.objects.update(claim_token=0, lease_until=timezone.now() - timedelta(seconds=1))
    with Relay() as relay:
        settings.SMTP_URLS = [relay.url]
        with running():
            wait_until(lambda: states(broadcast) == {"accepted": 5})
    assert Attempt.objects.filter(cause=Cause.CRASHED).count() == 5


@pytest.mark.usefixtures("ledger")
def test_a_relay_that_comes_back_gets_everything(settings: Settings) -> None:
    with nobody_listens() as port:
        settings.SMTP_URLS = [f"smtp://127.0.0.1:{port}"]
        broadcast = broadcast_to(30)
        with running() as dispatcher:
            wait_until(lambda: states(broadcast) == {"ready no_relay": 30})
            wait_until(lambda: Heartbeat.objects.exclude(suppliers={}).exists())
            (told,) = Heartbeat.objects.get().suppliers.values()
            assert told.keys() == {"cause", "weight"}
            dispatcher.carrier.relays[0].resting_until = 0
            with Relay() as relay:
                dispatcher.carrier.relays[0].address = dispatcher.carrier.relays[
                    0
                ].address.__class__("127.0.0.1", relay.port)
                make_due()
                wait_until(lambda: states(broadcast) == {"accepted": 30})
