"""The local SMSC, driven by another client: what ours says to it is no proof of what it understands."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import smpplib.consts
import smpplib.exceptions
import smpplib.gsm
from smpplib.client import Client
from smpplib.command import Command

from belfry.program.suppliers.smsc import ShortMessageCentre
from tests.delivery.sms.centre import PASSWORD, centre_in, on_phones


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[ShortMessageCentre]:
    with centre_in(tmp_path) as centre:
        yield centre


@pytest.fixture
def client(centre: ShortMessageCentre) -> Iterator[Client]:
    client = connected(centre)
    client.bind_transceiver(system_id="belfry", password=PASSWORD)
    yield client
    client.disconnect()


def connected(centre: ShortMessageCentre) -> Client:
    client = Client("127.0.0.1", centre.port, timeout=5, allow_unknown_opt_params=True)
    client.connect()
    return client


class Told:
    """What a client heard."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.answers: list[Command] = []
        self.delivered: list[Command] = []
        client.set_message_sent_handler(lambda pdu, **_: self.answers.append(pdu))
        client.set_error_pdu_handler(lambda _: None)
        client.set_message_received_handler(lambda pdu, **_: self.delivered.append(pdu))

    def wait(self, *, answers: int = 0, delivered: int = 0) -> None:
        deadline = time.monotonic() + 5
        while len(self.answers) < answers or len(self.delivered) < delivered:
            assert time.monotonic() < deadline
            self.client.read_once()


def submit(client: Client, text: str) -> int:
    """Send a text in as many parts as it needs; return how many."""
    pieces, coding, esm_class = smpplib.gsm.make_parts(text)
    for piece in pieces:
        client.send_message(
            source_addr_ton=smpplib.consts.SMPP_TON_ALNUM,
            source_addr="Police",
            dest_addr_ton=smpplib.consts.SMPP_TON_INTL,
            destination_addr="32470123456",
            short_message=piece,
            data_coding=coding,
            esm_class=esm_class,
            registered_delivery=True,
        )
    return len(pieces)


@pytest.mark.parametrize("text", ["Été à Liège: 5 €", "Fenêtre 👍", "lang " * 60, "fenêtre " * 30])
def test_a_text_arrives_whole_and_a_receipt_follows(
    centre: ShortMessageCentre, client: Client, tmp_path: Path, text: str
) -> None:
    centre.control.wish(seconds=0.01)
    told = Told(client)
    number = submit(client, text)
    told.wait(answers=number, delivered=number)

    assert on_phones(tmp_path) == {"+32470123456": [text]}
    assert [answer.status for answer in told.answers] == [0] * number
    receipt = told.delivered[0]
    assert receipt.esm_class == 4
    assert receipt.short_message.startswith(b"id:" + told.answers[0].message_id)
    assert b"stat:DELIVRD" in receipt.short_message


@pytest.mark.parametrize(("user", "password"), [("belfry", "wrong"), ("other", PASSWORD)])
def test_a_wrong_sign_in_is_refused(centre: ShortMessageCentre, user: str, password: str) -> None:
    client = connected(centre)
    with pytest.raises(smpplib.exceptions.PDUError):
        client.bind_transceiver(system_id=user, password=password)
    client.disconnect()


def test_nothing_is_taken_before_a_bind(centre: ShortMessageCentre) -> None:
    client = connected(centre)
    client.state = smpplib.consts.SMPP_CLIENT_STATE_BOUND_TRX
    told = Told(client)
    submit(client, "Tekst")
    told.wait(answers=1)

    assert told.answers[0].status == smpplib.consts.SMPP_ESME_RINVBNDSTS
    assert not centre.submitted
    client.state = smpplib.consts.SMPP_CLIENT_STATE_OPEN
    client.disconnect()


def test_every_fourth_text_is_throttled_on_demand(
    centre: ShortMessageCentre, client: Client
) -> None:
    centre.control.wish(status=0x58, share=0.25, receipts="none")
    told = Told(client)
    for _ in range(8):
        submit(client, "Tekst")
    told.wait(answers=8)

    assert [answer.status for answer in told.answers] == [0, 0, 0, 0x58] * 2


@pytest.mark.parametrize(
    ("receipts", "expected"),
    [("doubled", [b"DELIVRD"] * 5), ("reordered", [b"DELIVRD", b"ENROUTE"])],
)
def test_receipts_misbehave_on_demand(
    centre: ShortMessageCentre, client: Client, receipts: str, expected: list[bytes]
) -> None:
    centre.control.wish(receipts=receipts, seconds=0.01)
    told = Told(client)
    submit(client, "Tekst")
    told.wait(delivered=len(expected))

    said = [one.short_message.partition(b"stat:")[2][:7] for one in told.delivered]
    assert said == expected


def test_an_early_receipt_comes_before_the_answer(
    centre: ShortMessageCentre, client: Client
) -> None:
    centre.control.wish(receipts="early")
    told = Told(client)
    submit(client, "Tekst")
    told.wait(delivered=1)

    assert not told.answers
    told.wait(answers=1)


def test_what_a_member_sends_arrives(centre: ShortMessageCentre, client: Client) -> None:
    told = Told(client)
    centre.say("+32470123456", "Arrêt")
    told.wait(delivered=1)

    assert told.delivered[0].source_addr == b"32470123456"
    assert told.delivered[0].short_message.decode("utf-16-be") == "Arrêt"
