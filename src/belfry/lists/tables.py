"""A file as a table: what every kind of file becomes before anybody asks what it means."""

from dataclasses import dataclass, field
from typing import Final

LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Record:
    """One row: the line where it begins (from 1), its cells as text."""

    line: int
    cells: tuple[str, ...]

    def cell(self, position: int) -> str:
        """Return a cell; empty where a ragged row is too short."""
        return self.cells[position] if position < len(self.cells) else ""

    @property
    def filled(self) -> tuple[str, ...]:
        """The cells that hold anything."""
        return tuple(cell for cell in self.cells if cell)


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of one sheet or text file that hold anything, and what was left out."""

    records: tuple[Record, ...]
    sheet: str = ""
    separator: str = ""
    hidden_rows: int = 0
    hidden_columns: tuple[str, ...] = field(default=())

    @property
    def width(self) -> int:
        """The number of columns."""
        return max((len(record.cells) for record in self.records), default=0)


def letter(position: int) -> str:
    """Return the letters by which a spreadsheet calls a column: 0 is A, 26 is AA."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, len(LETTERS))
        letters = LETTERS[rest] + letters
    return letters
