"""The few PDUs of SMPP 3.4 that we write and read (Short Message Peer to Peer Protocol Specification v3.4).

A PDU is a header of four integers (length, command, status, sequence; 3.2) and a body of integers, texts
that end in a NUL, and optional parameters (tag, length, value; 3.2.4).
"""

import struct
from collections.abc import Mapping
from enum import IntEnum
from typing import Final, NamedTuple

from belfry.delivery.channels.sms.encoding import Part
from belfry.delivery.channels.sms.smpp.errors import NotSmpp

HEADER: Final = struct.Struct(">IIII")
TAG: Final = struct.Struct(">HH")
# The longest value of a parameter is 64 KiB; nothing that we read comes near.
LARGEST_PDU: Final = 70_000
RESPONSE: Final = 0x80000000
HIGHEST_SEQUENCE: Final = 0x7FFFFFFF
VERSION: Final = 0x34
# Of a number that begins with its country (5.2.5).
INTERNATIONAL: Final = 1


class Command(IntEnum):
    """5.1.2.1."""

    SUBMIT_SM = 0x04
    DELIVER_SM = 0x05
    UNBIND = 0x06
    BIND_TRANSCEIVER = 0x09
    ENQUIRE_LINK = 0x15
    ALERT_NOTIFICATION = 0x102
    GENERIC_NACK = 0x80000000


class Tag(IntEnum):
    """5.3.2, those that we read."""

    RECEIPTED_MESSAGE_ID = 0x1E
    MESSAGE_PAYLOAD = 0x424
    MESSAGE_STATE = 0x427


class Pdu(NamedTuple):
    """One PDU, its body unread."""

    command: int
    status: int
    sequence: int
    body: bytes


class Number(NamedTuple):
    """An address with its type and plan (5.2.5, 5.2.6)."""

    ton: int
    npi: int
    digits: str


class Delivered(NamedTuple):
    """What a `deliver_sm` brings (4.6.1)."""

    source: Number
    esm_class: int
    data_coding: int
    content: bytes
    parameters: Mapping[int, bytes]


def write(command: int, sequence: int, body: bytes = b"", status: int = 0) -> bytes:
    """Return a PDU as it travels."""
    return HEADER.pack(HEADER.size + len(body), command, status, sequence) + body


def take(inbox: bytearray) -> list[Pdu]:
    """Take all whole PDUs out of what came in; raise NotSmpp."""
    found = []
    start = 0
    while len(inbox) - start >= HEADER.size:
        length, command, status, sequence = HEADER.unpack_from(inbox, start)
        if not HEADER.size <= length <= LARGEST_PDU:
            raise NotSmpp
        if len(inbox) - start < length:
            break
        found.append(
            Pdu(command, status, sequence, bytes(inbox[start + HEADER.size : start + length]))
        )
        start += length
    del inbox[:start]
    return found


def text(value: str) -> bytes:
    """Return a C-octet string (3.1); characters outside ASCII are not for such fields."""
    return value.encode("ascii", "replace").replace(b"\0", b"") + b"\0"


def bind_body(user: str, password: str) -> bytes:
    """Return the body of a `bind_transceiver` (4.1.5), for receipts and texts to any of our numbers."""
    return text(user) + text(password) + text("") + bytes([VERSION, 0, 0]) + text("")


def submit_body(source: Number, to: Number, *, life: str, part: Part) -> bytes:
    """Return the body of a `submit_sm` (4.4.1) that asks for a receipt, whatever becomes of it (5.2.17)."""
    return b"".join(
        (
            text(""),
            *(bytes([one.ton, one.npi]) + text(one.digits) for one in (source, to)),
            bytes([part.esm_class, 0, 0]),
            text(""),
            text(life),
            bytes([1, 0, part.data_coding, 0, len(part.content)]),
            part.content,
        )
    )


def read_id(body: bytes) -> str:
    """Return the id in a `submit_sm_resp` (4.4.2); empty if it has none."""
    return body.partition(b"\0")[0].decode("latin-1")


def read_delivered(body: bytes) -> Delivered:
    """Return what a `deliver_sm` brings; raise NotSmpp."""
    try:
        _, rest = _cut(body)
        ton, npi = rest[0], rest[1]
        digits, rest = _cut(rest[2:])
        _, rest = _cut(rest[2:])
        esm_class = rest[0]
        _, rest = _cut(rest[3:])
        _, rest = _cut(rest)
        data_coding, length = rest[2], rest[4]
    except IndexError:
        raise NotSmpp from None
    content, rest = rest[5 : 5 + length], rest[5 + length :]
    parameters = _parameters(rest)
    content = content or parameters.get(Tag.MESSAGE_PAYLOAD, b"")
    return Delivered(Number(ton, npi, digits), esm_class, data_coding, content, parameters)


def _cut(octets: bytes) -> tuple[str, bytes]:
    """Return the text at the beginning, and what follows it."""
    value, end, rest = octets.partition(b"\0")
    if not end:
        raise NotSmpp
    return value.decode("latin-1"), rest


def _parameters(octets: bytes) -> Mapping[int, bytes]:
    found = {}
    while len(octets) >= TAG.size:
        tag, length = TAG.unpack_from(octets)
        found[tag] = octets[TAG.size : TAG.size + length]
        octets = octets[TAG.size + length :]
    return found
