"""What an SMSC tells on its own: receipts of what we sent, and texts that people send to our number.

Receipts: SMPP 3.4, appendix B (a text whose form is the SMSC's own choice) and the optional parameters
`receipted_message_id` and `message_state` (5.3.2.12, 5.3.2.35). The id of a receipt is not always written
like the id of the answer: in capitals, with zeros before it, or in decimal for hexadecimal.
"""

import re
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Final

from django.utils.crypto import salted_hmac

from belfry.delivery.addresses import normalised
from belfry.delivery.channels.contract import Inbound, Receipt
from belfry.delivery.channels.sms.encoding import HAS_HEADER, UCS2_CODING, decode
from belfry.delivery.channels.sms.smpp.pdus import INTERNATIONAL, Delivered, Number, Tag
from belfry.delivery.errors import AddressUnusable
from belfry.delivery.kinds import AddressKind
from belfry.delivery.workflow import Cause, State

# 5.2.12: bits 2 to 5 say what it is; these two are receipts, final and on the way.
KIND: Final = 0x3C
RECEIPTS: Final = frozenset({0x04, 0x20})
AN_HOUR: Final = 3600

ID: Final = re.compile(r"\bid\s*:\s*(\S+)", re.IGNORECASE)
STATE: Final = re.compile(r"\bstat\s*:\s*([a-z]{5})", re.IGNORECASE)
# The person's own text stands last; nothing in it is the SMSC's word.
TEXT: Final = re.compile(r"\btext\s*:", re.IGNORECASE)
HEXADECIMAL: Final = re.compile(r"[0-9a-f]+", re.IGNORECASE)
# How the id of a receipt's text is turned into the id of the answer: option `ids` of the URL.
READINGS: Final = ("same", "decimal", "hexadecimal")

# Five letters are enough, and more than five are written in too many ways.
STATES: Final[Mapping[str, tuple[State, str]]] = {
    "ENROU": (State.ACCEPTED, ""),
    "ACCEP": (State.ACCEPTED, ""),
    "DELIV": (State.DELIVERED, ""),
    "EXPIR": (State.FAILED, Cause.OUT_OF_REACH),
    "DELET": (State.FAILED, Cause.BLOCKED),
    "UNDEL": (State.FAILED, ""),
    "REJEC": (State.FAILED, Cause.BLOCKED),
}
# 5.2.28; 7 is "unknown" and tells nothing.
BY_NUMBER: Final = dict(
    enumerate(("ENROU", "DELIV", "EXPIR", "DELET", "UNDEL", "ACCEP", "UNKNO", "REJEC"), 1)
)


def read(told: Delivered, ids: str = "same") -> Receipt | Inbound | None:
    """Return what a `deliver_sm` tells; None if nothing. `ids` is one of READINGS."""
    # Never by the look of its text: anybody can send us a text that looks like a receipt.
    if told.esm_class & KIND in RECEIPTS or Tag.RECEIPTED_MESSAGE_ID in told.parameters:
        return _receipt(told, ids)
    if told.esm_class & KIND:
        return None
    return _inbound(told)


def plain_id(number: str) -> str:
    """Return an id as it is kept and compared: hexadecimal digits small, without zeros before them."""
    number = number.strip()
    return number.lower().lstrip("0") or "0" if HEXADECIMAL.fullmatch(number) else number


def _receipt(told: Delivered, ids: str) -> Receipt | None:
    # ASCII, whatever its data coding says; in the GSM alphabet some signs of an id would be others.
    text = told.content.decode(
        "utf-16-be" if told.data_coding == UCS2_CODING else "latin-1", "replace"
    )
    text = text.replace("\0", "")
    text = TEXT.split(text, maxsplit=1)[0]
    said_id, said_state = ID.search(text), STATE.search(text)
    number = told.parameters.get(Tag.RECEIPTED_MESSAGE_ID, b"").rstrip(b"\0").decode("latin-1")
    if not number and said_id:
        number = _converted(said_id[1], ids)
    by_number = told.parameters.get(Tag.MESSAGE_STATE, b"")
    name = BY_NUMBER.get(by_number[0], "") if by_number else ""
    if not name and said_state:
        name = said_state[1].upper()
    if not number or name not in STATES:
        return None
    state, cause = STATES[name]
    number = plain_id(number)
    return Receipt(f"{number}:{name}", state, supplier_reference=number, cause=cause)


def _converted(number: str, ids: str) -> str:
    with suppress(ValueError):
        if ids == "decimal":
            return f"{int(number):x}"
        if ids == "hexadecimal":
            return str(int(number, 16))
    return number


def _inbound(told: Delivered) -> Inbound | None:
    content = told.content
    if told.esm_class & HAS_HEADER and content:
        # Each part by itself: a word like STOP is never longer than one.
        content = content[content[0] + 1 :]
    text = decode(content, told.data_coding)
    address = _address(told.source)
    if text is None or not address:
        return None
    # SMPP gives it no id, and an SMSC sends it again when our answer was lost.
    hour = int(time.time() // AN_HOUR)
    key = salted_hmac("belfry.sms.inbound", f"{hour}:{address}:{text}", algorithm="sha256")
    return Inbound(key.hexdigest(), address, text)


def _address(number: Number) -> str:
    """Return who sent a text as E.164; empty for a name or a short number."""
    digits = number.digits.strip()
    if number.ton == INTERNATIONAL or not digits.startswith("0"):
        digits = f"+{digits.removeprefix('00').removeprefix('+')}"
    try:
        return normalised(AddressKind.PHONE, digits)
    except AddressUnusable:
        return ""
