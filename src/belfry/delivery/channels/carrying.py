"""Carries parcels to suppliers that are asked with blocking calls, each from threads of its own."""

import queue
import random
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Final

from belfry.delivery.channels.bells import Bells
from belfry.delivery.channels.contract import (
    Carried,
    Credits,
    Fate,
    Inbound,
    Parcel,
    Receipt,
    Verdict,
)
from belfry.delivery.channels.desks import NOBODY, Batch, Desk, Item, Supplier, Word
from belfry.delivery.channels.suppliers import LONGEST_PAUSE_SECONDS, choose
from belfry.delivery.policies import is_urgent
from belfry.delivery.workflow import Cause

# What a channel needs from here; the rest of `desks` is between us.
__all__ = ["Supplier", "SupplierCarrier"]

# What one supplier could not take goes to another one, so often.
TRIES: Final = 3
# After so many urgent parcels one of the others goes, so that they never stand still.
URGENT_IN_A_ROW: Final = 49
# Suppliers have time limits of their own; this catches those that forgot.
PATIENCE_SECONDS: Final = 60.0
FAREWELL_SECONDS: Final = 2.0


@dataclass(slots=True)
class _Line:
    """Parcels that wait for the same suppliers."""

    desks: Sequence[Desk]
    waiting: dict[bool, deque[Item]] = field(
        default_factory=lambda: {True: deque(), False: deque()}
    )
    urgent_in_a_row: int = 0


class SupplierCarrier:
    """A `contract.Carrier` for suppliers that block. Each has threads of its own and blocks no other."""

    def __init__(
        self,
        channel: str,
        suppliers: Sequence[Supplier],
        *,
        home: Callable[[Parcel], str] | None = None,
        patience: float = PATIENCE_SECONDS,
        chance: Callable[[], float] = random.random,
    ) -> None:
        """Take the channel's name (for the names of its limits) and the suppliers, opened at once.

        With `home`, a parcel goes to the supplier of that name and to no other, and waits in a line of its
        own: where one rests, its parcels come back throttled for as long. A call that says nothing for
        `patience` seconds is given up: what it had begun is unknown.
        """
        self.results: list[tuple[Carried, Verdict]] = []
        self.events: list[tuple[str, Receipt | Inbound]] = []
        self.credits: Credits | None = None
        self._patience = patience
        self._chance = chance
        self._bells = Bells()
        self._words: queue.SimpleQueue[Word] = queue.SimpleQueue()
        self._home = home
        self._desks = [Desk(channel, supplier, self._tell) for supplier in suppliers]
        self._lines = (
            {desk.name: _Line([desk]) for desk in self._desks} if home else {"": _Line(self._desks)}
        )

    # -- for the dispatcher

    def offer(self, parcels: Iterable[Carried], *, first: bool = False) -> None:
        """Take parcels; `first` puts them before those that wait."""
        fresh = []
        for parcel in parcels:
            assert isinstance(parcel, Parcel)
            fresh.append(Item(parcel))
        for item in reversed(fresh) if first else fresh:
            self._queue(item, first=first)

    def step(self, timeout: float) -> None:
        """Carry on for one round, waiting at most `timeout` seconds for something to happen."""
        self._hear()
        self._assign()
        self._bells.wait(0 if self.results else self._pause(timeout))
        self._hear()
        self._look_after_hung(time.monotonic())
        for desk in self._desks:
            self.events += [(desk.name, event) for event in desk.events()]

    def rest(self) -> float:
        """Return the seconds until a supplier may be tried: 0 when one may be now."""
        now = time.monotonic()
        until = (desk.resting_until for desk in self._desks)
        return max(0.0, min(until, default=now + LONGEST_PAUSE_SECONDS) - now)

    def condition(self) -> Mapping[str, str]:
        """Return {supplier: why it rests}, empty when it works."""
        return {desk.name: desk.cause for desk in self._desks}

    def weights(self) -> Mapping[str, int]:
        """Return {supplier: its weight now, 0 to 100}."""
        return {desk.name: desk.weight for desk in self._desks}

    def events_kept(self, number: int) -> None:
        """Take the first `number` off `events`: they are stored, and whoever told them may forget them."""
        kept = Counter(name for name, _ in self.events[:number])
        del self.events[:number]
        for desk in self._desks:
            desk.kept(kept[desk.name])

    def add_bell(self, fileno: int) -> None:
        """Make a `step` that waits return when something can be read there."""
        self._bells.add(fileno)

    def forget_bell(self, fileno: int) -> None:
        """Undo `add_bell`, before the file is closed."""
        self._bells.forget(fileno)

    def wake(self) -> None:
        """Make a `step` that waits return; safe from signal handlers and other threads."""
        self._bells.ring()

    def give_back(self, cause: str = "") -> None:
        """Return what waits, in the queue or untaken in a batch, as not tried."""
        items: list[Item] = []
        for line in self._lines.values():
            for waiting in line.waiting.values():
                items += waiting
                waiting.clear()
        for desk in self._desks:
            for batch in desk.flying:
                items += batch.recall()
        self.results += [(item.parcel, Verdict(Fate.NOT_TRIED, cause)) for item in items]

    def close(self) -> None:
        """Give everything back; what is under way becomes unknown. No supplier is waited for longer than 2 s."""
        self.give_back()
        for desk in self._desks:
            for batch in desk.flying:
                self._cut_off(desk, batch)
        # No batch tells anything any more: this hears the last words.
        self._hear()
        self.give_back()
        leaving = [desk.leave() for desk in self._desks]
        deadline = time.monotonic() + FAREWELL_SECONDS
        for thread in leaving:
            thread.join(max(0.0, deadline - time.monotonic()))
        self._bells.close()

    # -- what the threads tell

    def _tell(self, word: Word | None) -> None:
        if word:
            self._words.put(word)
        self._bells.ring()

    def _hear(self) -> None:
        with suppress(queue.Empty):
            while True:
                word = self._words.get_nowait()
                now = time.monotonic()
                for item in word.batch.late():
                    self.results.append((item.parcel, Verdict(Fate.NOT_TRIED)))
                if word.item is None:
                    self._batch_over(word.desk, word.batch, now)
                else:
                    self._judge(word.desk, word.item, word.verdict, now)

    def _batch_over(self, desk: Desk, batch: Batch, now: float) -> None:
        desk.flying.discard(batch)
        if untaken := batch.recall():
            desk.failed(Cause.NO_SUPPLIER, now)
        for item in batch.end():
            self._judge(desk, item, Verdict(Fate.UNKNOWN, Cause.BROKEN_CONNECTION), now)
        for item in untaken:
            self._judge(desk, item, NOBODY, now)

    def _judge(self, desk: Desk, item: Item, verdict: Verdict, now: float) -> None:
        """Learn from a verdict, and pass on what this supplier could not take."""
        signed = replace(verdict, supplier=desk.name)
        if verdict.fate is Fate.NOT_TRIED and not verdict.cause:
            # Without a cause it would be back at once, again and again.
            signed = replace(signed, cause=Cause.NO_SUPPLIER)
        desk.note(signed, now)
        item.last = signed
        item.refused_by.add(desk.name)
        passed_on = signed.fate in {Fate.NOT_TRIED, Fate.THROTTLED}
        item.parcel.tries += passed_on
        if passed_on and item.parcel.tries < TRIES and self._candidates(item, now):
            self._queue(item, first=True)
        else:
            self.results.append((item.parcel, self._patient(desk, signed, now)))

    def _look_after_hung(self, now: float) -> None:
        for desk in self._desks:
            if not desk.is_open() and now - desk.started_at > self._patience and desk.usable(now):
                desk.failed(Cause.NO_SUPPLIER, now)
            for batch in desk.flying:
                if not batch.ended and now - batch.heard_at > self._patience:
                    # Its thread stays where it hangs and keeps its place, so there are never more.
                    desk.failed(Cause.NO_SUPPLIER, now)
                    for item in batch.recall():
                        self._judge(desk, item, NOBODY, now)
                    self._cut_off(desk, batch)

    def _cut_off(self, desk: Desk, batch: Batch) -> None:
        unknown = Verdict(Fate.UNKNOWN, Cause.BROKEN_CONNECTION, supplier=desk.name)
        self.results += [(item.parcel, unknown) for item in batch.end()]

    # -- who gets what

    def _line_of(self, item: Item) -> _Line:
        return self._lines[self._home(item.parcel) if self._home else ""]

    def _queue(self, item: Item, *, first: bool) -> None:
        waiting = self._line_of(item).waiting[is_urgent(item.parcel.lane)]
        if first:
            waiting.appendleft(item)
        else:
            waiting.append(item)

    def _candidates(self, item: Item, now: float) -> list[Desk]:
        return [
            desk
            for desk in self._line_of(item).desks
            if desk.usable(now) and desk.name not in item.refused_by
        ]

    def _patient(self, desk: Desk, verdict: Verdict, now: float) -> Verdict:
        """Return a verdict; where nobody else may take it, it comes back when this supplier may be tried.

        `rest` tells of all suppliers together, and would bring it back every second.
        """
        wait = desk.resting_until - now
        if not self._home or verdict.fate is not Fate.NOT_TRIED or wait <= 0:
            return verdict
        return replace(verdict, fate=Fate.THROTTLED, retry_after=wait)

    def _assign(self) -> None:
        """Hand out as much as there is room and credit for."""
        for line in self._lines.values():
            progress = True
            while progress:
                turn = line.urgent_in_a_row < URGENT_IN_A_ROW
                progress = self._hand_out(line, urgent=turn) or self._hand_out(
                    line, urgent=not turn
                )

    def _hand_out(self, line: _Line, *, urgent: bool) -> bool:
        """Hand out one batch, or give back what nobody can take; return whether anything moved."""
        waiting = line.waiting[urgent]
        if not waiting:
            return False
        now = time.monotonic()
        first = waiting[0]
        usable = self._candidates(first, now)
        if now >= first.parcel.deadline or not usable:
            waiting.popleft()
            fate = Verdict(Fate.NOT_TRIED) if usable else self._why_not(line, first, now)
            self.results.append((first.parcel, fate))
            return True
        desk, number = self._choose(line, usable, now, urgent=urgent)
        if desk is None:
            return False
        items: list[Item] = []
        while waiting and len(items) < number and desk.name not in waiting[0].refused_by:
            items.append(waiting.popleft())
        desk.purse.spend(len(items), urgent=urgent)
        desk.hand(items)
        line.urgent_in_a_row = line.urgent_in_a_row + len(items) if urgent else 0
        return True

    def _choose(
        self, line: _Line, usable: Sequence[Desk], now: float, *, urgent: bool
    ) -> tuple[Desk | None, int]:
        """Return a supplier with room and credit, and how many parcels it may get in one call."""
        brisk = [desk for desk in usable if not desk.is_sluggish(now, urgent=urgent)]
        busy = [desk for desk in brisk if not desk.room(urgent=urgent)]
        while desk := choose(brisk, self._chance(), now, busy=busy):
            most = 1 if desk.probing else desk.supplier.batch
            wanted = min(len(line.waiting[urgent]), most * desk.room(urgent=urgent))
            if not urgent and line.waiting[True]:
                wanted = 1
            if allowed := desk.purse.allows(self.credits, wanted, now, urgent=urgent):
                return desk, min(allowed, most)
            busy.append(desk)
        return None, 0

    def _why_not(self, line: _Line, item: Item, now: float) -> Verdict:
        if item.last is not NOBODY:
            return item.last
        causes = (desk.cause for desk in line.desks if desk.cause)
        verdict = Verdict(Fate.NOT_TRIED, next(causes, Cause.NO_SUPPLIER))
        return self._patient(line.desks[0], verdict, now) if self._home else verdict

    def _pause(self, timeout: float) -> float:
        """Return how long to wait at most: credits that come back ring no bell."""
        now = time.monotonic()
        waits = [
            wait
            for line in self._lines.values()
            for urgent, waiting in line.waiting.items()
            for desk in line.desks
            if waiting and (wait := desk.purse.wait(now, urgent=urgent))
        ]
        return min([timeout, *waits])
