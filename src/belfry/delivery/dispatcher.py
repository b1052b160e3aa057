"""The dispatcher of one channel: claims bundles, has them carried, settles what became of each row."""

import logging
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Final

import psycopg
from django.utils import timezone
from psycopg import Connection

from belfry.delivery.channels.contract import Channel, Fate, Verdict
from belfry.delivery.claiming import (
    LEASE_SECONDS,
    claim,
    rows_of,
    settled_at_once,
    unwanted_now,
)
from belfry.delivery.hands import SETTLE_SECONDS, Hand, Share, shares
from belfry.delivery.heartbeat import beat, say_good_bye
from belfry.delivery.inbox import take_on
from belfry.delivery.leases import reap, renew
from belfry.delivery.limits import LedgerCredits
from belfry.delivery.line import Line
from belfry.delivery.policies import outcome_of
from belfry.delivery.room import WritingRoom
from belfry.delivery.settling import News, settle
from belfry.delivery.types import Claimed, Held, Outcome
from belfry.delivery.workflow import State

logger = logging.getLogger(__name__)

NEVER: Final = float("inf")
POLL_SECONDS: Final = 1.0
# So many outcomes are kept in memory at most; should we die, their rows are sent twice.
SETTLE_ROWS: Final = 500
# So many rows of bundles that are done are settled together: that costs a third of settling a part.
SETTLE_DONE_ROWS: Final = 300
HOUSE_SECONDS: Final = 5.0
LISTEN_SECONDS: Final = 0.005
# What is held longer than this is looked at again before it goes out.
SECOND_LOOK_SECONDS: Final = 1.0
GRACE_SECONDS: Final = 25.0
DATABASE_PAUSE_SECONDS: Final = 0.3
# Below this share of its lease left, a parcel's sending does not begin any more.
SPENT: Final = 2 / 3


class Dispatcher:
    """Run it with `run`, end it with `stop` (safe in a signal handler).

    `now` given plays a moment of the past: rows due then are sent and settled as of then.
    """

    def __init__(
        self,
        name: str,
        channel: Channel,
        line: Line,
        *,
        lease: float = LEASE_SECONDS,
        now: datetime | None = None,
    ) -> None:
        """Start with nothing in hand; raise ImproperlyConfigured."""
        self.name = f"{name}/{channel.name}"[:80]
        self.channel = channel
        self.line = line
        self.carrier = channel.open_carrier()
        self.carrier.credits = LedgerCredits(line)
        self.room = WritingRoom(channel)
        self.lease = lease
        self.now = now
        self.shares = shares()
        self.stopping = False
        self._hands: dict[int, Hand] = {}
        self._changed: dict[int, Hand] = {}
        self._unsettled = self._unsettled_done = 0
        self._settle_at = NEVER
        self._house_at = self._second_look_at = self._listened_at = 0.0
        self._rest_until = 0.0
        self._listening: int | None = None

    # -- running

    def run(self) -> None:
        """Work until `stop`, then finish what is in flight (at most 25 s) and give back the rest."""
        while not self.stopping:
            self._round()
        self.carrier.give_back()
        deadline = time.monotonic() + GRACE_SECONDS
        while self._hands and time.monotonic() < deadline:
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
            self.carrier.step(0.05 if self._hands else 0)
            self._collect()
            self._settle()
            hungry = [share for share in self.shares if share.held <= share.low]
            taken = [self._claim(share, time.monotonic()) for share in hungry]
            idle = not any(taken) and not self._hands
        self._keep_events(self.line.connection())
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
        """Return how long nothing needs to be done unless the doorbell or a supplier rings."""
        if now < self._rest_until:
            return self._rest_until - now
        if self.line.is_ringing():
            return 0.0
        looks = [
            share.look_at for share in self.shares if share.held <= share.low and not self.stopping
        ]
        if self._hands:
            looks.append(self._second_look_at)
        return max(0.0, min([self._settle_at, self._house_at, *looks]) - now)

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
                self._doubt_hands()

    def _doubt_hands(self) -> None:
        """Let bundles in hand wait again at their end: a standby may have missed what was settled last."""
        for hand in (*self._hands.values(), *self._changed.values()):
            hand.left = hand.news.left = True

    def _end_line(self) -> None:
        if self._listening is not None:
            self.carrier.forget_bell(self._listening)
            self._listening = None
        self.line.hang_up()

    # -- the ledger

    def _keep_ledger(self) -> None:
        now = time.monotonic()
        connection = self._listen(now)
        if now >= self._house_at:
            self._keep_house(connection, now)
        if now >= self._settle_at:
            self._settle(everything=False)
        if self.carrier.events:
            self._keep_events(connection)
        if not self.stopping:
            for share in self.shares:
                if share.held <= share.low and now >= share.look_at:
                    self._claim(share, now)
        if now >= self._second_look_at:
            self._look_again(connection, now)

    def _listen(self, now: float) -> Connection:
        """Return the connection, its doorbell heard, if there was time to ring since last."""
        connection = self.line.connection()
        if self._listening is None:
            self._listening = connection.fileno()
            self.carrier.add_bell(self._listening)
        if now - self._listened_at < LISTEN_SECONDS:
            return connection
        self._listened_at = now
        if self.line.rang():
            for share in self.shares:
                share.look_again()
        return connection

    def _claim(self, share: Share, now: float) -> bool:
        """Claim for a share; return whether there was anything due."""
        connection = self.line.connection()
        share.adapt(now)
        bundles = self._bundles(connection, share, now)
        # A full hand means that there is more; else the doorbell or the next poll tells.
        full = len(bundles) == share.size and not self.carrier.rest()
        share.look_at = 0.0 if full else now + POLL_SECONDS
        share.claimed_at = now
        if bundles:
            # Should this fail, the rows come back when their lease runs out.
            self.room.fetch(connection, {bundle.message_id for bundle in bundles})
            self._take(share, bundles, rows_of(connection, self.channel.name, bundles), now)
        elif not self._hands:
            self.room.forget()
        return bool(bundles)

    def _bundles(self, connection: Connection, share: Share, now: float) -> list[Held]:
        if share.turns is None:
            return self._claimed(connection, share, share.lanes)
        for lane in share.turns.order(now):
            if bundles := self._claimed(connection, share, (lane, lane)):
                share.turns.served(lane)
                return bundles
            share.turns.empty(lane, now + POLL_SECONDS)
        return []

    def _claimed(self, connection: Connection, share: Share, lanes: tuple[int, int]) -> list[Held]:
        return claim(
            connection,
            self.channel.name,
            lanes,
            share.size,
            crashes=share.crashes,
            now=self.now,
            lease=self.lease,
        )

    def _take(
        self, share: Share, bundles: Sequence[Held], rows: Sequence[Claimed], now: float
    ) -> None:
        for bundle in bundles:
            self._hands[bundle.id] = Hand(share, bundle, 0, 0, now, now, News(bundle))
        to_send, outcomes = [], []
        for row in rows:
            hand = self._hands[row.bundle.id]
            hand.size += 1
            hand.open += 1
            hand.plain = hand.plain and not row.cause
            outcome = settled_at_once(row) if row.verdict or row.quiet_from is not None else None
            if outcome is None:
                to_send.append(row)
            else:
                outcomes.append(outcome)
        share.held += len(rows)
        parcels, hopeless = self.room.write(to_send, deadline=now + self.lease * SPENT)
        for parcel in parcels:
            self._hands[parcel.key.bundle.id].parcels.append(parcel)
        for hand in [self._hands[bundle.id] for bundle in bundles]:
            if not hand.size:
                # All of its rows were settled while it waited.
                self._over(hand)
        self._tell([*outcomes, *hopeless], now)
        self.carrier.offer(parcels, first=share.prompt)

    def _collect(self) -> None:
        """Turn the carrier's verdicts into outcomes."""
        results, self.carrier.results = self.carrier.results, []
        if not results:
            return
        rest, outcomes, now = self.carrier.rest(), [], time.monotonic()
        for parcel, verdict in results:
            row = parcel.key
            assert isinstance(row, Claimed)
            if verdict.fate is Fate.ACCEPTED and not (verdict.cost or verdict.reference):
                self._accept(row, verdict, now)
            else:
                repeats = self.channel.repeats_unknown
                outcomes.append(outcome_of(row, verdict, rest=rest, repeats_unknown=repeats))
        self._tell(outcomes, now)

    def _accept(self, row: Claimed, verdict: Verdict, now: float) -> None:
        """Note a row that was simply accepted: nearly all are."""
        hand = self._hands[row.bundle.id]
        news = hand.news
        if not news.accepted:
            news.supplier = verdict.supplier
        if news.supplier == verdict.supplier:
            news.accepted.append(row)
        else:
            news.outcomes.append(Outcome(row, State.ACCEPTED, supplier=verdict.supplier))
        self._note(hand, now)

    def _tell(self, outcomes: Iterable[Outcome], now: float) -> None:
        """Keep outcomes for the next settling."""
        for outcome in outcomes:
            hand = self._hands[outcome.row.bundle.id]
            if outcome.state == State.READY and outcome.delay is None:
                hand.left = True
            else:
                hand.news.outcomes.append(outcome)
            self._note(hand, now)
        self._plan_settling(now)

    def _note(self, hand: Hand, now: float) -> None:
        hand.open -= 1
        hand.share.held -= 1
        self._unsettled += 1
        if hand.bundle.id not in self._changed:
            hand.changed_at = now
            self._changed[hand.bundle.id] = hand
        if not hand.open:
            self._over(hand)

    def _over(self, hand: Hand) -> None:
        """End the bundle with the next settling: none of its rows is in hand any more."""
        self._changed[hand.bundle.id] = hand
        hand.news.over, hand.news.left = True, hand.left
        hand.news.whole = hand.plain and hand.size > 0
        self._unsettled_done += hand.size
        del self._hands[hand.bundle.id]

    def _plan_settling(self, now: float) -> None:
        """Settle at once for urgent lanes and when nothing more is under way; else with others."""
        if not self._changed:
            return
        if (
            self._unsettled >= SETTLE_ROWS
            or self._unsettled_done >= SETTLE_DONE_ROWS
            or not self._hands
            or any(hand.share.prompt for hand in self._changed.values())
        ):
            self._settle_at = 0.0
        elif self._settle_at == NEVER:
            self._settle_at = now + SETTLE_SECONDS

    def _settle(self, *, everything: bool = True) -> None:
        """Write down what became of rows; unless of everything, bundles that go fast are left to be done."""
        now = time.monotonic()
        everything |= self._unsettled >= SETTLE_ROWS
        hands = [one for one in self._changed.values() if everything or one.is_ripe(now)]
        if not hands:
            return
        told = sum(hand.news.number for hand in hands)
        held = settle(
            self.line.connection(),
            self.channel.name,
            [hand.news for hand in hands],
            now=self.now,
            most=self.channel.bundle,
        )
        if held < told:
            # We slept past our lease; whoever has the rows now answers for them.
            logger.warning("%d rows were no longer ours to settle.", told - held)
        for hand in hands:
            hand.news = News(hand.bundle)
            hand.plain = False
            del self._changed[hand.bundle.id]
        self._unsettled = sum(hand.news.number for hand in self._changed.values())
        self._unsettled_done = 0
        oldest = next(iter(self._changed.values()), None)
        self._settle_at = oldest.changed_at + SETTLE_SECONDS if oldest else NEVER

    def _keep_events(self, connection: Connection) -> None:
        """Put what suppliers told over their own connections into the inbox."""
        events = list(self.carrier.events)
        take_on(connection, self.channel.name, events, now=timezone.now())
        self.carrier.events_kept(len(events))

    def _look_again(self, connection: Connection, now: float) -> None:
        """Leave out what was stopped or withdrawn since it was claimed."""
        self._second_look_at = now + SECOND_LOOK_SECONDS
        old = [hand for hand in self._hands.values() if now - hand.taken_at >= SECOND_LOOK_SECONDS]
        if not old:
            return
        unwanted = unwanted_now(connection, [hand.bundle for hand in old])
        if unwanted:
            for hand in old:
                for parcel in hand.parcels:
                    assert isinstance(parcel.key, Claimed)
                    if (hand.bundle.id, parcel.key.endpoint_id) in unwanted:
                        parcel.deadline = 0.0

    def _keep_house(self, connection: Connection, now: float) -> None:
        self._house_at = now + min(HOUSE_SECONDS, self.lease / 6)
        # Those that wait to be settled, too: until then their rows are nobody else's.
        held = (self._hands | self._changed).values()
        if old := [hand for hand in held if now - hand.renewed_at > self.lease / 3]:
            kept = renew(connection, [hand.bundle for hand in old], lease=self.lease)
            for hand in old:
                hand.renewed_at = now
                for parcel in hand.parcels:
                    if hand.bundle.id not in kept:
                        parcel.deadline = 0.0
                    elif parcel.deadline:
                        parcel.deadline = now + self.lease * SPENT
        beat(connection, self.name, self.channel.name, self.carrier)
        if reaped := reap(connection):
            logger.warning("%d rows came back from dispatchers that died.", reaped)

    def _last_words(self) -> None:
        self._settle()
        self._keep_events(self.line.connection())
        say_good_bye(self.line.connection(), self.name)
