"""One supplier at work: its threads, and the batches that are in their hands."""

import logging
import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Final, Protocol, runtime_checkable

from belfry.delivery.channels.contract import Fate, Inbound, Parcel, Receipt, SupplierUrl, Verdict
from belfry.delivery.channels.purse import Purse
from belfry.delivery.channels.suppliers import Health
from belfry.delivery.workflow import Cause

logger = logging.getLogger(__name__)

# One connection in so many is kept for urgent parcels, at least one if there are several.
RESERVED_IN: Final = 4
# All connections busy and nothing heard for so long: its share goes to the others meanwhile.
SLUGGISH_SECONDS: Final = 5.0
NOBODY: Final = Verdict(Fate.NOT_TRIED, Cause.NO_SUPPLIER)


class Supplier(Protocol):
    """One supplier, asked with blocking calls. Its calls should time out within half a minute.

    `batch` is the most parcels that one call of `send` takes: 1 where each is a request of its own.
    """

    url: SupplierUrl
    batch: int

    def open(self) -> None:
        """Make ready; called once, in a thread, before anything else. It may connect, or begin to listen.

        Need not succeed: `send` connects when it must, and says what it cannot with NOT_TRIED.
        """

    def send(self, parcels: Iterable[Parcel]) -> Iterator[tuple[Parcel, Verdict]]:
        """Send parcels and yield one verdict for each, as soon as it is known, in any order.

        Called from `url.connections` threads at once. A parcel counts as begun when it is taken from
        `parcels` (take all with `list(parcels)` when they go in one request; take one by one otherwise: its
        deadline is judged then). What was begun and has no verdict when this ends or raises is UNKNOWN, so
        yield NOT_TRIED, with a cause, for what surely did not leave. What was not taken is not tried, and goes
        to another supplier. The carrier fills in the supplier's name, and learns from the verdicts:
        NOT_TRIED with a cause means that the supplier cannot be reached (SUPPLIER_REFUSES, NO_CREDIT: that it
        wants nothing of us), THROTTLED that it rests for `retry_after`, TEMPORARY and UNKNOWN that it failed
        once, unless the cause is about the recipient (`suppliers.ABOUT_RECIPIENT`).
        """

    def close(self) -> None:
        """End the connections; called once, in a thread, when nothing more is sent."""


@runtime_checkable
class Listening(Protocol):
    """A supplier that also hears receipts or messages over its connection.

    It rings `bell`, which the carrier sets, when there is something; from any thread.
    """

    bell: Callable[[], None]

    def events(self) -> Iterable[Receipt | Inbound]:
        """Return what came since the last call; never blocks, called once a second or more often."""

    def kept(self, number: int) -> None:
        """Confirm the oldest `number` of what `events` returned: they are stored. Never blocks."""


@dataclass(slots=True, eq=False)
class Item:
    """A parcel in the carrier's hands, with the suppliers that could not take it and why."""

    parcel: Parcel
    refused_by: set[str] = field(default_factory=set)
    last: Verdict = NOBODY


class Batch:
    """The parcels of one call of `send`: iterating takes one after the other. Safe in threads.

    Whatever happens, each of its items comes out exactly once: by `answer`, `late`, `recall` or `end`.
    """

    def __init__(self, items: Iterable[Item]) -> None:
        """Hold parcels that nobody took yet."""
        self.heard_at = time.monotonic()
        self.ended = False
        self._lock = threading.Lock()
        self._left = deque(items)
        self._begun: dict[int, Item] = {}
        self._late: list[Item] = []

    def __iter__(self) -> "Batch":
        """Return itself: what was taken once is not taken again."""
        return self

    def __next__(self) -> Parcel:
        """Take the next parcel whose lease leaves time to send it."""
        with self._lock:
            while self._left:
                item = self._left.popleft()
                self.heard_at = time.monotonic()
                if self.heard_at < item.parcel.deadline:
                    self._begun[id(item.parcel)] = item
                    return item.parcel
                self._late.append(item)
        raise StopIteration

    def answer(self, parcel: Parcel, tell: Callable[[Item], None]) -> None:
        """Take a begun parcel out because it has its verdict, and tell of it, unless it is no longer ours."""
        # Both under the lock: what `end` does not find was told before.
        with self._lock:
            self.heard_at = time.monotonic()
            if item := self._begun.pop(id(parcel), None):
                tell(item)

    def late(self) -> list[Item]:
        """Take out those whose time was over before they began."""
        with self._lock:
            items, self._late = self._late, []
            return items

    def recall(self) -> list[Item]:
        """Take out those that were not begun."""
        with self._lock:
            items = [*self._late, *self._left]
            self._late = []
            self._left.clear()
            return items

    def end(self) -> list[Item]:
        """Take out those that were begun; call it after `recall`. Nothing comes out any more."""
        with self._lock:
            self.ended = True
            items = list(self._begun.values())
            self._begun.clear()
            return items


@dataclass(frozen=True, slots=True)
class Word:
    """What a thread tells the carrier: a verdict, or (without an item) that a batch is over."""

    desk: "Desk"
    batch: Batch
    item: Item | None = None
    verdict: Verdict = NOBODY


class Desk(Health):
    """A supplier with its health, its credits and its threads; its methods are for the carrier's thread."""

    def __init__(
        self, channel: str, supplier: Supplier, tell: Callable[[Word | None], None]
    ) -> None:
        """Open the supplier in a thread; `tell` is called from threads, with None when it is open."""
        super().__init__(supplier.url.weight)
        self.supplier = supplier
        self.name = supplier.url.name
        self.purse = Purse(f"{channel}:{self.name}", supplier.url.rate)
        self.flying: set[Batch] = set()
        self.started_at = time.monotonic()
        self._tell = tell
        self._work: queue.SimpleQueue[Batch | None] = queue.SimpleQueue()
        self._threads = 0
        self._opened = threading.Event()
        if isinstance(supplier, Listening):
            supplier.bell = partial(tell, None)
        self._run(self._open)

    def room(self, *, urgent: bool) -> int:
        """Return how many batches it can begin now."""
        connections = self.supplier.url.connections
        if not self._opened.is_set():
            return 0
        if self.probing:
            at_work = any(not batch.ended for batch in self.flying)
            return 0 if at_work else min(1, connections - len(self.flying))
        reserved = max(1, connections // RESERVED_IN) if connections > 1 and not urgent else 0
        return max(0, connections - reserved - len(self.flying))

    def is_sluggish(self, now: float, *, urgent: bool) -> bool:
        """Whether it has no room and is silent; then others need not leave it its share."""
        return not self.room(urgent=urgent) and all(
            now - batch.heard_at > SLUGGISH_SECONDS for batch in self.flying
        )

    def is_open(self) -> bool:
        """Whether `open` came back."""
        return self._opened.is_set()

    def events(self) -> Iterable[Receipt | Inbound]:
        """Return what the supplier heard over its connection."""
        if not isinstance(self.supplier, Listening):
            return ()
        try:
            return self.supplier.events()
        except Exception as error:  # noqa: BLE001 -- the other suppliers must go on
            self._broke_off(error)
            return ()

    def kept(self, number: int) -> None:
        """Let the supplier confirm so many of its events, the oldest first."""
        if number and isinstance(self.supplier, Listening):
            self.supplier.kept(number)

    def hand(self, items: Iterable[Item]) -> None:
        """Give items to a thread; there must be room."""
        batch = Batch(items)
        self.flying.add(batch)
        if self._threads < len(self.flying):
            self._threads += 1
            self._run(self._serve)
        self._work.put(batch)

    def leave(self) -> threading.Thread:
        """Send the threads home and close the supplier in one of its own, which is returned."""
        for _ in range(self._threads):
            self._work.put(None)
        return self._run(self._close)

    def _run(self, work: Callable[[], None]) -> threading.Thread:
        # A daemon: a supplier that hangs keeps no process from ending.
        thread = threading.Thread(target=work, name=self.name, daemon=True)
        thread.start()
        return thread

    def _open(self) -> None:
        try:
            self.supplier.open()
        except Exception as error:  # noqa: BLE001 -- `send` will say what is wrong
            self._broke_off(error)
        self._opened.set()
        self._tell(None)

    def _close(self) -> None:
        try:
            self.supplier.close()
        except Exception as error:  # noqa: BLE001 -- nobody waits for it
            self._broke_off(error)

    def _serve(self) -> None:
        while (batch := self._work.get()) is not None:
            try:
                for parcel, verdict in self.supplier.send(batch):
                    batch.answer(parcel, partial(self._answered, batch, verdict))
                    if batch.ended:
                        break
            except Exception as error:  # noqa: BLE001 -- its parcels have their fate all the same
                self._broke_off(error)
            self._tell(Word(self, batch))

    def _answered(self, batch: Batch, verdict: Verdict, item: Item) -> None:
        self._tell(Word(self, batch, item, verdict))

    def _broke_off(self, error: Exception) -> None:
        # The class alone: the text may hold a number.
        logger.error("Supplier %s broke off (%s).", self.name, type(error).__name__)
