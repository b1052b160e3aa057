"""All that can happen to the ledger, as moves that Hypothesis puts in any order.

Two dispatchers that claim, send, settle, die and wake; suppliers whose receipts are early, late, doubled and
forged; people who press. After each move the ledger must be whole, at the end everything must have ended.
"""

import json
import uuid
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import NamedTuple
from unittest.mock import patch
from uuid import UUID

from hypothesis import strategies as st
from psycopg import Connection

from belfry.delivery import actions
from belfry.delivery.actions import (
    endpoints_for,
    lift_suppression,
    open_broadcast,
    reconsider,
    retry_failed,
    stop_broadcast,
    suppress,
    withdraw,
    write_envelopes,
)
from belfry.delivery.channels.contract import Fate, Receipt, Verdict
from belfry.delivery.claiming import claim, rows_of, settled_at_once, unwanted_now
from belfry.delivery.inbox import apply_events, take
from belfry.delivery.kinds import EMAIL
from belfry.delivery.leases import reap, renew
from belfry.delivery.line import BorrowedLine, ask
from belfry.delivery.models import Broadcast, Endpoint, Message
from belfry.delivery.policies import outcome_of
from belfry.delivery.settling import News, settle
from belfry.delivery.types import Claimed, Held, Outcome, Recipient
from belfry.delivery.workflow import Cause, Lane, State
from tests.delivery.ledger import notice_message

SUPPLIER, STRANGER = "s1", "s2"
SCOPES = ("network:1", "network:2")
CHANNELS = (EMAIL, "sms", "voice")
FATES = (
    (Fate.ACCEPTED, ""),
    (Fate.ACCEPTED, ""),
    (Fate.BAD_ADDRESS, Cause.UNKNOWN_ADDRESS),
    (Fate.REFUSED, Cause.REFUSED),
    (Fate.TEMPORARY, Cause.TEMPORARY),
    (Fate.THROTTLED, Cause.THROTTLED),
    (Fate.UNKNOWN, Cause.BROKEN_CONNECTION),
    (Fate.NOT_TRIED, Cause.NO_RELAY),
)
TOLD = (State.ACCEPTED, State.FAILED, State.DELIVERED, State.CONFIRMED)
RANK = {
    State.ACCEPTED: 1,
    State.UNKNOWN: 1,
    State.DEAD: 1,
    State.FAILED: 2,
    State.DELIVERED: 3,
    State.CONFIRMED: 4,
}
# Of the world: four mails and two ladders of two; four mails, two of them shared; four mails.
ROWS = 14
# Every ladder is at its end after so many.
ROUNDS = 6
BY_HAND = (State.FAILED, State.DEAD, State.UNKNOWN)
END_LEASES = """
UPDATE delivery_bundle SET lease_until = now() - interval '1 second'
WHERE claim_token IS NOT NULL AND NOT id = ANY(%(held)s::bigint[])
"""
TOKENS = "SELECT id, claim_token FROM delivery_bundle WHERE id = ANY(%(ids)s::bigint[])"
REFERENCES = """
SELECT reference, message_id, endpoint_id::text, channel FROM delivery_reference ORDER BY id
"""
LET_TIME_PASS = "UPDATE delivery_bundle SET not_before = now() WHERE claim_token IS NULL"
# Equal ends are no window; none at all is refused for what rings.
WAKE_ALL = (
    "UPDATE delivery_envelope SET quiet_from = '00:00', quiet_until = '00:00' WHERE state = 'ready'"
)
LEFT = "SELECT DISTINCT channel FROM delivery_bundle ORDER BY 1"
FORGED = ("", "", "", "nobody", f"1-{'0' * 32}-sms", "999999999999999999-x-email")
LOOK = """
SELECT json_build_object(
    'rows', (SELECT json_agg(json_build_array(message_id, endpoint_id, channel, state, supplier)) FROM delivery_envelope),
    'wrong', (SELECT json_agg(t) FROM (
        SELECT broadcast_id, state, cause, sum(n) FROM (
            SELECT broadcast_id, state, cause, count AS n FROM delivery_tally
            UNION ALL SELECT broadcast_id, state, cause, -1 FROM delivery_envelope) AS both_counts
        GROUP BY 1, 2, 3 HAVING sum(n) <> 0) AS t),
    'homeless', (SELECT count(*) FROM delivery_envelope e WHERE state = 'ready' AND NOT EXISTS (
        SELECT 1 FROM delivery_bundle b WHERE b.id = e.bundle_id AND b.message_id = e.message_id
            AND b.broadcast_id = e.broadcast_id AND b.channel = e.channel)),
    'unpaid', (SELECT coalesce(sum(cost), 0) FROM delivery_envelope)
              - (SELECT coalesce(sum(amount), 0) FROM delivery_spending))::text
"""


class Key(NamedTuple):
    """One row of the ledger."""

    message: int
    endpoint: str
    channel: str

    @property
    def reference(self) -> str:
        return f"{self.message}-{self.endpoint.replace('-', '')}-{self.channel}"


Move = tuple[str, tuple[object, ...]]


class Seen(NamedTuple):
    """How a row was when it was last looked at."""

    state: str
    supplier: str


@dataclass
class Hand:
    """A bundle as a dispatcher holds it (`hands.Hand`), and what it sent since its last settling."""

    channel: str
    bundle: Held
    unsent: list[Claimed]
    news: News
    size: int
    plain: bool
    left: bool = False
    sent: list[Key] = field(default_factory=list)

    def key(self, row: Claimed) -> Key:
        return Key(row.bundle.message_id, row.endpoint_id, self.channel)


class World:
    """Three broadcasts of two messages; two ladders; networks that share members."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.start: datetime
        ((self.start,),) = ask(connection, "SELECT now()", {})
        mails = endpoints_for("email", [f"lid{n}@mail.example" for n in range(6)]).values()
        phones = endpoints_for("phone", ["+32470112233", "+32470112244"]).values()
        self.endpoints: list[UUID] = [one.pk for one in (*mails, *phones)]
        ladders = [uuid.uuid4(), uuid.uuid4()]
        alert = [Recipient(one, EMAIL, "nl") for one in self.endpoints[:4]]
        for number, phone in enumerate(self.endpoints[6:]):
            alert.append(Recipient(phone, "sms", "nl", chain=ladders[number], step=1))
            alert.append(Recipient(phone, "voice", "nl", chain=ladders[number], step=2))
        first, second = notice_message(), notice_message()
        with patch.object(actions, "URGENT_BUNDLE", 2):
            self.broadcasts: list[Broadcast] = [
                self._send(first, Lane.URGENT, SCOPES[0], alert),
                self._send(first, Lane.URGENT, SCOPES[1], _to(self.endpoints[2:6])),
                self._send(second, Lane.BULK, SCOPES[0], _to(self.endpoints[:4])),
            ]

    def _send(
        self, message: Message, lane: Lane, scope: str, recipients: list[Recipient]
    ) -> Broadcast:
        broadcast = open_broadcast(
            message,
            uuid.uuid4(),
            lane=lane,
            scope=scope,
            now=self.start,
            expires_at=self.start + timedelta(days=1),
            payer=uuid.uuid4(),
        )
        # The second steps are due by now, the third are not.
        write_envelopes(broadcast, recipients, due=self.start - timedelta(seconds=100))
        return broadcast


def _to(endpoints: list[UUID]) -> list[Recipient]:
    return [Recipient(one, EMAIL, "fr") for one in endpoints]


class Sending:
    """What can happen to the world, and what must be so whatever happens."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.connection = world.connection
        self.now = world.start
        self.hands: list[list[Hand]] = [[], []]
        self.asleep: list[Hand] = []
        self.sends: Counter[Key] = Counter()
        self.excuses: Counter[Key] = Counter()
        # What suppliers told of a row, and what its state must show in the end.
        self.told: dict[Key, set[tuple[str, str]]] = defaultdict(set)
        self.owed: dict[Key, int] = defaultdict(int)
        self.numbers = iter(range(10_000))
        self.seen: dict[Key, Seen] = {}
        # What the move under way may do to rows that are settled.
        self.may_revive = self.may_raise = False

    # -- dispatchers

    def claims(self, who: int, channel: str, most: int) -> None:
        bundles = claim(self.connection, channel, (0, 9), most)
        held = {hand.bundle.id for hands in self.hands for hand in hands}
        assert not held & {bundle.id for bundle in bundles}
        rows = rows_of(self.connection, channel, bundles) if bundles else []
        for bundle in bundles:
            ours = [row for row in rows if row.bundle.id == bundle.id]
            plain = not any(row.cause for row in ours)
            hand = Hand(channel, bundle, ours, News(bundle), len(ours), plain)
            self.hands[who].append(hand)
            for row in ours.copy():
                if outcome := settled_at_once(row):
                    self.tell(hand, row, outcome)
        mine = [hand.key(row) for hands in self.hands for hand in hands for row in hand.unsent]
        assert len(mine) == len(set(mine)), "a row is in two hands"

    def works(self, who: int, channel: str, number: int, how: tuple[Fate, str]) -> None:
        if not any(hand.unsent for hand in self.hands[who]):
            self.claims(who, channel, number)
        self.sends_some(who, number, how)

    def sends_some(self, who: int, number: int, how: tuple[Fate, str]) -> None:
        fate, cause = how
        for hand in self.hands[who]:
            for row in hand.unsent[:number]:
                key, number = hand.key(row), number - 1
                if fate is not Fate.NOT_TRIED:
                    assert self.seen[key].state == State.READY, "a settled row is sent again"
                    self.sends[key] += 1
                    hand.sent.append(key)
                costs = 600 if hand.channel != EMAIL and fate is Fate.ACCEPTED else 0
                reference = f"their-{next(self.numbers)}" if costs else ""
                verdict = Verdict(fate, cause, "", SUPPLIER, reference, cost=costs)
                repeats = hand.channel != "voice"
                self.tell(hand, row, outcome_of(row, verdict, repeats_unknown=repeats))

    def tell(self, hand: Hand, row: Claimed, outcome: Outcome) -> None:
        """Keep an outcome for the next settling, as the dispatcher does."""
        hand.unsent.remove(row)
        news = hand.news
        if outcome.state == State.READY:
            # It is to be sent again.
            self.excuses[hand.key(row)] += hand.key(row) in hand.sent
        if outcome.state == State.READY and outcome.delay is None:
            hand.left = True
        elif outcome.state == State.ACCEPTED and not (outcome.cost or outcome.reference):
            news.supplier = outcome.supplier
            news.accepted.append(row)
        else:
            news.outcomes.append(outcome)

    def settles(self, who: int, twice: bool) -> None:
        for channel in CHANNELS:
            hands = [hand for hand in self.hands[who] if hand.channel == channel]
            if hands:
                told = sum(len(hand.news.accepted) + len(hand.news.outcomes) for hand in hands)
                assert self.settled(channel, hands) == told
                if twice:
                    # The answer to the first was lost.
                    assert self.settled(channel, hands) == 0
            for hand in hands:
                if hand.news.over:
                    self.hands[who].remove(hand)
                hand.news, hand.plain, hand.sent = News(hand.bundle), False, []

    def settled(self, channel: str, hands: list[Hand]) -> int:
        for hand in hands:
            hand.news.over = not hand.unsent
            hand.news.left = hand.left
            hand.news.whole = hand.plain and hand.size > 0
        return settle(self.connection, channel, [hand.news for hand in hands], most=2)

    def gives_back(self, who: int, all_of_it: bool) -> None:
        """Lengthen the leases, look again, and give back what is not wanted any more, or all."""
        bundles = [hand.bundle for hand in self.hands[who]]
        assert renew(self.connection, bundles, lease=30) == {one.id for one in bundles}
        unwanted = unwanted_now(self.connection, bundles)
        for hand in self.hands[who]:
            for row in hand.unsent.copy():
                if all_of_it or (hand.bundle.id, row.endpoint_id) in unwanted:
                    self.tell(hand, row, outcome_of(row, Verdict(Fate.NOT_TRIED)))

    def dies(self, who: int, awakes: bool, reaped: bool) -> None:
        """Die, or sleep past the lease; whoever looks first takes back what was held."""
        for hand in self.hands[who]:
            self.excuses.update(hand.sent)
        if awakes:
            self.asleep += self.hands[who]
        self.hands[who] = []
        if reaped:
            self.reaps()

    def reaps(self) -> None:
        held = [hand.bundle.id for hands in self.hands for hand in hands]
        ask(self.connection, END_LEASES, {"held": held})
        reap(self.connection)

    def zombies_wake_and_settle(self) -> None:
        asleep, self.asleep = self.asleep, []
        ids = [hand.bundle.id for hand in asleep]
        tokens = dict(ask(self.connection, TOKENS, {"ids": ids})) if asleep else {}
        for hand in asleep:
            told = len(hand.news.accepted) + len(hand.news.outcomes)
            # A lease that ran out is theirs until somebody else takes it.
            ours = tokens.get(hand.bundle.id) == hand.bundle.token
            assert self.settled(hand.channel, [hand]) == (told if ours else 0)

    # -- suppliers

    def a_receipt_comes(
        self, place: int, state: State, by: str, doubled: bool, forged: str
    ) -> None:
        key = sorted(self.seen)[place % len(self.seen)]
        told = Receipt(f"key-{next(self.numbers)}", state, forged or key.reference)
        if not forged:
            self.note(key, by, state)
        for _ in range(2 if doubled else 1):
            take(key.channel, by, [told], now=self.now)

    def a_receipt_names_it_as_they_do(self, place: int, state: State, cost: int | None) -> None:
        rows = ask(self.connection, REFERENCES, {})
        if rows:
            theirs, *row = rows[place % len(rows)]
            key = Key(*row)
            self.note(key, SUPPLIER, state)
            receipt = Receipt(f"key-{next(self.numbers)}", state, "", theirs, cost=cost)
            take(key.channel, SUPPLIER, [receipt], now=self.now)

    def note(self, key: Key, by: str, state: State) -> None:
        self.told[key].add((by, state))
        if by == SUPPLIER:
            self.owed[key] = max(self.owed[key], RANK[state])

    def receipts_are_applied(self, later: int) -> None:
        self.may_raise = True
        self.now += timedelta(seconds=later)
        apply_events(BorrowedLine(), now=self.now)

    # -- people

    def somebody_presses(self, which: int, press: str) -> None:
        broadcast = self.world.broadcasts[which]
        if press == "again":
            self.may_revive = True
            retry_failed(broadcast, now=self.world.start)
        elif press == "stop":
            stop_broadcast(broadcast, now=self.now)
        else:
            Broadcast.objects.filter(pk=broadcast.pk).update(expires_at=self.world.start)

    def somebody_wants(self, place: int, scope: str, wish: str) -> None:
        one = self.world.endpoints[place]
        match wish:
            case "nothing":
                suppress(one, scope, now=self.now)
            case "all again":
                lift_suppression(one, scope)
                reconsider([one], quiet_from=time(0), quiet_until=time(0))
            case "to leave":
                withdraw([one], scope, now=self.now)
            case "to be forgotten":
                withdraw([one], "*", now=self.now)
                Endpoint.objects.filter(pk=one).delete()
            case _:
                reconsider([one], quiet_from=time(0), quiet_until=time(23, 59))

    def time_passes(self) -> None:
        ask(self.connection, LET_TIME_PASS, {})

    # -- what must be so

    def look(self) -> None:
        """Judge the whole ledger, and what became of its rows since the last look."""
        ((text,),) = ask(self.connection, LOOK, {})
        found = json.loads(text)
        assert found["wrong"] is None, "a tally differs from its rows"
        assert found["homeless"] == 0, "a row waits in no bundle"
        assert found["unpaid"] == 0, "what rows cost differs from what was spent"
        rows = {Key(*row[:3]): Seen(*row[3:]) for row in found["rows"]}
        assert len(rows) == ROWS
        for key, was in self.seen.items():
            if was.state not in {State.READY, rows[key].state}:
                self.check_move(key, was, rows[key])
        self.seen = rows
        self.may_revive = self.may_raise = False

    def check_move(self, key: Key, was: Seen, now: Seen) -> None:
        """Judge the change of a row that was settled."""
        if now.state == State.READY:
            assert self.may_revive
            assert was.state in BY_HAND
            # Somebody asked for another copy; what was told of the last one is done with.
            self.excuses[key] += 1
            self.owed[key] = 0
            return
        assert self.may_raise
        assert RANK[State(now.state)] > RANK[State(was.state)]
        known = {SUPPLIER} if was.supplier else {SUPPLIER, STRANGER}
        assert {by for by, state in self.told[key] if state == now.state} & known

    def end(self) -> None:
        """Let everybody die, and one more send what is left: then nothing waits, and nobody was forgotten."""
        for who in (0, 1):
            self.dies(who, awakes=False, reaped=False)
        self.reaps()
        self.look()
        ask(self.connection, WAKE_ALL, {})
        for _ in range(ROUNDS):
            left = ask(self.connection, LEFT, {})
            if not left:
                break
            self.time_passes()
            for (channel,) in left:
                self.claims(0, channel, ROWS)
            self.sends_some(0, ROWS, FATES[0])
            self.settles(0, twice=False)
            self.look()
        self.now += timedelta(hours=2)
        self.receipts_are_applied(later=0)
        self.look()
        assert not ask(self.connection, LEFT, {}), "a bundle is left"
        for key, seen in self.seen.items():
            assert seen.state != State.READY
            assert self.sends[key] <= 1 + self.excuses[key], "sent once too often"
            rank = RANK.get(State(seen.state))
            assert rank is None or rank >= self.owed[key], "a receipt was lost"


def _move(name: str, *details: st.SearchStrategy[object]) -> st.SearchStrategy[Move]:
    return st.tuples(st.just(name), st.tuples(*details))


WHO = st.integers(0, 1)
YES_OR_NO = st.booleans()
WORK = _move(
    "works", WHO, st.sampled_from((EMAIL, *CHANNELS)), st.integers(1, 6), st.sampled_from(FATES)
)
SETTLE = _move("settles", WHO, YES_OR_NO)
# What is there more than once happens more often.
MOVES = st.one_of(
    WORK,
    WORK,
    WORK,
    _move("claims", WHO, st.sampled_from(CHANNELS), st.integers(1, 3)),
    SETTLE,
    SETTLE,
    _move("gives_back", WHO, YES_OR_NO),
    _move("dies", WHO, YES_OR_NO, YES_OR_NO),
    _move("reaps"),
    _move("zombies_wake_and_settle"),
    _move("time_passes"),
    _move(
        "a_receipt_comes",
        st.integers(0, ROWS - 1),
        st.sampled_from(TOLD),
        st.sampled_from((SUPPLIER, SUPPLIER, STRANGER)),
        YES_OR_NO,
        st.sampled_from(FORGED),
    ),
    _move(
        "a_receipt_names_it_as_they_do",
        st.integers(0, 3),
        st.sampled_from(TOLD),
        st.sampled_from((None, 500)),
    ),
    _move("receipts_are_applied", st.integers(0, 2)),
    _move(
        "somebody_presses", st.integers(0, 2), st.sampled_from(("again", "again", "stop", "late"))
    ),
    _move(
        "somebody_wants",
        st.integers(0, 7),
        st.sampled_from((*SCOPES, "*", "sms:*")),
        st.sampled_from(("nothing", "all again", "to leave", "to be forgotten", "quiet")),
    ),
)
