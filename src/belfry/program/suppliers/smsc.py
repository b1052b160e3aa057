"""Plays an SMSC that speaks SMPP 3.4, with code of its own: none of the client's is used to judge it.

What it takes is delivered to the phones of `phones.py`, texts in parts put together, and a receipt follows.
Each `submit_sm` and each bind is a request to `control.py`, of which it obeys `slow`, `status`, `times` and
`share`, and besides:

| key | what it does |
|---|---|
| `hang` | acts, and says nothing more on this connection |
| `lose_answer` | acts, and does not answer this one |
| `drop` | closes the connection instead |
| `bind` | refuses a bind with this status |
| `empty_id` | takes the text and tells no id |
| `receipts` | `normal`, `none`, `early` (before the answer), `late`, `doubled`, `reordered`, `forged` (an unknown id) |
| `seconds` | until a receipt is sent (0.2), or a late one (10) |
| `error` | the text did not arrive: the state in the receipt, such as UNDELIV |
| `decimal` | ids are hexadecimal in answers and decimal in receipts |
| `parameters` | receipts tell id and state in optional parameters, too |

Somebody sends a text to our number by `say`.
"""

import asyncio
import itertools
import socket
import ssl
import struct
import threading
import time
from collections import deque
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final, NamedTuple

from belfry.program.suppliers.alphabet import decoded
from belfry.program.suppliers.control import Control, is_off
from belfry.program.suppliers.phones import Phones

SECONDS: Final = 0.2
LATE_SECONDS: Final = 10.0
LOOK_SECONDS: Final = 0.2
TIMES_DOUBLED: Final = 5
KEPT: Final = 100_000
LARGEST: Final = 100_000

SUBMIT, DELIVER, UNBIND, ENQUIRE, NACK = 0x4, 0x5, 0x6, 0x15, 0x80000000
BINDS: Final = frozenset({0x1, 0x2, 0x9})
BOUND_ALREADY, NOT_BOUND, NO_COMMAND, WRONG_PASSWORD, WRONG_USER = 5, 4, 3, 14, 15
# `message_state` of the optional parameters.
STATES: Final = {"ENROUTE": 1, "DELIVRD": 2, "EXPIRED": 3, "UNDELIV": 5, "REJECTD": 8}


class Submitted(NamedTuple):
    """One part that came in."""

    source: str
    to: str
    esm_class: int
    data_coding: int
    life: str
    content: bytes
    registered: int
    at: float


class ShortMessageCentre:
    """An SMSC on one port; it runs in a thread of its own from `start` to `stop`."""

    def __init__(
        self,
        listener: socket.socket,
        phones: Phones,
        control: Control,
        *,
        user: str = "belfry",
        password: str = "",
        tls: ssl.SSLContext | None = None,
    ) -> None:
        """Serve what connects to `listener`, which is bound; without a password, everybody."""
        self.control = control
        self.user, self.password = user, password
        self.submitted: deque[Submitted] = deque(maxlen=KEPT)
        self.confirmed = self.refused = 0
        self.enquired = 0
        self.binds = 0
        self.phones = phones
        self.conversations: list[Conversation] = []
        self._listener, self._tls = listener, tls
        # As for calls: an id that comes back after a restart is not heard.
        self._numbers = itertools.count(time.time_ns())
        self._pieces: dict[tuple[object, ...], dict[int, str]] = {}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True)

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._listener.getsockname()[1])

    def start(self) -> None:
        """Serve in a thread."""
        self._listener.listen(100)
        self._thread.start()

    def stop(self) -> None:
        """End at once."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def say(self, number: str, text: str) -> None:
        """Let somebody send a text to our number."""
        self._loop.call_soon_threadsafe(self._say, number, text)

    def hang_up(self) -> None:
        """Break all connections."""
        for conversation in list(self.conversations):
            self._loop.call_soon_threadsafe(conversation.link.abort)

    def enquire(self) -> None:
        """Ask every client whether it is still there."""
        for conversation in list(self.conversations):
            self._loop.call_soon_threadsafe(conversation.ask, ENQUIRE)

    # -- for the conversations, in the thread

    def take(self, part: Submitted, wishes: Mapping[str, object]) -> str:
        """Keep a part, deliver its text when it is whole, and return its id."""
        self.submitted.append(part)
        number = f"{next(self._numbers):X}"
        content, place, key = part.content, 1, None
        total = 1
        if part.esm_class & 0x40:
            size = content[0] + 1
            reference, total, place = content[3:size]
            content, key = content[size:], (part.source, part.to, reference, total)
        text = decoded(content, part.data_coding)
        if key:
            pieces = self._pieces.setdefault(key, {})
            pieces[place] = text
            if len(pieces) < total:
                return number
            del self._pieces[key]
            text = "".join(pieces[place] for place in sorted(pieces))
        if "error" not in wishes:
            self.phones.keep("sms", f"+{part.to}", text, **{"from": part.source})
        return number

    def tell(self, number: str, part: Submitted, wishes: Mapping[str, object]) -> None:
        """Send the receipts of a part at their time."""
        kind = wishes.get("receipts", "normal")
        if kind == "none" or not part.registered & 1 or not number:
            return
        said = wishes.get("seconds", LATE_SECONDS if kind == "late" else SECONDS)
        seconds = float(said) if isinstance(said, int | float) else SECONDS
        state = str(wishes.get("error", "DELIVRD"))
        number = "F0F0F0F0" if kind == "forged" else number
        states = [state, "ENROUTE"] if kind == "reordered" else [state]
        states *= TIMES_DOUBLED if kind == "doubled" else 1
        for place, one in enumerate(states):
            receipt = self._receipt(number, part, one, wishes)
            if kind == "early":
                self.deliver(receipt)
            else:
                self._loop.call_later(seconds * (1 + place / 10), self.deliver, receipt)

    def _receipt(
        self, number: str, part: Submitted, state: str, wishes: Mapping[str, object]
    ) -> bytes:
        written = str(int(number, 16)) if wishes.get("decimal") else number
        now = datetime.now(UTC).strftime("%y%m%d%H%M")
        arrived = int(state == "DELIVRD")
        text = (
            f"id:{written} sub:001 dlvrd:00{arrived} submit date:{now} done date:{now}"
            f" stat:{state} err:000 text:{decoded(part.content[:10], 0)}"
        )
        more = b""
        if wishes.get("parameters"):
            named = number.encode() + b"\0"
            more = struct.pack(">HH", 0x1E, len(named)) + named
            more += struct.pack(">HHB", 0x427, 1, STATES.get(state, 7))
        content = text.encode("ascii", "replace")
        return _deliver_body(part.to, part.source, 0x4, 0, content) + more

    def _say(self, number: str, text: str) -> None:
        content = text.encode("utf-16-be")
        self.deliver(_deliver_body(number.removeprefix("+"), "8850", 0, 8, content))

    def deliver(self, body: bytes) -> None:
        """Tell somebody who is bound; what is not confirmed is told again."""
        bound = [one for one in self.conversations if one.bound]
        if bound:
            bound[-1].ask(DELIVER, body)
        else:
            # Kept until somebody is there to hear it.
            self._loop.call_later(LOOK_SECONDS, self.deliver, body)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(
            self._loop.create_server(
                lambda: Conversation(self, self._loop), sock=self._listener, ssl=self._tls
            )
        )
        self._loop.run_forever()
        server.close()
        for conversation in list(self.conversations):
            conversation.link.abort()
        self._loop.run_until_complete(asyncio.sleep(0.01))
        self._loop.close()


class Conversation(asyncio.Protocol):
    """One connection of a client."""

    link: asyncio.Transport

    def __init__(self, centre: ShortMessageCentre, loop: asyncio.AbstractEventLoop) -> None:
        """Wait for a bind."""
        self.centre, self.loop = centre, loop
        self.bound = self.silent = False
        self._inbox = b""
        self._sequences = itertools.count(1)
        # What we asked and was not answered.
        self._asked: dict[int, bytes] = {}

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        assert isinstance(transport, asyncio.Transport)
        self.link = transport
        self.centre.conversations.append(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """End."""
        self.bound = False
        self.centre.conversations.remove(self)
        for body in filter(None, self._asked.values()):
            self.centre.deliver(body)

    def data_received(self, data: bytes) -> None:
        """Take every whole PDU."""
        self._inbox += data
        while len(self._inbox) >= 16 and not self.link.is_closing():
            length, command, status, sequence = struct.unpack_from(">4I", self._inbox)
            if not 16 <= length <= LARGEST:
                self.link.abort()
            if len(self._inbox) < length:
                return
            body, self._inbox = self._inbox[16:length], self._inbox[length:]
            if not self.silent:
                self._take(command, status, sequence, body)

    def ask(self, command: int, body: bytes = b"") -> None:
        """Send a request of our own."""
        sequence = next(self._sequences)
        self._asked[sequence] = body
        self._write(command, sequence, body)

    def _write(self, command: int, sequence: int, body: bytes = b"", status: int = 0) -> None:
        if not self.silent and not self.link.is_closing():
            self.link.write(struct.pack(">4I", 16 + len(body), command, status, sequence) + body)

    def _take(self, command: int, status: int, sequence: int, body: bytes) -> None:
        if command & NACK:
            body = self._asked.pop(sequence, b"")
            self.centre.confirmed += command & ~NACK == DELIVER and status == 0
            if body and status:
                self.centre.refused += 1
                self.loop.call_later(LOOK_SECONDS, self.centre.deliver, body)
        elif command in BINDS:
            self._bind(command, sequence, body)
        elif command == ENQUIRE:
            self.centre.enquired += 1
            self._write(command | NACK, sequence)
        elif command == UNBIND:
            self._write(command | NACK, sequence)
            self.link.close()
        elif command != SUBMIT:
            self._write(NACK, sequence, status=NO_COMMAND)
        elif not self.bound:
            self._write(command | NACK, sequence, status=NOT_BOUND)
        else:
            self._submit(sequence, body)

    def _bind(self, command: int, sequence: int, body: bytes) -> None:
        user, password = body.split(b"\0", 2)[:2]
        wishes, centre = self.centre.control.take(), self.centre
        status = 0
        if self.bound:
            status = BOUND_ALREADY
        elif isinstance(wished := wishes.get("bind"), int):
            status = wished
        elif centre.password and user.decode() != centre.user:
            status = WRONG_USER
        elif centre.password and password.decode() != centre.password:
            status = WRONG_PASSWORD
        self.bound = self.bound or not status
        centre.binds += not status
        self._write(command | NACK, sequence, b"" if status else b"smsc\0", status)

    def _submit(self, sequence: int, body: bytes) -> None:
        wishes = self.centre.control.take()
        slow = wishes.get("slow")
        if isinstance(slow, int | float):
            self.loop.call_later(slow, self._act, sequence, body, wishes)
        else:
            self._act(sequence, body, wishes)

    def _act(self, sequence: int, body: bytes, wishes: Mapping[str, object]) -> None:
        if wishes.get("drop"):
            self.link.abort()
            return
        if isinstance(status := wishes.get("status"), int):
            self._write(SUBMIT | NACK, sequence, status=status)
            return
        part = _submitted(body, self.loop.time())
        if is_off(wishes, f"+{part.to}") or is_off(wishes, f"sms:+{part.to}"):
            wishes = {**wishes, "error": "EXPIRED"}
        number = self.centre.take(part, wishes)
        number = "" if wishes.get("empty_id") else number
        early = wishes.get("receipts") == "early"
        if early:
            self.centre.tell(number, part, wishes)
        self.silent = self.silent or bool(wishes.get("hang"))
        if not wishes.get("lose_answer"):
            self._write(SUBMIT | NACK, sequence, number.encode() + b"\0")
        if not early:
            self.centre.tell(number, part, wishes)


def _submitted(body: bytes, at: float) -> Submitted:
    _, rest = body.split(b"\0", 1)
    source, rest = rest[2:].split(b"\0", 1)
    to, rest = rest[2:].split(b"\0", 1)
    esm_class = rest[0]
    _, life, rest = rest[3:].split(b"\0", 2)
    registered, _, data_coding, _, length = rest[:5]
    content = rest[5 : 5 + length]
    return Submitted(
        source.decode(), to.decode(), esm_class, data_coding, life.decode(), content, registered, at
    )


def _deliver_body(source: str, to: str, kind: int, coding: int, content: bytes) -> bytes:
    international = b"\x01\x01" if source.isdecimal() and len(source) > 6 else b"\x00\x00"
    return b"".join(
        (
            b"\0" + international + source.encode() + b"\0\x01\x01" + to.encode() + b"\0",
            bytes([kind, 0, 0]) + b"\0\0" + bytes([0, 0, coding, 0, len(content)]) + content,
        )
    )
