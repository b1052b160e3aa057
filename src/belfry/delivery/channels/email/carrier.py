"""Carries mails over several kept connections, the preferred relay first."""

import queue
import random
import selectors
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from functools import partial
from typing import Final

from belfry.delivery.channels.bells import Bells
from belfry.delivery.channels.contract import Credits, Fate, Inbound, Receipt, Verdict
from belfry.delivery.channels.email.domains import Domains
from belfry.delivery.channels.email.errors import CannotOpen, Closed
from belfry.delivery.channels.email.mail import Mail
from belfry.delivery.channels.email.opening import (
    Opened,
    Patience,
    open_connection,
)
from belfry.delivery.channels.email.relays import Relay, RelayAddress
from belfry.delivery.channels.email.replies import CLOSING
from belfry.delivery.channels.email.session import Session
from belfry.delivery.channels.suppliers import LONGEST_PAUSE_SECONDS, choose
from belfry.delivery.workflow import Cause

# A mail that lost its connection before its content was sent goes to another one, so often.
TRIES: Final = 3
# However many urgent mails there are, one of the others goes after so many: nothing waits for ever.
MOST_OVERTAKING: Final = 50
# Relays and middleboxes tire of old connections; a new one costs little.
OLDEST_CONNECTION_SECONDS: Final = 300.0
# When a relay takes no more connections beside those it has, ask again after this.
ENOUGH_PAUSE_SECONDS: Final = 30.0
KINDS: Final = (True, False)
# A step goes on for so long while relays answer.
STEP_SECONDS: Final = 0.002
# The relay did its work, if not as we wished.
DEFINITE: Final = frozenset({Fate.ACCEPTED, Fate.BAD_ADDRESS, Fate.REFUSED})


class Carrier:
    """Give it mails with `offer`, call `step` again and again, and take verdicts from `results`.

    One thread only (connections are opened in others). Every mail offered gets exactly one verdict.
    """

    def __init__(
        self,
        addresses: Sequence[RelayAddress],
        *,
        connections: int = 5,
        patience: Patience | None = None,
        chance: Callable[[], float] = random.random,
    ) -> None:
        """Start without connections: the first mail opens them."""
        self.relays = [Relay(address) for address in addresses]
        self.results: list[tuple[Mail, Verdict]] = []
        self.events: list[tuple[str, Receipt | Inbound]] = []
        self.credits: Credits | None = None
        self.queue: deque[Mail] = deque()
        self._urgent: deque[Mail] = deque()
        self._overtaken = 0
        self.flying = 0
        self._connections = connections
        self._patience = patience or Patience()
        self._chance = chance
        self._domains = Domains()
        self._sessions: set[Session] = set()
        self._idle: list[Session] = []
        # One connection more, for urgent mails alone: others may hang on all that there are.
        self._spare: Session | None = None
        self._opens_spare = False
        self._closed = False
        self._opened: queue.SimpleQueue[tuple[Relay, bool, Opened | CannotOpen]] = (
            queue.SimpleQueue()
        )
        self._next_check = 0.0
        self._bells = Bells()
        self._selector = self._bells.selector

    # -- for the dispatcher

    def offer(self, mails: Iterable[Mail], *, first: bool = False) -> None:
        """Take mails; `first` puts them before those that wait."""
        (self._urgent if first else self.queue).extend(mails)

    def rest(self) -> float:
        """Return the seconds until a relay may be tried: 0 when one may be now."""
        now = time.monotonic()
        until = (relay.resting_until for relay in self.relays)
        return max(0.0, min(until, default=now + LONGEST_PAUSE_SECONDS) - now)

    def condition(self) -> dict[str, str]:
        """Return for each relay the cause why it rests, empty when it works."""
        return {relay.address.name: relay.cause for relay in self.relays}

    def weights(self) -> dict[str, int]:
        """Return for each relay its weight now, 0 to 100."""
        return {relay.address.name: relay.weight for relay in self.relays}

    def events_kept(self, number: int) -> None:
        """Take the first `number` off `events`."""
        del self.events[:number]

    def add_bell(self, fileno: int) -> None:
        """Make a `step` that waits return when something can be read there."""
        self._bells.add(fileno)

    def forget_bell(self, fileno: int) -> None:
        """Undo `add_bell`, before the file is closed."""
        self._bells.forget(fileno)

    def wake(self) -> None:
        """Make a `step` that waits return; safe from signal handlers and other threads."""
        self._bells.ring()

    def step(self, timeout: float) -> None:
        """Carry on for one round, waiting at most `timeout` seconds for something to happen."""
        now = time.monotonic()
        for mail in reversed(self._domains.due(now)):
            (self._urgent if mail.urgent else self.queue).appendleft(mail)
        self._take_opened(now)
        self._open_more(now)
        self._feed(now)
        happened = self._bells.wait(0 if self.results else self._pause(timeout, now))
        now = time.monotonic()
        until = now + STEP_SECONDS
        while self._serve_all(happened, now) and now < until and self.flying:
            if self._urgent_news():
                break
            # Whoever called has more to do than one answer is worth: others come meanwhile.
            happened = self._bells.wait(until - now)
            now = time.monotonic()
        if now >= self._next_check:
            self._next_check = now + 0.2
            self._check_time(now)

    def give_back(self, cause: str = "") -> None:
        """Return what waits in the queue as not tried."""
        self.queue.extend(self._domains.all())
        for waiting in (self._urgent, self.queue):
            while waiting:
                self.results.append((waiting.popleft(), Verdict(Fate.NOT_TRIED, cause)))

    def close(self) -> None:
        """Give everything back and say good-bye; mails in flight become unknown."""
        self.give_back()
        for session in list(self._sessions):
            self._forget(session)
            session.leave()
        self.give_back()
        self._closed = True
        self._discard_opened()
        self._bells.close()

    # -- connections

    def _open_more(self, now: float) -> None:
        wanted = min(self._connections, self._waiting() + self.flying)
        while self._waiting() and sum(relay.connections for relay in self.relays) < wanted:
            relay = choose(self.relays, self._chance(), now, busy=full_at(self.relays, now))
            if relay is None:
                break
            self._begin_opening(relay)
        if self._wants_spare():
            relay = choose(self.relays, self._chance(), now, busy=full_at(self.relays, now))
            if relay is not None:
                self._begin_opening(relay, spare=True)
        if self._waiting() and not any(relay.connections for relay in self.relays):
            self.give_back(next((relay.cause for relay in self.relays), Cause.NO_RELAY))

    def _wants_spare(self) -> bool:
        busy = sum(relay.connections for relay in self.relays) >= self._connections
        return bool(self._urgent and busy and not (self._idle or self._spare or self._opens_spare))

    def _begin_opening(self, relay: Relay, *, spare: bool = False) -> None:
        relay.connections += 1
        self._opens_spare |= spare
        threading.Thread(target=self._open, args=(relay, spare), daemon=True).start()

    def _open(self, relay: Relay, spare: bool) -> None:
        outcome: Opened | CannotOpen
        try:
            outcome = open_connection(relay.address, self._patience)
        except CannotOpen as refusal:
            outcome = refusal
        self._opened.put((relay, spare, outcome))
        if self._closed:
            self._discard_opened()
        else:
            self.wake()

    def _discard_opened(self) -> None:
        with suppress(queue.Empty):
            while True:
                _, _, outcome = self._opened.get_nowait()
                if isinstance(outcome, Opened):
                    outcome.link.close()

    def _take_opened(self, now: float) -> None:
        with suppress(queue.Empty):
            while True:
                relay, spare, outcome = self._opened.get_nowait()
                self._opens_spare &= not spare
                if isinstance(outcome, Opened):
                    self._add(relay, outcome, now, spare=spare)
                    continue
                relay.connections -= 1
                if any(session.relay is relay for session in self._sessions):
                    # It works for others: it only wants no more of us.
                    relay.enough_until = now + ENOUGH_PAUSE_SECONDS
                else:
                    relay.failed(outcome.cause, now)

    def _add(self, relay: Relay, opened: Opened, now: float, *, spare: bool) -> None:
        done, more = partial(self._done, relay), partial(self._more, relay, spare=spare)
        session = Session(opened, relay, self._patience, done=done, more=more, now=now)
        if spare:
            self._spare = session
        self._sessions.add(session)
        self._idle.append(session)
        self._selector.register(session.link, selectors.EVENT_READ, session)

    def _forget(self, session: Session) -> None:
        if session in self._sessions:
            self._sessions.remove(session)
            session.relay.connections -= 1
        if session is self._spare:
            self._spare = None
        if session in self._idle:
            self._idle.remove(session)
        with suppress(KeyError, ValueError):
            self._selector.unregister(session.link)

    # -- mails

    def _more(self, relay: Relay, *, spare: bool = False) -> Mail | None:
        """Return the next mail whose lease leaves time to send it, if the limits allow."""
        now = time.monotonic()
        while waiting := self._urgent if spare else self._next_queue():
            mail = waiting[0]
            if now >= mail.deadline:
                self.results.append((waiting.popleft(), Verdict(Fate.NOT_TRIED)))
                continue
            limited = bool(relay.purse.rate)
            if limited and not relay.purse.allows(
                self.credits, len(waiting), now, urgent=mail.urgent
            ):
                return None
            waiting.popleft()
            self._overtaken = 0 if waiting is self.queue else self._overtaken + 1
            if self._domains.admit(mail, relay.address.domain_rate, self.credits, now):
                if limited:
                    relay.purse.spend(1, urgent=mail.urgent)
                self.flying += 1
                return mail
            if refusal := self._domains.keep(mail, now):
                self.results.append((mail, refusal))
        return None

    def _next_queue(self) -> deque[Mail]:
        """Return what goes next: what is urgent, and once in a while one of those that it overtakes."""
        if self._urgent and (self._overtaken < MOST_OVERTAKING or not self.queue):
            return self._urgent
        return self.queue

    def _waiting(self) -> int:
        return len(self.queue) + len(self._urgent)

    def _pause(self, timeout: float, now: float) -> float:
        """Return how long to wait at most: credits that come back ring no bell."""
        if not self._waiting():
            return min(timeout, self._domains.wait(now))
        waits = [relay.purse.wait(now, urgent=kind) for relay in self.relays for kind in KINDS]
        return min([timeout, self._domains.wait(now), *filter(None, waits)])

    def _done(self, relay: Relay, mail: Mail, verdict: Verdict) -> None:
        self.flying -= 1
        if verdict.fate in DEFINITE:
            relay.worked(time.monotonic())
        elif verdict.fate is Fate.THROTTLED:
            relay.slowed(time.monotonic())
        if verdict.fate is not Fate.NOT_TRIED:
            self.results.append((mail, verdict))
            return
        mail.tries += 1
        if mail.tries < TRIES or verdict.cause == Cause.RELAY_REFUSES:
            (self._urgent if mail.urgent else self.queue).appendleft(mail)
        else:
            burnt = Verdict(Fate.TEMPORARY, verdict.cause, verdict.status, verdict.supplier)
            self.results.append((mail, burnt))

    def _feed(self, now: float) -> None:
        for session in reversed(self._idle.copy()):
            if not self._waiting():
                return
            if now - session.opened_at > OLDEST_CONNECTION_SECONDS:
                self._forget(session)
                session.leave()
                continue
            mail = self._more(session.relay, spare=session is self._spare)
            if mail is None:
                continue
            self._idle.remove(session)
            try:
                session.start(mail, now)
            except Closed as end:
                self._lost(session, end, now)
            else:
                self._listen(session)

    def _urgent_news(self) -> bool:
        """Whether the latest result is of an urgent mail, which is to be settled at once."""
        return bool(self.results and self.results[-1][0].urgent)

    def _serve_all(self, happened: Sequence[tuple[selectors.SelectorKey, int]], now: float) -> bool:
        """Serve the connections where something happened; return whether that was all."""
        sessions = [(key.data, mask) for key, mask in happened if isinstance(key.data, Session)]
        for session, mask in sessions:
            self._serve(session, mask, now)
        return bool(sessions) and len(sessions) == len(happened)

    def _serve(self, session: Session, mask: int, now: float) -> None:
        try:
            if mask & selectors.EVENT_WRITE:
                session.flush(now)
            if mask & selectors.EVENT_READ:
                session.readable(now)
        except Closed as end:
            self._lost(session, end, now)
        else:
            self._listen(session)
            if session.idle and session not in self._idle:
                self._idle.append(session)

    def _listen(self, session: Session) -> None:
        """Ask for writability only while something waits to be written."""
        wants = bool(session.outbox)
        if session.wants_to_write != wants:
            session.wants_to_write = wants
            events = selectors.EVENT_READ | (selectors.EVENT_WRITE if wants else 0)
            self._selector.modify(session.link, events, session)

    def _lost(self, session: Session, end: Closed, now: float) -> None:
        at_work, relay, reply = not session.idle, session.relay, end.reply
        self._forget(session)
        session.abandon(reply)
        if not at_work:
            # Relays close idle connections, some with a 421: nothing is wrong.
            return
        if reply is not None and reply.code == CLOSING:
            relay.slowed(now)
        elif not any(other.relay is relay for other in self._sessions):
            relay.failed(Cause.RELAY_REFUSES if reply else Cause.BROKEN_CONNECTION, now)

    def _check_time(self, now: float) -> None:
        for session in [one for one in self._sessions if now >= one.deadline]:
            if session.idle:
                self._forget(session)
                session.leave()
            else:
                self._lost(session, Closed(), now)


def full_at(relays: Sequence[Relay], now: float) -> list[Relay]:
    """Return the relays that take no more connections now."""
    return [relay for relay in relays if relay.is_full(now)]
