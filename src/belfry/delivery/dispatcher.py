"""The dispatcher: claims rows, has them carried, settles what became of them. One thread, one loop."""

import json
import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

import psycopg
from psycopg import Connection

from belfry.delivery.channels.email.carrier import Carrier
from belfry.delivery.channels.email.mail import Mail
from belfry.delivery.claiming import LEASE_SECONDS, MOST_CRASHES, claim, quiet_ones
from belfry.delivery.line import Line, ask
from belfry.delivery.mailing import MailRoom
from belfry.delivery.policies import outcome_of
from belfry.delivery.settling import reap, renew, settle
from belfry.delivery.types import Claimed, Outcome
from belfry.delivery.workflow import Lane

logger = logging.getLogger(__name__)

NEVER: Final = float("inf")
LAST_LANE: Final = 9
POLL_SECONDS: Final = 1.0
SETTLE_ROWS: Final = 500
SETTLE_SECONDS: Final = 0.1
HOUSE_SECONDS: Final = 5.0
GRACE_SECONDS: Final = 25.0
DATABASE_PAUSE_SECONDS: Final = 0.3
# Below this share of its lease left, a mail's sending does not begin any more.
SPENT: Final = 2 / 3
# A claim should hold about a second's work: a stop is then obeyed within two, and a slow relay does
# not keep rows from the other dispatchers.
BRISK_SECONDS, SLUGGISH_SECONDS = 0.5, 1.5
BEAT: Final = """
INSERT INTO delivery_heartbeat (name, beat_at, started_at, relays)
VALUES (%(name)s, now(), now(), %(relays)s)
ON CONFLICT (name) DO UPDATE SET beat_at = now(), relays = excluded.relays
"""
FORGET_SILENT: Final = "DELETE FROM delivery_heartbeat WHERE beat_at < now() - interval '1 day'"
SAY_GOOD_BYE: Final = "DELETE FROM delivery_heartbeat WHERE name = %(name)s"


@dataclass(slots=True)
class Share:
    """Rows that are claimed together: which, how many at a time, and when to look next."""

    lanes: tuple[int, int]
    crashes: tuple[int, int]
    most: int
    least: int
    # More is claimed when no more than this is held.
    low: int
    # Whether each outcome is settled at once, not together with others.
    prompt: bool = True
    size: int = field(init=False)
    held: int = 0
    look_at: float = 0.0
    claimed_at: float = 0.0

    def __post_init__(self) -> None:
        self.size = self.least

    def adapt(self, now: float) -> None:
        """Fit the size of the next claim to how long the last one lasted."""
        lasted = now - self.claimed_at
        if lasted < BRISK_SECONDS:
            self.size = min(self.size * 2, self.most)
        elif lasted > SLUGGISH_SECONDS:
            self.size = max(self.size // 2, self.least)


def _shares() -> tuple[Share, ...]:
    """Return the shares in the order in which they are served.

    A dispatcher that is killed takes all that it held down with it. Rows that went through this once
    go in small company and then alone, so that only the one that kills its senders is given up.
    """
    urgent, others = (Lane.URGENT, Lane.PERSONAL), (Lane.POLICE, LAST_LANE)
    return (
        Share(urgent, (0, 1), most=20, least=20, low=10),
        Share(others, (0, 0), most=500, least=50, low=50, prompt=False),
        Share(others, (1, 1), most=20, least=20, low=10),
        Share((Lane.URGENT, LAST_LANE), (2, MOST_CRASHES), most=1, least=1, low=0),
    )


@dataclass(slots=True)
class Batch:
    """One claim at work: its mails, how many have no outcome yet, and when its lease was renewed."""

    share: Share
    mails: list[Mail]
    open: int
    renewed_at: float


class Dispatcher:
    """Run it with `run`, end it with `stop` (safe in a signal handler).

    `now` given plays a moment of the past: rows due then are sent and settled as of then.
    """

    def __init__(
        self,
        name: str,
        line: Line,
        carrier: Carrier,
        room: MailRoom,
        *,
        lease: float = LEASE_SECONDS,
        now: datetime | None = None,
    ) -> None:
        """Start with nothing in hand."""
        self.name = name
        self.line = line
        self.carrier = carrier
        self.room = room
        self.lease = lease
        self.now = now
        self.shares = _shares()
        self.stopping = False
        self._batches: dict[int, Batch] = {}
        self._news: list[Outcome] = []
        self._settle_at = NEVER
        self._house_at = 0.0
        self._rest_until = 0.0
        self._listening: int | None = None

    # -- running

    def run(self) -> None:
        """Work until `stop`, then finish what is in flight (at most 25 s) and give back the rest."""
        while not self.stopping:
            self._round()
        self.carrier.give_back()
        deadline = time.monotonic() + GRACE_SECONDS
        while self._at_work() and time.monotonic() < deadline:
            self._round()
            self.carrier.give_back()
        self.carrier.close()
        self._collect()
        self._try(self._last_words)
        self._end_line()

    def run_until_idle(self) -> None:
        """Work until nothing is due and nothing is in hand; raise psycopg.Error."""
        idle = False
        while not idle:
            self.carrier.step(0.05 if self._at_work() else 0)
            self._collect()
            self._settle()
            taken = [self._claim(share, time.monotonic()) for share in self.shares]
            idle = not any(taken) and not self._at_work()
        self.carrier.close()
        self._end_line()

    def stop(self) -> None:
        """End `run` soon; safe in a signal handler."""
        self.stopping = True
        self.carrier.wake()

    def _round(self) -> None:
        now = time.monotonic()
        self.carrier.step(self._pause(now))
        self._collect()
        if time.monotonic() >= self._rest_until:
            self._try(self._keep_ledger)

    def _pause(self, now: float) -> float:
        """Return how long nothing needs to be done unless the doorbell or a relay rings."""
        if now < self._rest_until:
            return self._rest_until - now
        if self.line.is_ringing():
            return 0.0
        looks = [
            share.look_at for share in self.shares if share.held <= share.low and not self.stopping
        ]
        return max(0.0, min([self._settle_at, self._house_at, *looks]) - now)

    def _at_work(self) -> bool:
        return bool(self._batches or self._news)

    def _try(self, work: Callable[[], None]) -> None:
        """Do something with the database; if that fails, keep everything and try again soon."""
        try:
            work()
        except (psycopg.OperationalError, psycopg.InterfaceError) as error:
            # The class tells what happened; the text may hold the values of a row.
            logger.warning("The database does not answer (%s).", type(error).__name__)
            self._rest_until = time.monotonic() + DATABASE_PAUSE_SECONDS
            if self.line.is_dead():
                self._end_line()

    def _end_line(self) -> None:
        if self._listening is not None:
            self.carrier.forget_bell(self._listening)
            self._listening = None
        self.line.hang_up()

    # -- the ledger

    def _keep_ledger(self) -> None:
        connection = self._listen()
        now = time.monotonic()
        if now >= self._settle_at:
            self._settle()
        if not self.stopping:
            for share in self.shares:
                if share.held <= share.low and now >= share.look_at:
                    self._claim(share, now)
        if now >= self._house_at:
            self._keep_house(connection, now)

    def _listen(self) -> Connection:
        """Return the connection, its doorbell heard."""
        connection = self.line.connection()
        if self._listening is None:
            self._listening = connection.fileno()
            self.carrier.add_bell(self._listening)
        if self.line.rang():
            for share in self.shares:
                share.look_at = 0.0
        return connection

    def _claim(self, share: Share, now: float) -> bool:
        """Claim for a share; return whether there was anything due."""
        connection = self.line.connection()
        share.adapt(now)
        rows, found = claim(
            connection,
            share.lanes,
            share.size,
            crashes=share.crashes,
            now=self.now,
            lease=self.lease,
        )
        # A full hand means that there is more; else the doorbell or the next poll tells.
        full = len(rows) == share.size and not self.carrier.rest()
        share.look_at = 0.0 if full else now + POLL_SECONDS
        share.claimed_at = now
        if rows:
            # Should this fail, the rows come back when their lease runs out.
            self.room.fetch(connection, rows)
            self._take(share, rows, now)
        elif not found and not self._batches:
            self.room.forget()
        return found

    def _take(self, share: Share, rows: Sequence[Claimed], now: float) -> None:
        share.held += len(rows)
        self._batches[rows[0].token] = batch = Batch(share, [], len(rows), now)
        if quiet := quiet_ones(rows):
            self._tell(quiet)
            resting = {outcome.row for outcome in quiet}
            rows = [row for row in rows if row not in resting]
        mails, hopeless = self.room.write(rows, deadline=now + self.lease * SPENT)
        batch.mails = mails
        self._tell(hopeless)
        self.carrier.offer(mails, first=share.prompt)

    def _collect(self) -> None:
        """Turn the carrier's verdicts into outcomes."""
        results, self.carrier.results = self.carrier.results, []
        if not results:
            return
        rest, outcomes = self.carrier.rest(), []
        for mail, verdict in results:
            assert isinstance(mail.key, Claimed)
            outcomes.append(outcome_of(mail.key, verdict, relay_rest=rest))
        self._tell(outcomes)

    def _tell(self, outcomes: Sequence[Outcome]) -> None:
        """Keep outcomes for the next settling: at once for urgent lanes, else together with others."""
        if not outcomes:
            return
        now = time.monotonic()
        if not self._news:
            self._settle_at = now + SETTLE_SECONDS
        self._news += outcomes
        for outcome in outcomes:
            batch = self._batches[outcome.row.token]
            batch.open -= 1
            batch.share.held -= 1
            if batch.share.prompt:
                self._settle_at = 0.0
            if not batch.open:
                del self._batches[outcome.row.token]
        if len(self._news) >= SETTLE_ROWS or not self._batches:
            # Nothing more is under way that would be worth waiting for.
            self._settle_at = 0.0

    def _settle(self) -> None:
        if not self._news:
            return
        held = settle(self.line.connection(), self._news, now=self.now)
        if held < len(self._news):
            # We slept past our lease; whoever has the rows now answers for them.
            logger.warning("%d rows were no longer ours to settle.", len(self._news) - held)
        self._news = []
        self._settle_at = NEVER

    def _keep_house(self, connection: Connection, now: float) -> None:
        self._house_at = now + min(HOUSE_SECONDS, self.lease / 6)
        if reaped := reap(connection):
            logger.warning("%d rows came back from dispatchers that died.", reaped)
        old = {
            token: batch
            for token, batch in self._batches.items()
            if now - batch.renewed_at > self.lease / 3
        }
        if old:
            kept = renew(connection, old, lease=self.lease)
            for token, batch in old.items():
                batch.renewed_at = now
                for mail in batch.mails:
                    mail.deadline = now + self.lease * SPENT if token in kept else 0.0
        relays = json.dumps(self.carrier.condition())
        ask(connection, BEAT, {"name": self.name, "relays": relays})
        ask(connection, FORGET_SILENT, {})

    def _last_words(self) -> None:
        self._settle()
        ask(self.line.connection(), SAY_GOOD_BYE, {"name": self.name})
