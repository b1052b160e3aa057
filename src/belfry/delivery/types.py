"""Values that cross the border of delivery."""

from dataclasses import dataclass
from datetime import datetime, time
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Recipient:
    """One frozen recipient, as delivery needs it: where, in which language, from when.

    `quiet_from` and `quiet_until` are Belgian wall-clock times, both or neither.
    """

    endpoint_id: UUID
    channel: str
    language: str
    not_before: datetime
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
