"""Values that cross the border of delivery."""

from dataclasses import dataclass
from datetime import datetime, time
from typing import NamedTuple
from uuid import UUID


class Recipient(NamedTuple):
    """One frozen recipient, as delivery needs it: where and in which language.

    `quiet_from` and `quiet_until` are Belgian wall-clock times, both or neither.
    """

    endpoint_id: UUID
    channel: str
    language: str
    quiet_from: time | None = None
    quiet_until: time | None = None
    # The ladder of an urgent message: steps of one chain follow each other until one arrives.
    chain: UUID | None = None
    step: int = 0


class End(NamedTuple):
    """What is known of an endpoint without opening its address."""

    kind: str
    broken: bool
    landline: bool


@dataclass(frozen=True, slots=True)
class Written:
    """What became of a chunk of recipients: rows made, suppressed, shared with an earlier row."""

    written: int
    suppressed: int
    shared: int


@dataclass(frozen=True, slots=True)
class CauseCount:
    """So many rows fail or wait for one cause (a `workflow.Cause`, or empty)."""

    cause: str
    count: int


@dataclass(frozen=True, slots=True)
class Meter:
    """The live count of one broadcast; `total` is the rows made.

    Accepted includes what was delivered, delivered what was confirmed. Spared are steps of a ladder that
    were not needed.
    """

    accepted: int
    waiting: int
    failed: int
    stopped: int
    suppressed: int
    causes: tuple[CauseCount, ...]
    spared: int = 0
    delivered: int = 0
    confirmed: int = 0

    @property
    def total(self) -> int:
        """All rows of the broadcast."""
        settled = self.accepted + self.failed + self.stopped + self.suppressed + self.spared
        return settled + self.waiting


class Held(NamedTuple):
    """A bundle of rows as its claimer holds it, and what its rows share; `claimed_at` is database time."""

    id: int
    token: int
    message_id: int
    broadcast_id: int
    lane: int
    turn: int
    claimed_at: datetime
    scope: str
    expires_at: datetime | None


class Claimed(NamedTuple):
    """One row of a claimed bundle. `verdict` says as what it is to be settled unsent; else it is empty.

    The endpoint's id is its text: a tuple of plain values, because there are many.
    """

    bundle: Held
    endpoint_id: str
    language: str
    slot: bytes | None
    attempts: int
    # Why it waited until now; empty for most.
    cause: str
    quiet_from: time | None
    quiet_until: time | None
    chain: str | None
    step: int
    address: bytes
    verdict: str


class Outcome(NamedTuple):
    """What becomes of a claimed row.

    Ready again means after `delay` seconds; without a delay and a cause it is only given back. `burnt`
    counts an attempt, `recorded` writes it down, `broken` marks the address. `cost` is in
    ten-thousandths of a euro, `reference` the supplier's own.
    """

    row: Claimed
    state: str
    cause: str = ""
    status: str = ""
    supplier: str = ""
    delay: float | None = None
    burnt: bool = False
    recorded: bool = False
    broken: bool = False
    cost: int = 0
    reference: str = ""
