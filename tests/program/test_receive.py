"""The relay is told "yes" only for what is kept; urgent words are refused with a sentence."""

import asyncio
import smtplib
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import OperationalError

from belfry.conversations.arriving import Arriving
from belfry.delivery.models import Event
from belfry.inbound.types import Judgement
from belfry.program import receive
from belfry.program.receive import CALL, FINE, LATER, Conversation, Receiver
from belfry.sealing.errors import NobodyAnswers

MAILS = Path(__file__).parents[1] / "inbound" / "mails"
OWN_ADDRESS = "bin-lindehof@bin.example"
OWN = frozenset({OWN_ADDRESS})
NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
Kept = list[tuple[Judgement, str, str]]


class Noting(Arriving):
    """Takes every mail, and notes what it took."""

    def __init__(self) -> None:
        self.kept: Kept = []
        self.urgent: list[Judgement] = []

    def take_mail(self, judgement: Judgement, to: str, key: str, *, now: datetime) -> None:
        self.kept.append((judgement, to, key))

    def refuse_urgent_mail(self, judgement: Judgement, *, now: datetime) -> None:
        self.urgent.append(judgement)


def mail(name: str) -> bytes:
    return (MAILS / f"{name}.eml").read_bytes()


@pytest.fixture
def arriving() -> Noting:
    return Noting()


@pytest.fixture
def kept(arriving: Noting) -> Kept:
    return arriving.kept


@pytest.fixture
def receiver(arriving: Noting) -> Receiver:
    return Receiver(OWN, arriving)


def answered(receiver: Receiver, name: str, sender: str = "an@mail.example") -> str:
    return receiver.answer(mail(name), sender, OWN_ADDRESS, NOW)


@pytest.mark.django_db
def test_a_bounce_of_ours_is_kept_once_and_anything_automatic_is_only_taken(
    receiver: Receiver, kept: Kept
) -> None:
    for name in ("bounce-en-postfix", "bounce-en-postfix", "bounce-nl-delayed"):
        assert answered(receiver, name, "") == FINE
    event = Event.objects.get()
    assert event.reference == "1042-0f8fad5bd9cb469fa16570867728950e-email"
    assert (event.state, event.cause) == ("failed", "unknown_address")
    for name in ("auto-fr-exchange", "loop-nl-came-back", "other-fr-list", "complaint-en-arf"):
        assert answered(receiver, name) == FINE
    assert kept == []


def test_what_a_person_writes_goes_to_who_reads_it_with_a_key_that_stays_the_same(
    receiver: Receiver, kept: Kept
) -> None:
    assert [answered(receiver, "reply-fr-gmail") for _ in range(2)] == [FINE, FINE]
    (first, to, key), (_, _, again) = kept
    assert to == OWN_ADDRESS
    assert first.text.startswith("Bonjour, cette camionnette")
    assert key == again
    answered(receiver, "reply-nl-gmail")
    assert kept[2][2] != key


@pytest.mark.parametrize("language", ["nl", "fr", "de", "en"])
def test_urgent_words_are_answered_at_once_and_not_kept(
    receiver: Receiver, arriving: Noting, language: str
) -> None:
    assert answered(receiver, f"reply-{language}-urgent") == CALL
    assert arriving.kept == []
    assert len(arriving.urgent) == 1


def test_an_answer_to_an_urgent_message_is_not_urgent_for_its_subject(
    receiver: Receiver, kept: Kept
) -> None:
    raw = mail("reply-nl-gmail").replace(
        b"Re: Verdachte bestelwagen", b"Re: Er wordt nu ingebroken,"
    )
    assert receiver.answer(raw, "an@mail.example", OWN_ADDRESS, NOW) == FINE
    assert len(kept) == 1


def test_a_mail_without_a_sender_is_never_answered(receiver: Receiver, kept: Kept) -> None:
    assert answered(receiver, "reply-nl-urgent", "") == FINE
    assert kept == []


def test_while_the_database_is_away_the_relay_keeps_the_mail(
    monkeypatch: pytest.MonkeyPatch, receiver: Receiver
) -> None:
    def away(*_: object, **__: object) -> int:
        raise OperationalError

    monkeypatch.setattr(receive, "take_returned", away)
    assert answered(receiver, "bounce-en-postfix", "") == LATER


def test_what_cannot_be_sealed_now_stays_with_the_relay(
    monkeypatch: pytest.MonkeyPatch, receiver: Receiver, arriving: Noting
) -> None:
    def nobody(*_: object, **__: object) -> None:
        raise NobodyAnswers

    monkeypatch.setattr(arriving, "take_mail", nobody)
    assert answered(receiver, "reply-nl-gmail") == LATER


@pytest.fixture
def port(receiver: Receiver) -> Iterator[int]:
    loop = asyncio.new_event_loop()
    # In a thread of its own: after a browser, a loop of Playwright runs in this one.
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    serving = loop.create_server(lambda: Conversation(receiver, loop=loop), "127.0.0.1", 0)
    server = asyncio.run_coroutine_threadsafe(serving, loop).result(20)
    yield server.sockets[0].getsockname()[1]
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    server.close()
    loop.close()


def test_a_relay_hands_over_by_lmtp_one_recipient_at_a_time(port: int, kept: Kept) -> None:
    with smtplib.LMTP("127.0.0.1", port, timeout=20) as relay:
        two = [OWN_ADDRESS, "other@bin.example"]
        refused = relay.sendmail("an@mail.example", two, mail("reply-nl-gmail"))
        assert {address: code for address, (code, _) in refused.items()} == {two[1]: 452}
        with pytest.raises(smtplib.SMTPDataError, match="101"):
            relay.sendmail("an@mail.example", [OWN_ADDRESS], mail("reply-en-urgent"))
        long = mail("reply-nl-gmail") + b"x" * 5000
        assert relay.sendmail("an@mail.example", [OWN_ADDRESS], long) == {}
    assert len(kept) == 2


def test_a_relay_that_speaks_smtp_only_is_understood_too(port: int, kept: Kept) -> None:
    with smtplib.SMTP("127.0.0.1", port, timeout=20) as relay:
        assert relay.sendmail("an@mail.example", [OWN_ADDRESS], mail("reply-nl-gmail")) == {}
        with pytest.raises(smtplib.SMTPDataError, match="101"):
            relay.sendmail("an@mail.example", [OWN_ADDRESS], mail("reply-de-urgent"))
    assert len(kept) == 1
