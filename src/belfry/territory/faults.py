"""What of an official file could not be read, told so that its keeper can correct it."""

from dataclasses import dataclass, field
from typing import Final, NamedTuple

MOST_TOLD: Final = 1_000


class Bad(NamedTuple):
    """What of a file could not be read: its line (a feature's place in GeoJSON), column and why.

    `line` counts from 1 and is 0 where the file as a whole is meant.
    """

    line: int
    column: str
    value_kind: str
    reason: str


@dataclass(slots=True)
class Faults:
    """How many rows were bad, and the first of them."""

    count: int = 0
    first: list[Bad] = field(default_factory=list)

    def add(self, bad: Bad) -> None:
        """Count one, and keep it as long as a person would read on."""
        self.count += 1
        if len(self.first) < MOST_TOLD:
            self.first.append(bad)


class BadRowError(Exception):
    """A row or feature that is bad: which column, what kind of value, and why in a sentence."""

    def __init__(self, column: str, value_kind: str, reason: str) -> None:
        """Keep them until the line is known."""
        super().__init__(column)
        self._bad = column, value_kind, reason

    def at(self, line: int) -> Bad:
        """Return what is to be told of the row at a line."""
        return Bad(line, *self._bad)
