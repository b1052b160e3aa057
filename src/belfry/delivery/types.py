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
    """The live count of one broadcast; the five numbers add up to the rows made."""

    accepted: int
    waiting: int
    failed: int
    stopped: int
    suppressed: int
    causes: tuple[CauseCount, ...]

    @property
    def total(self) -> int:
        """All rows of the broadcast."""
        return self.accepted + self.waiting + self.failed + self.stopped + self.suppressed


class Claimed(NamedTuple):
    """One row of the ledger as its claimer holds it; `claimed_at` is database time.

    The endpoint's id is its text: a tuple of plain values, because there are many.
    """

    message_id: int
    endpoint_id: str
    token: int
    language: str
    lane: int
    scope: str
    slot: bytes | None
    attempts: int
    expires_at: datetime | None
    quiet_from: time | None
    quiet_until: time | None
    address: bytes
    claimed_at: datetime


class Outcome(NamedTuple):
    """What becomes of a claimed row.

    `delay` is in seconds from the settling (None leaves the row's time as it was), `burnt` counts an
    attempt, `recorded` writes it down, `broken` marks the address.
    """

    row: Claimed
    state: str
    cause: str = ""
    status: str = ""
    relay: str = ""
    delay: float | None = None
    burnt: bool = False
    recorded: bool = False
    broken: bool = False
