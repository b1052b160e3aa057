"""One bound connection to an SMSC. It belongs to one thread at a time and loses sight of no text."""

import itertools
import selectors
import socket
import ssl
import time
from collections import OrderedDict, deque
from contextlib import suppress
from dataclasses import dataclass
from typing import Final, NamedTuple

from belfry.delivery.channels.sms.smpp.errors import CannotBind, Ended, NotSmpp
from belfry.delivery.channels.sms.smpp.pdus import (
    HIGHEST_SEQUENCE,
    RESPONSE,
    Command,
    Delivered,
    Pdu,
    bind_body,
    read_delivered,
    read_id,
    take,
    write,
)
from belfry.delivery.channels.sms.smpp.statuses import LATER, OK, TROUBLES, name_of
from belfry.delivery.workflow import Cause

CHUNK: Final = 65_536
# While something waits to be confirmed, a wait ends so soon: nobody can wake it.
SOON_SECONDS: Final = 0.01
BLOCKED: Final = (BlockingIOError, InterruptedError, ssl.SSLWantReadError, ssl.SSLWantWriteError)
UNKNOWN_COMMAND: Final = 0x03
DELIVERED: Final = Command.DELIVER_SM | RESPONSE
ANSWERS: Final = frozenset(
    {Command.SUBMIT_SM | RESPONSE, Command.BIND_TRANSCEIVER | RESPONSE, Command.GENERIC_NACK}
)


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait, in seconds: for a connection, for an answer, in silence before asking, until it is stored."""

    connect: float = 5.0
    answer: float = 15.0
    silence: float = 30.0
    storing: float = 10.0


class Answer(NamedTuple):
    """What the SMSC said to one `submit_sm`."""

    sequence: int
    status: int
    number: str


class Session:
    """Writes texts as they come, whatever is unanswered.

    What the SMSC says is in `answers` and `heard`. A receipt may stand right behind the answer that it is for,
    so look at the answers first. What was heard has a number, is answered once that is confirmed, and is told
    again when it is not confirmed in time.
    """

    def __init__(self, link: socket.socket, patience: Patience) -> None:
        """Take a connected socket."""
        link.setblocking(False)
        self.link = link
        self.answers: deque[Answer] = deque()
        self.heard: deque[tuple[int, Delivered]] = deque()
        self._patience = patience
        self._inbox = bytearray()
        # When we heard what is not answered, by number, the oldest first.
        self._owed: OrderedDict[int, float] = OrderedDict()
        self._confirmed: deque[int] = deque()
        self._outbox = b""
        # (sequence, octets that stood in the outbox once it was there) of those not wholly written.
        self._unwritten: deque[tuple[int, int]] = deque()
        self._queued = self._written = 0
        self._sequences = itertools.cycle(range(1, HIGHEST_SEQUENCE + 1))
        self._heard_at = time.monotonic()
        self._asked_at: float | None = None
        self._selector = selectors.DefaultSelector()
        self._selector.register(link, selectors.EVENT_READ)

    def bind(self, user: str, password: str) -> None:
        """Sign in for sending and hearing; raise CannotBind."""
        body = bind_body(user, password)
        deadline = time.monotonic() + self._patience.answer
        try:
            self._write(write(Command.BIND_TRANSCEIVER, next(self._sequences), body))
            while not self.answers and time.monotonic() < deadline:
                self.turn(deadline - time.monotonic())
        except Ended:
            self.answers.clear()
        if not self.answers:
            self.close()
            raise CannotBind(Cause.NO_SUPPLIER)
        status = self.answers.popleft().status
        if status != OK:
            self.close()
            cause = Cause.NO_SUPPLIER if status in TROUBLES else Cause.SUPPLIER_REFUSES
            raise CannotBind(cause, name_of(status))

    def submit(self, body: bytes) -> int:
        """Write a `submit_sm` and return its number; raise Ended.

        When this or `turn` raises, `was_written` tells whether the SMSC can have it.
        """
        sequence = next(self._sequences)
        octets = write(Command.SUBMIT_SM, sequence, body)
        self._unwritten.append((sequence, self._queued + len(octets)))
        self._write(octets)
        return sequence

    def was_written(self, sequence: int) -> bool:
        """Whether all of a text was handed to the network; part of one is none."""
        return all(sequence != waiting for waiting, _ in self._unwritten)

    def confirm(self, number: int) -> None:
        """Answer with the next `turn` what was heard under a number; safe in threads."""
        self._confirmed.append(number)

    def turn(self, timeout: float) -> None:
        """Wait at most so many seconds until the SMSC says something, and take it; raise Ended.

        It may return sooner without anything.
        """
        self.reply()
        self._listen()
        if not self._pending():
            most = SOON_SECONDS if self._owed else timeout
            self._selector.select(max(0.0, min(timeout, most)))
        if self._outbox:
            self._write(b"")
        while self._receive():
            try:
                pdus = take(self._inbox)
            except NotSmpp:
                raise Ended from None
            for pdu in pdus:
                self._take(pdu)

    def reply(self) -> None:
        """Answer what was confirmed, and that the SMSC shall tell again what was not in time; raise Ended."""
        replies = []
        while self._confirmed:
            if self._owed.pop(number := self._confirmed.popleft(), None) is not None:
                replies.append(write(DELIVERED, number, b"\0"))
        overdue = time.monotonic() - self._patience.storing
        while self._owed and next(iter(self._owed.values())) < overdue:
            number, _ = self._owed.popitem(last=False)
            replies.append(write(DELIVERED, number, b"\0", status=LATER))
        if replies:
            self._write(b"".join(replies))

    def look_after(self, now: float) -> None:
        """Ask whether the SMSC is still there when it was silent for long; raise Ended if it is not."""
        if self._asked_at is not None:
            if now - self._asked_at > self._patience.answer:
                raise Ended
        elif now - self._heard_at > self._patience.silence:
            self._asked_at = now
            self._write(write(Command.ENQUIRE_LINK, next(self._sequences)))

    def leave(self) -> None:
        """Say `unbind` and close without waiting for the farewell."""
        with suppress(Ended):
            self._write(write(Command.UNBIND, next(self._sequences)))
        self.close()

    def close(self) -> None:
        """Close; harmless twice."""
        with suppress(OSError, ValueError):
            self._selector.close()
            self.link.close()

    # -- what the SMSC says

    def _take(self, pdu: Pdu) -> None:
        if pdu.command in ANSWERS:
            self.answers.append(Answer(pdu.sequence, pdu.status, read_id(pdu.body)))
        elif pdu.command == Command.ENQUIRE_LINK:
            self._reply(pdu)
        elif pdu.command == Command.DELIVER_SM:
            self._delivered(pdu)
        elif pdu.command == Command.UNBIND:
            with suppress(Ended):
                self._reply(pdu)
            raise Ended
        elif not pdu.command & RESPONSE and pdu.command != Command.ALERT_NOTIFICATION:
            self._write(write(Command.GENERIC_NACK, pdu.sequence, status=UNKNOWN_COMMAND))

    def _delivered(self, pdu: Pdu) -> None:
        try:
            told = read_delivered(pdu.body)
        except NotSmpp:
            # It would only come again.
            self._reply(pdu, b"\0")
        else:
            self._owed[pdu.sequence] = time.monotonic()
            self.heard.append((pdu.sequence, told))

    def _reply(self, pdu: Pdu, body: bytes = b"") -> None:
        self._write(write(pdu.command | RESPONSE, pdu.sequence, body))

    # -- the wire

    def _listen(self) -> None:
        wanted = selectors.EVENT_READ | (selectors.EVENT_WRITE if self._outbox else 0)
        if self._selector.get_key(self.link).events != wanted:
            self._selector.modify(self.link, wanted)

    def _pending(self) -> bool:
        return isinstance(self.link, ssl.SSLSocket) and self.link.pending() > 0

    def _receive(self) -> bool:
        try:
            data = self.link.recv(CHUNK)
        except BLOCKED:
            return False
        except OSError:
            raise Ended from None
        if not data:
            raise Ended
        self._inbox += data
        # What is heard is answered late, and an SMSC may hold back its next words until TCP has acknowledged these,
        # which Linux puts off for 40 ms (RFC 896; RFC 1122, 4.2.3.2). Other systems have no such option.
        with suppress(OSError, AttributeError):
            self.link.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
        self._heard_at, self._asked_at = time.monotonic(), None
        return True

    def _write(self, octets: bytes) -> None:
        self._outbox += octets
        self._queued += len(octets)
        while self._outbox:
            try:
                sent = self.link.send(self._outbox)
            except BLOCKED:
                break
            except OSError:
                raise Ended from None
            self._outbox = self._outbox[sent:]
            self._written += sent
        while self._unwritten and self._unwritten[0][1] <= self._written:
            self._unwritten.popleft()
