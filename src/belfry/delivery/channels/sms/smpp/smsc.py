"""A supplier that speaks SMPP 3.4: `smpps://SYSTEM_ID:PASSWORD@HOST:PORT/?from=…`."""

import re
import select
import socket
import threading
import time
import zlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

from django.core.exceptions import ImproperlyConfigured

from belfry.delivery.channels.contract import Fate, Inbound, Parcel, Receipt, SupplierUrl, Verdict
from belfry.delivery.channels.errors import SupplierUrlWrong
from belfry.delivery.channels.sms.encoding import encode
from belfry.delivery.channels.sms.smpp.errors import CannotBind, Ended
from belfry.delivery.channels.sms.smpp.joined import Joined, Whole
from belfry.delivery.channels.sms.smpp.pdus import INTERNATIONAL, Number, submit_body
from belfry.delivery.channels.sms.smpp.receipts import READINGS, plain_id, read
from belfry.delivery.channels.sms.smpp.session import Answer, Patience, Session
from belfry.delivery.channels.sms.smpp.statuses import OK, judge
from belfry.delivery.channels.suppliers import is_loopback, take_number, tls_context
from belfry.delivery.workflow import Cause

SCHEMES: Final = ("smpps", "smpp")
# 2775 is registered for SMPP; for SMPP within TLS none is, and this is the usual one.
PORTS: Final = {"smpp": 2775, "smpps": 3550}
OPTIONS: Final = frozenset({"from", "ids", "ca"})
WINDOW: Final = 10
WIDEST_WINDOW: Final = 1_000
MOST_AT_ONCE: Final = 100
# How often a thread that hears looks whether it still may, and whether there is something to confirm.
LOOK_SECONDS: Final = 0.2
# Threads that want a connection at the same moment do not each try an SMSC that just refused.
REFUSAL_SECONDS: Final = 1.0
# While so much is not stored the SMSC has to keep what it tells, as it does for a client that is away.
MOST_UNKEPT: Final = 10_000
BIND_AGAIN_SECONDS: Final = 30.0
# 4.4.1: the life of a text; networks keep none longer than two days.
SHORTEST_LIFE, LONGEST_LIFE = 60, 172_800
# 5.2.5 and 5.2.6. A name has at most eleven characters (TS 23.040, 9.1.2.5).
NATIONAL_SPECIFIC, ALPHANUMERIC = 3, 5
NO_PLAN, TELEPHONE = 0, 1
NAME: Final = re.compile(r"[A-Za-z0-9 .&_-]{1,11}")


@dataclass(slots=True)
class Flight:
    """A text under way: its parts that are not answered, and what was said of the others."""

    parcel: Parcel
    # Only of a text in several parts.
    whole: Whole | None
    unanswered: set[int] = field(default_factory=set)
    numbers: list[str] = field(default_factory=list)
    refusal: Verdict | None = None


class Smsc:
    """One account at an SMSC, with up to `connections` bound connections (`carrying.Supplier`).

    The options of its URL: `from` (the published sender), `window` (texts unanswered at once on a connection,
    default 10), `ids` (how receipts write ids: `same`, `decimal` or `hexadecimal`), `ca` (a file).
    """

    batch: int = MOST_AT_ONCE

    def __init__(self, url: SupplierUrl, patience: Patience | None = None) -> None:
        """Take a URL whose scheme is one of SCHEMES; raise ImproperlyConfigured."""
        self.url = url
        options = dict(url.options)
        try:
            self.window = int(take_number(options, "window", WINDOW, least=1, most=WIDEST_WINDOW))
        except SupplierUrlWrong as error:
            raise ImproperlyConfigured(f"The URL of {url.name}: {error}") from None
        if unknown := sorted(options.keys() - OPTIONS):
            raise ImproperlyConfigured(f"The URL of {url.name} has an unknown option {unknown[0]}.")
        if url.scheme == "smpp" and not is_loopback(url.host):
            raise ImproperlyConfigured(
                f"What is sent to {url.host} would travel unprotected: use smpps://."
            )
        self.ids = options.get("ids", READINGS[0])
        if self.ids not in READINGS:
            raise ImproperlyConfigured(f"{url.name}: ids must be one of {', '.join(READINGS)}.")
        self.source = sender(url.name, options.get("from", ""))
        self._tls = tls_context(url) if url.scheme == "smpps" else None
        # How long to wait for what.
        self.patience = patience or Patience()
        self.bell: Callable[[], None] = lambda: None
        # What was heard, and on which connection under which number: untold, and told but not stored.
        self._events: deque[tuple[Receipt | Inbound, Session, int]] = deque()
        self._unkept: deque[tuple[Session, int]] = deque()
        self.joined = Joined()
        self._binding = threading.Lock()
        self._idle: list[Session] = []
        self._bound = 0
        self._refusal: CannotBind | None = None
        self._refused_at = 0.0
        self._closed = threading.Event()

    # -- for the carrier

    def open(self) -> None:
        """Bind one connection and hear what it says for as long as we run."""
        threading.Thread(target=self._listen, name=f"{self.url.name} hears", daemon=True).start()

    def send(self, parcels: Iterable[Parcel]) -> Iterator[tuple[Parcel, Verdict]]:
        """Send each text as soon as the window has place; see `carrying.Supplier`."""
        try:
            session = self._borrow()
        except CannotBind as refusal:
            for parcel in parcels:
                yield parcel, Verdict(Fate.NOT_TRIED, refusal.cause, refusal.status)
            return
        flights = Flights(self, session)
        whole = False
        try:
            yield from flights.carry(iter(parcels))
            whole = True
        except Ended:
            yield from flights.abandon()
        finally:
            self._give_back(session, usable=whole)

    def events(self) -> Iterable[Receipt | Inbound]:
        """Return what came since the last call."""
        found = []
        while self._events:
            event, session, number = self._events.popleft()
            found.append(event)
            self._unkept.append((session, number))
        return found

    def kept(self, number: int) -> None:
        """Let the SMSC forget the oldest of what `events` returned."""
        for _ in range(number):
            session, heard_as = self._unkept.popleft()
            session.confirm(heard_as)
        # At once where nobody else is at work; SMSCs wait with the next until some are answered.
        if self._binding.acquire(blocking=False):
            try:
                for session in self._idle:
                    with suppress(Ended):
                        session.reply()
            finally:
                self._binding.release()

    def close(self) -> None:
        """Say good-bye on the connections at rest; those at work say it when they are given back."""
        self._closed.set()
        with self._binding:
            for session in self._idle:
                session.leave()
            self._idle.clear()

    # -- texts

    def bodies(self, parcel: Parcel) -> Iterator[bytes]:
        """Return the `submit_sm` of each part: the same on every attempt."""
        to = Number(INTERNATIONAL, TELEPHONE, parcel.address.removeprefix("+"))
        life = _relative(parcel.seconds_to_live)
        number = zlib.crc32(parcel.reference.encode()) % 256
        for part in encode(parcel.text, number):
            yield submit_body(self.source, to, life=life, part=part)

    def hear(self, session: Session) -> None:
        """Keep for `events` what was heard on a connection."""
        if not session.heard:
            return
        while session.heard:
            number, told = session.heard.popleft()
            event = read(told, self.ids)
            if isinstance(event, Receipt):
                event = self.joined.take(event)
            if event is None:
                session.confirm(number)
            elif len(self._events) + len(self._unkept) < MOST_UNKEPT:
                self._events.append((event, session, number))
        self.bell()

    # -- connections

    def _borrow(self) -> Session:
        """Return a bound connection for this thread alone; raise CannotBind."""
        with self._binding:
            for session in reversed(self._idle.copy()):
                # An SMSC may have hung up meanwhile; a text written now would be of unknown fate.
                if self._look_after(session, time.monotonic()):
                    self._idle.remove(session)
                    return session
            if self._refusal and time.monotonic() - self._refused_at < REFUSAL_SECONDS:
                raise CannotBind(self._refusal.cause, self._refusal.status)
            try:
                session = self._bind()
            except CannotBind as refusal:
                self._refusal, self._refused_at = refusal, time.monotonic()
                raise
            self._bound += 1
            return session

    def _bind(self) -> Session:
        address = self.url.host, self.url.port or PORTS[self.url.scheme]
        try:
            link = socket.create_connection(address, self.patience.connect)
        except OSError:
            raise CannotBind(Cause.NO_SUPPLIER) from None
        try:
            link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if self._tls:
                link = self._tls.wrap_socket(link, server_hostname=self.url.host)
        except OSError:
            link.close()
            raise CannotBind(Cause.NO_SUPPLIER) from None
        session = Session(link, self.patience)
        session.bind(self.url.user, self.url.password)
        return session

    def _give_back(self, session: Session, *, usable: bool) -> None:
        self.hear(session)
        with self._binding:
            if usable and not self._closed.is_set():
                self._idle.append(session)
                return
            self._bound -= 1
        if usable:
            session.leave()
        else:
            session.close()

    def _listen(self) -> None:
        """Hear the connections that rest, and keep one bound even when nothing is sent."""
        again = 0.0
        while not self._closed.is_set():
            now = time.monotonic()
            if not self._bound and now >= again:
                again = now + BIND_AGAIN_SECONDS
                with suppress(CannotBind):
                    self._give_back(self._borrow(), usable=True)
            ears = select.poll()
            with self._binding:
                for session in list(self._idle):
                    if self._look_after(session, now):
                        ears.register(session.link, select.POLLIN)
            ears.poll(LOOK_SECONDS * 1000)

    def _look_after(self, session: Session, now: float) -> bool:
        """Hear a connection that rests; return whether it is still good, else it is put away."""
        try:
            session.turn(0)
            session.look_after(now)
        except Ended:
            self._idle.remove(session)
            self._bound -= 1
            session.close()
            return False
        finally:
            self.hear(session)
        return True


class Flights:
    """The texts of one call of `send` on one connection."""

    def __init__(self, smsc: Smsc, session: Session) -> None:
        """Begin with none."""
        self._smsc = smsc
        self._session = session
        # (its flight, when it was written) by the number of the `submit_sm`, the oldest first.
        self._flying: dict[int, tuple[Flight, float]] = {}
        self._unsent: deque[tuple[Flight, bytes]] = deque()

    def carry(self, parcels: Iterator[Parcel]) -> Iterator[tuple[Parcel, Verdict]]:
        """Yield the verdict of each parcel; raise Ended when the connection is over."""
        while self._fill(parcels):
            oldest = next(iter(self._flying.values()))[1]
            left = oldest + self._smsc.patience.answer - time.monotonic()
            if left <= 0:
                raise Ended
            self._session.turn(min(left, LOOK_SECONDS))
            yield from self._answered()
            self._smsc.hear(self._session)

    def abandon(self) -> Iterator[tuple[Parcel, Verdict]]:
        """Yield what can be said of the texts whose connection is over."""
        yield from self._answered()
        flights = {id(flight): flight for flight, _ in [*self._flying.values(), *self._unsent]}
        for flight in flights.values():
            begun = flight.numbers or any(map(self._session.was_written, flight.unanswered))
            fate = Fate.UNKNOWN if begun else Fate.NOT_TRIED
            yield flight.parcel, Verdict(fate, Cause.BROKEN_CONNECTION)

    def _fill(self, parcels: Iterator[Parcel]) -> bool:
        """Write as much as the window takes; return whether anything is unanswered."""
        while len(self._flying) < self._smsc.window:
            if not self._unsent:
                parcel = next(parcels, None)
                if parcel is None:
                    break
                bodies = list(self._smsc.bodies(parcel))
                flight = Flight(parcel, Whole(len(bodies)) if len(bodies) > 1 else None)
                self._unsent += [(flight, body) for body in bodies]
            flight, body = self._unsent[0]
            sequence = self._session.submit(body)
            self._unsent.popleft()
            flight.unanswered.add(sequence)
            self._flying[sequence] = flight, time.monotonic()
        return bool(self._flying)

    def _answered(self) -> Iterator[tuple[Parcel, Verdict]]:
        while self._session.answers:
            answer = self._session.answers.popleft()
            flight, _ = self._flying.pop(answer.sequence, (None, 0.0))
            if flight and (verdict := self._take(flight, answer)):
                yield flight.parcel, verdict

    def _take(self, flight: Flight, answer: Answer) -> Verdict | None:
        """Return the verdict of a text once all its parts are answered; one refusal decides."""
        flight.unanswered.discard(answer.sequence)
        if answer.status == OK:
            number = plain_id(answer.number) if answer.number else ""
            flight.numbers.append(number)
            if flight.whole:
                self._smsc.joined.answered(flight.whole, number)
        else:
            flight.refusal = flight.refusal or judge(answer.status)
        if flight.unanswered or (self._unsent and self._unsent[0][0] is flight):
            return None
        return flight.refusal or self._accepted(flight)

    def _accepted(self, flight: Flight) -> Verdict:
        """Return that all parts were taken, with the id that receipts will have."""
        reference = flight.whole.reference if flight.whole else flight.numbers[0]
        cost = self._smsc.url.price * len(flight.numbers)
        return Verdict(Fate.ACCEPTED, reference=reference, cost=cost)


def sender(supplier: str, published: str) -> Number:
    """Return the published sender as SMPP writes it; raise ImproperlyConfigured."""
    digits = published.removeprefix("+")
    if digits.isascii() and digits.isdecimal():
        if published.startswith("+"):
            return Number(INTERNATIONAL, TELEPHONE, digits)
        return Number(NATIONAL_SPECIFIC, NO_PLAN, digits)
    if not NAME.fullmatch(published):
        raise ImproperlyConfigured(
            f"The URL of {supplier} needs the option from: a number, or a name of 1 to 11 letters."
        )
    return Number(ALPHANUMERIC, NO_PLAN, published)


def _relative(seconds: int | None) -> str:
    """Return a length of time as YYMMDDhhmmss000R (7.1.1.2); empty leaves it to the SMSC."""
    if seconds is None:
        return ""
    minutes, rest = divmod(min(max(seconds, SHORTEST_LIFE), LONGEST_LIFE), 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    return f"0000{days:02}{hours:02}{minutes:02}{rest:02}000R"
