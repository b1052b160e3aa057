"""What a channel is: a folder under `delivery/channels/` whose `channel.py` holds one `CHANNEL`.

`docs/subsystems/channels.md` is the recipe for adding one.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, NamedTuple, Protocol
from uuid import UUID

from django.utils.functional import Promise

from belfry.delivery.channels.errors import Forged
from belfry.delivery.kinds import AddressKind, Form
from belfry.delivery.workflow import State


class Fate(StrEnum):
    """What became of one parcel (dispatch, 5.6)."""

    ACCEPTED = "accepted"
    # For good, because of this address: it is marked and nothing more goes there.
    BAD_ADDRESS = "bad_address"
    # For good, because of what is sent.
    REFUSED = "refused"
    TEMPORARY = "temporary"
    # Too fast; never counts as an attempt.
    THROTTLED = "throttled"
    # It was handed over and the answer never came: the supplier may have it.
    UNKNOWN = "unknown"
    # Given back: no supplier could be tried. Never counts as an attempt.
    NOT_TRIED = "not_tried"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The fate of one parcel, its cause in our words (`workflow.Cause`), and codes for the record.

    `reference` is the supplier's own id of what it took, where its receipts do not carry ours;
    `retry_after` is in seconds; `cost` in ten-thousandths of a euro.
    """

    fate: Fate
    cause: str = ""
    status: str = ""
    supplier: str = ""
    reference: str = ""
    retry_after: float | None = None
    cost: int = 0


class Sheet(NamedTuple):
    """All that a channel may know to write to one recipient; `words` is {form: text}.

    Of the form `long` there are four: "sender", "subject", "text", "html". `reference` is ours: the same on
    every attempt, at most 60 letters, digits, dots and hyphens. `page` is where it can be read.
    """

    key: object
    message_id: int
    bulletin: UUID | None
    language: str
    words: Mapping[str, str]
    address: str
    endpoint_id: str
    scope: str
    reference: str
    page: str
    lane: int
    made_at: datetime
    expires_at: datetime | None
    # Monotonic seconds after which its sending may not begin any more.
    deadline: float

    @property
    def seconds_to_live(self) -> int | None:
        """How long it is of use, from when it was written; None is for ever."""
        if self.expires_at is None:
            return None
        return max(0, int((self.expires_at - self.made_at).total_seconds()))


class Carried(Protocol):
    """What a carrier must know of anything that it carries."""

    key: object
    deadline: float
    tries: int


@dataclass(slots=True)
class Parcel:
    """One text to one recipient, for channels that need no more than that."""

    key: object
    reference: str
    address: str
    language: str
    text: str
    page: str
    lane: int
    # See `Sheet.seconds_to_live`.
    seconds_to_live: int | None
    deadline: float
    tries: int = 0


class Grant(NamedTuple):
    """So many may go now; if none, ask again after `wait` seconds."""

    number: int
    wait: float


class Credits(Protocol):
    """Takes credits of a limit that holds across all machines."""

    def take(self, name: str, rate: float, most: int, *, urgent: bool) -> Grant:
        """Take up to `most` credits of the limit `name`, which gives `rate` a second."""


class Receipt(NamedTuple):
    """What a supplier tells later of one parcel. `key` is unique per supplier and event.

    It names the parcel by our own reference or, failing that, by the supplier's.
    """

    key: str
    state: State
    reference: str = ""
    supplier_reference: str = ""
    cause: str = ""
    cost: int | None = None


class Inbound(NamedTuple):
    """What somebody sent to our number; `key` is the supplier's id of it."""

    key: str
    address: str
    text: str


class Callback(NamedTuple):
    """A request of a supplier, as it came: header names in lower case, body unread."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes


class Carrier(Protocol):
    """Give it parcels with `offer`, call `step` again and again, and take verdicts from `results`.

    All calls come from one thread. Every parcel offered gets exactly one verdict.
    """

    results: list[tuple[Any, Verdict]]
    # What suppliers told over the connection itself: (supplier, receipt or inbound).
    events: list[tuple[str, Receipt | Inbound]]
    credits: Credits | None

    def offer(self, parcels: Iterable[Any], *, first: bool = False) -> None:
        """Take parcels; `first` puts them before those that wait."""

    def step(self, timeout: float) -> None:
        """Carry on for one round, waiting at most `timeout` seconds for something to happen."""

    def rest(self) -> float:
        """Return the seconds until a supplier may be tried: 0 when one may be now."""

    def condition(self) -> Mapping[str, str]:
        """Return {supplier: why it rests}, empty when it works."""

    def weights(self) -> Mapping[str, int]:
        """Return {supplier: its weight now, 0 to 100}: less than the configured one after failures."""

    def events_kept(self, number: int) -> None:
        """Take the first `number` off `events`: they are stored, and whoever told them may forget them."""

    def add_bell(self, fileno: int) -> None:
        """Make a `step` that waits return when something can be read there."""

    def forget_bell(self, fileno: int) -> None:
        """Undo `add_bell`, before the file is closed."""

    def wake(self) -> None:
        """Make a `step` that waits return; safe from signal handlers and other threads."""

    def give_back(self, cause: str = "") -> None:
        """Return what waits in the queue as not tried."""

    def close(self) -> None:
        """Give everything back and end the connections; what is under way becomes unknown."""


class Channel:
    """One way to reach somebody. A folder defines a subclass and `CHANNEL`, its one instance."""

    name: ClassVar[str]
    # How it is called within a sentence ("by SMS"), translated.
    label: ClassVar[str | Promise]
    address: ClassVar[AddressKind]
    form: ClassVar[Form]
    # The variable of the environment that names its suppliers, comma-separated URLs.
    setting: ClassVar[str]
    # Rows that are claimed together: about a second's work of a usual supplier.
    bundle: ClassVar[int] = 100
    # Place on the ladder of an urgent message; None stands beside it and is sent at once.
    step: ClassVar[int | None] = None
    # Sent only to those who chose it or have nothing else.
    by_choice: ClassVar[bool] = False
    # A parcel whose fate is unknown is tried again; else it is left to a person (dispatch, 5.5).
    repeats_unknown: ClassVar[bool] = True

    def takes(self, address: str) -> bool:
        """Whether an address of the right kind can be reached: no SMS to a landline."""
        return True

    def cost(self, text: str) -> int:
        """Return what one text costs, in ten-thousandths of a euro, at the dearest supplier."""
        return 0

    def faults(self, text: str, language: str) -> Sequence[str | Promise]:
        """Return translated sentences why a text of the channel's form may not be approved."""
        return ()

    def is_configured(self) -> bool:
        """Whether this installation can send by it."""
        raise NotImplementedError

    def open_carrier(self) -> Carrier:
        """Return a carrier for this installation's suppliers; raise ImproperlyConfigured."""
        raise NotImplementedError

    def write(self, sheet: Sheet) -> Any:
        """Return what the carrier carries; raise CannotWrite for an address that is none."""
        return Parcel(
            sheet.key,
            sheet.reference,
            sheet.address,
            sheet.language,
            sheet.words[self.form],
            sheet.page,
            sheet.lane,
            sheet.seconds_to_live,
            sheet.deadline,
        )

    def forget(self) -> None:
        """Drop what is kept of earlier messages; called when nothing waits."""

    def read(
        self, supplier: str, callback: Callback, *, now: datetime
    ) -> Sequence[Receipt | Inbound]:
        """Return what a supplier's request tells; raise Forged.

        The page that calls it is `/events/<channel>/<supplier>/`.
        """
        raise Forged


@dataclass(frozen=True, slots=True)
class SupplierUrl:
    """What every supplier's URL may say besides its own options.

    `rate` is parcels per second for the whole installation (0 is no limit), `weight` its share, `price` in
    ten-thousandths of a euro, `connections` at once.
    """

    name: str
    scheme: str
    host: str
    port: int | None
    path: str
    user: str
    password: str = field(repr=False)
    rate: float
    weight: int
    price: int
    connections: int
    options: Mapping[str, str]
