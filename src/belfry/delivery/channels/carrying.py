"""Carries parcels to suppliers that are asked with blocking calls, each from threads of its own."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol, runtime_checkable

from belfry.delivery.channels.contract import (
    Carried,
    Credits,
    Inbound,
    Parcel,
    Receipt,
    SupplierUrl,
    Verdict,
)


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
    """A supplier that also hears receipts or messages over its connection."""

    def events(self) -> Iterable[Receipt | Inbound]:
        """Return what came since the last call; never blocks, called once a second or more often."""


class SupplierCarrier:
    """A `contract.Carrier` for suppliers that block."""

    def __init__(self, channel: str, suppliers: Sequence[Supplier]) -> None:
        """Take the channel's name (for the names of its limits) and the suppliers, opened at once."""
        self.results: list[tuple[Carried, Verdict]] = []
        self.events: list[tuple[str, Receipt | Inbound]] = []
        self.credits: Credits | None = None

    def offer(self, parcels: Iterable[Carried], *, first: bool = False) -> None:
        """Take parcels; `first` puts them before those that wait."""
        raise NotImplementedError

    def step(self, timeout: float) -> None:
        """Carry on for one round, waiting at most `timeout` seconds for something to happen."""
        raise NotImplementedError

    def rest(self) -> float:
        """Return the seconds until a supplier may be tried: 0 when one may be now."""
        raise NotImplementedError

    def condition(self) -> Mapping[str, str]:
        """Return {supplier: why it rests}, empty when it works."""
        raise NotImplementedError

    def add_bell(self, fileno: int) -> None:
        """Make a `step` that waits return when something can be read there."""
        raise NotImplementedError

    def forget_bell(self, fileno: int) -> None:
        """Undo `add_bell`, before the file is closed."""
        raise NotImplementedError

    def wake(self) -> None:
        """Make a `step` that waits return; safe from signal handlers and other threads."""
        raise NotImplementedError

    def give_back(self, cause: str = "") -> None:
        """Return what waits in the queue as not tried."""
        raise NotImplementedError

    def close(self) -> None:
        """Give everything back; what is under way becomes unknown. Waits for no supplier."""
        raise NotImplementedError
