"""Receipts as SMSCs really write them, and texts that people send to us."""

import struct

import pytest

from belfry.delivery.channels.contract import Inbound, Receipt
from belfry.delivery.channels.sms.encoding import Part
from belfry.delivery.channels.sms.smpp.joined import Joined, Whole
from belfry.delivery.channels.sms.smpp.pdus import (
    Delivered,
    Number,
    read_delivered,
    submit_body,
)
from belfry.delivery.channels.sms.smpp.receipts import plain_id, read
from belfry.delivery.workflow import Cause, State

PHONE = Number(1, 1, "32470123456")


def told(
    text: str,
    *,
    esm_class: int = 4,
    coding: int = 0,
    parameters: dict[int, bytes] | None = None,
    source: Number = PHONE,
) -> Delivered:
    content = text.encode("utf-16-be" if coding == 8 else "ascii")
    return Delivered(source, esm_class, coding, content, parameters or {})


FULL = "id:{id} sub:001 dlvrd:001 submit date:1601010100 done date:1601010101 stat:{stat} err:000 text:none"


@pytest.mark.parametrize(
    ("stat", "state", "cause"),
    [
        ("DELIVRD", State.DELIVERED, ""),
        ("DELIVERED", State.DELIVERED, ""),
        ("ACCEPTD", State.ACCEPTED, ""),
        ("ENROUTE", State.ACCEPTED, ""),
        ("EXPIRED", State.FAILED, Cause.OUT_OF_REACH),
        ("UNDELIV", State.FAILED, ""),
        ("REJECTD", State.FAILED, Cause.BLOCKED),
        ("DELETED", State.FAILED, Cause.BLOCKED),
    ],
)
def test_the_state_of_appendix_b_is_understood(stat: str, state: State, cause: str) -> None:
    receipt = read(told(FULL.format(id="0000000012345678", stat=stat)))

    assert isinstance(receipt, Receipt)
    assert (receipt.supplier_reference, receipt.state, receipt.cause) == ("12345678", state, cause)


@pytest.mark.parametrize(
    "text",
    [
        "id:AB12 sub:001 dlvrd:001 submit date:190608165232 done date:190608165237 stat:DELIVRD err:0 Text:",
        "Id: ab12 Stat: delivrd",
        "id:00AB12 stat:DELIVRD err:000",
        "id:AB12 sub:1 dlvrd:1 submit date:1 done date:1 stat:DELIVRD err:E text:id:FFFF stat:UNDELIV",
        # No GSM alphabet, in which a NUL is an @ and an underscore a §.
        "stat:DELIVRD err:000 id:AB12\0",
        "msg_id:77 id:AB12 stat:DELIVRD",
    ],
)
def test_every_supplier_writes_them_in_its_own_way(text: str) -> None:
    assert read(told(text)) == Receipt(
        "ab12:DELIV", State.DELIVERED, supplier_reference="ab12", cause=""
    )


def test_the_optional_parameters_go_before_the_text() -> None:
    parameters = {0x1E: b"AB12\0", 0x427: b"\x05"}
    receipt = read(told("id:99 stat:DELIVRD", esm_class=0, parameters=parameters))

    assert isinstance(receipt, Receipt)
    assert (receipt.supplier_reference, receipt.state) == ("ab12", State.FAILED)
    assert read(told("", parameters=parameters)) == receipt


@pytest.mark.parametrize(
    ("ids", "answered", "written"),
    [
        ("same", "001A2B", "1a2b"),
        ("decimal", "1A2B", "6699"),
        ("decimal", "1A2B", "0000006699"),
        ("hexadecimal", "6699", "00001A2B"),
        ("same", "3f2a-77_Zz", "3f2a-77_Zz"),
        ("decimal", "no-number", "no-number"),
    ],
)
def test_ids_of_receipts_match_those_of_answers(ids: str, answered: str, written: str) -> None:
    receipt = read(told(FULL.format(id=written, stat="DELIVRD")), ids)

    assert isinstance(receipt, Receipt)
    assert receipt.supplier_reference == plain_id(answered)


@pytest.mark.parametrize(
    "text", ["", "stat:DELIVRD", "id:1", "id:1 stat:UNKNOWN", "id:1 stat:", "\x1b\x1b"]
)
def test_a_receipt_that_says_nothing_is_let_go(text: str) -> None:
    content = text.encode()
    assert read(Delivered(PHONE, 4, 0, content, {})) is None


def test_a_text_that_looks_like_a_receipt_is_a_text() -> None:
    said = read(told(FULL.format(id="AB12", stat="DELIVRD"), esm_class=0))

    assert isinstance(said, Inbound)
    assert said.address == "+32470123456"


@pytest.mark.parametrize(
    ("source", "address"),
    [
        (PHONE, "+32470123456"),
        (Number(0, 1, "32470123456"), "+32470123456"),
        (Number(2, 1, "0470123456"), "+32470123456"),
        (Number(1, 1, "+32470123456"), "+32470123456"),
        (Number(0, 0, "0032470123456"), "+32470123456"),
    ],
)
@pytest.mark.parametrize("coding", [0, 8])
def test_what_somebody_sends_is_heard_with_its_number(
    source: Number, address: str, coding: int
) -> None:
    said = read(told("Arrêt" if coding else "STOP", esm_class=0, coding=coding, source=source))

    assert isinstance(said, Inbound)
    assert (said.address, said.text) == (address, "Arrêt" if coding else "STOP")
    assert "470123456" not in said.key


def test_the_same_text_sent_again_has_the_same_key() -> None:
    first, again, other = (read(told(text, esm_class=0)) for text in ("STOP", "STOP", "START"))

    assert first == again
    assert isinstance(first, Inbound)
    assert isinstance(other, Inbound)
    assert first.key != other.key


def test_texts_of_names_and_short_numbers_and_what_is_no_text_are_let_go() -> None:
    assert read(told("Hello", esm_class=0, source=Number(5, 0, "Proximus"))) is None
    assert read(told("Hello", esm_class=0, source=Number(3, 0, "8850"))) is None
    assert read(Delivered(PHONE, 0, 4, b"\x01\x02", {})) is None
    # An acknowledgement of a phone, not a text.
    assert read(told("Hello", esm_class=0x10)) is None


def test_a_part_of_a_long_text_is_read_without_its_header() -> None:
    content = bytes([5, 0, 3, 7, 2, 1]) + b"STOP"
    said = read(Delivered(PHONE, 0x40, 0, content, {}))

    assert isinstance(said, Inbound)
    assert said.text == "STOP"


def test_a_long_content_may_stand_in_a_parameter() -> None:
    body = submit_body(PHONE, Number(1, 1, "8850"), life="", part=Part(b"", 0, 4))
    content = b"id:AB12 stat:DELIVRD"
    delivered = read_delivered(body + struct.pack(">HH", 0x424, len(content)) + content)

    receipt = read(delivered)
    assert isinstance(receipt, Receipt)
    assert receipt.supplier_reference == "ab12"


def of_parts(joined: Joined, *numbers: str) -> Whole:
    whole = Whole(len(numbers))
    for number in numbers:
        joined.answered(whole, number)
    return whole


def receipt_of(number: str, state: State = State.DELIVERED) -> Receipt:
    return Receipt(number, state, supplier_reference=number)


def test_a_text_in_parts_is_delivered_when_every_part_is() -> None:
    joined = Joined()
    of_parts(joined, "a", "b", "c")

    assert joined.take(receipt_of("c")) is None
    assert joined.take(receipt_of("c")) is None
    assert joined.take(receipt_of("a")) is None
    whole = joined.take(receipt_of("b"))
    assert whole
    assert (whole.state, whole.supplier_reference) == (State.DELIVERED, "a")


def test_a_text_in_parts_is_not_delivered_while_a_part_is_unanswered() -> None:
    joined, whole = Joined(), Whole(2)
    joined.answered(whole, "a")

    assert joined.take(receipt_of("a")) is None
    joined.answered(whole, "b")
    assert joined.take(receipt_of("b"))


def test_a_text_in_parts_failed_when_one_part_did() -> None:
    joined = Joined()
    of_parts(joined, "a", "b")

    failed = joined.take(receipt_of("b", State.FAILED))
    assert failed
    assert (failed.state, failed.supplier_reference) == (State.FAILED, "a")
