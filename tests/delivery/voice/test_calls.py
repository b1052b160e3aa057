"""Calls over real connections, to a local gateway that answers as people do and misbehaves."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from pytest_django import Settings

from belfry.delivery.channels import asking
from belfry.delivery.channels.contract import Fate, Receipt, Verdict
from belfry.delivery.channels.errors import Forged
from belfry.delivery.channels.voice.caller import Caller
from belfry.delivery.channels.voice.channel import CHANNEL, NAMED
from belfry.delivery.workflow import Cause, State
from belfry.program.suppliers.api_server import listen
from belfry.program.suppliers.control import Control
from belfry.program.suppliers.phones import Phones
from belfry.program.suppliers.voice_gateway import VONAGE, VoiceGateway
from tests.delivery.asked import parcel, sent, url_of
from tests.delivery.receiver import Receiver, receiving

SECRET: Final = "s3"
RANKS: Final = (State.ACCEPTED, State.FAILED, State.DELIVERED, State.CONFIRMED)
APIS: Final = ("vonage", "voice")
# How somebody answers: the state of the row in the end, and its cause while it is failed.
ENDS: Final = {
    "key": (State.CONFIRMED, ""),
    "no_key": (State.DELIVERED, ""),
    "hung_up": (State.FAILED, Cause.NOT_ANSWERED),
    "voicemail": (State.FAILED, Cause.VOICEMAIL),
    "busy": (State.FAILED, Cause.NOT_ANSWERED),
    "no_answer": (State.FAILED, Cause.NOT_ANSWERED),
}


@pytest.fixture
def player(tmp_path: Path) -> Iterator[VoiceGateway]:
    player = VoiceGateway(listen(), Phones(tmp_path / "phones"), Control(), secret=SECRET)
    player.start()
    yield player
    player.stop()


@pytest.fixture
def receiver(settings: Settings) -> Iterator[Receiver]:
    with receiving() as receiver:
        settings.BASE_URL = receiver.address
        yield receiver


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("key") / "private.pem"
    made = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    path.write_bytes(
        made.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return path


def caller_at(port: int, api: str, key: Path) -> Caller:
    text = f"{api}+http://belfry:word@127.0.0.1:{port}/call?from=%2B3225550100&price=2"
    return NAMED[api](url_of(f"{text}&secret={SECRET}&key={key}"))


def called(caller: Caller) -> Verdict:
    (verdict,) = sent(caller, parcel("Er is een inbreker.", to="+3225550199", language="nl"))
    caller.close()
    return verdict


def read_all(caller: Caller, receiver: Receiver) -> list[Receipt]:
    now = datetime.now(UTC)
    return [event for call in receiver.callbacks for event in caller.read(call, now=now)]


def end_of(receipts: list[Receipt]) -> Receipt:
    """What a row becomes: a receipt may only raise its state."""
    best = receipts[0]
    for receipt in receipts:
        if RANKS.index(receipt.state) > RANKS.index(best.state):
            best = receipt
    return best


@pytest.mark.parametrize("answer", ENDS)
@pytest.mark.parametrize("api", APIS)
def test_a_call_ends_as_it_was_answered(
    receiver: Receiver, player: VoiceGateway, key: Path, api: str, answer: str
) -> None:
    player.control.wish(answer=answer, seconds=0)
    caller = caller_at(player.port, api, key)
    verdict = called(caller)
    assert verdict.fate == Fate.ACCEPTED
    receiver.wait_for(len(VONAGE[answer]) if api == "vonage" else 1)
    end = end_of(read_all(caller, receiver))
    assert (end.state, end.cause) == ENDS[answer]
    assert (end.reference, end.supplier_reference) == ("7-ab12-sms", verdict.reference)


def test_the_end_is_the_same_when_everything_comes_in_disorder_and_often(
    receiver: Receiver, player: VoiceGateway, key: Path
) -> None:
    for kind, number in (("reordered", 6), ("doubled", 30)):
        receiver.callbacks.clear()
        player.control.wish(answer="key", events=kind, seconds=0)
        caller = caller_at(player.port, "vonage", key)
        called(caller)
        receiver.wait_for(number)
        receipts = read_all(caller, receiver)
        assert end_of(receipts).state == State.CONFIRMED
        assert len({receipt.key for receipt in receipts}) == 2


def test_a_wrong_number_is_known_at_once_or_told_later(
    receiver: Receiver, player: VoiceGateway, key: Path
) -> None:
    player.control.wish(answer="wrong_number", seconds=0)
    assert called(caller_at(player.port, "voice", key)).fate == Fate.BAD_ADDRESS
    caller = caller_at(player.port, "vonage", key)
    assert called(caller).fate == Fate.ACCEPTED
    receiver.wait_for(2)
    assert end_of(read_all(caller, receiver)).cause == Cause.UNKNOWN_NUMBER


@pytest.mark.parametrize("kind", ["forged", "replayed"])
@pytest.mark.parametrize("api", APIS)
def test_forged_and_old_events_are_refused(
    receiver: Receiver, player: VoiceGateway, key: Path, api: str, kind: str
) -> None:
    player.control.wish(events=kind, seconds=0)
    caller = caller_at(player.port, api, key)
    called(caller)
    for call in receiver.wait_for(1):
        with pytest.raises(Forged):
            caller.read(call, now=datetime.now(UTC))


@pytest.mark.parametrize("api", APIS)
def test_the_phone_keeps_what_was_said(
    player: VoiceGateway, tmp_path: Path, key: Path, api: str
) -> None:
    player.control.wish(events="none", numbers={"+3225550199": "no_key"})
    called(caller_at(player.port, api, key))
    (path,) = (tmp_path / "phones" / "+3225550199").iterdir()
    told = json.loads(path.read_text(encoding="utf-8"))
    assert (told["channel"], told["answer"]) == ("voice", "no_key")
    assert told["from"] == "+3225550100"
    assert told["text"].count("Er is een inbreker.") == 2


@pytest.mark.parametrize("wish", ["lose_answer", "hang"])
@pytest.mark.parametrize("api", APIS)
def test_a_call_whose_answer_never_came_may_have_rung(
    player: VoiceGateway, monkeypatch: pytest.MonkeyPatch, key: Path, api: str, wish: str
) -> None:
    monkeypatch.setattr(asking, "ANSWER_SECONDS", 0.3)
    player.control.wish(events="none", **{wish: True})
    verdict = called(caller_at(player.port, api, key))
    assert (verdict.fate, verdict.cause) == (Fate.UNKNOWN, Cause.BROKEN_CONNECTION)


def test_the_channel_reads_what_its_gateway_posts(
    receiver: Receiver, player: VoiceGateway, monkeypatch: pytest.MonkeyPatch, key: Path
) -> None:
    caller = caller_at(player.port, "voice", key)
    monkeypatch.setenv(
        CHANNEL.setting,
        f"voice+http://belfry:word@127.0.0.1:{player.port}/call?from=%2B3225550100&secret={SECRET}",
    )
    player.control.wish(seconds=0)
    called(caller)
    (call,) = receiver.wait_for(1)
    (receipt,) = CHANNEL.read(caller.url.name, call, now=datetime.now(UTC))
    assert isinstance(receipt, Receipt)
    assert (receipt.state, receipt.cost) == (State.CONFIRMED, 30)
