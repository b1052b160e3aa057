"""Text files as tables: which separator, where records begin, and quotes that were never closed."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from belfry.lists.decoding import cleaned
from belfry.lists.errors import NotAMemberList
from belfry.lists.headers import recognised
from belfry.lists.tables import Record, Table

SEPARATORS: Final = (";", ",", "\t", "|")
TOLD: Final = re.compile(r'"?sep=(.)"?[;,\t]*\s*$', re.IGNORECASE)
# Lines in one cell: a quote that stays open for longer was never meant as one.
LONGEST_CELL: Final = 20
# A line with one addressee is cut in two by its closing bracket.
ONE_ADDRESSEE: Final = 2
FOLDED: Final = 0.8
SAMPLE: Final = 200
MOST_HEADINGS: Final = 40


def text_table(text: str) -> Table:
    """Return the table of a text file; lines are counted from 1 as an editor counts them."""
    lines = list(io.StringIO(text, newline=""))
    if pasted := list(_addressees(lines)):
        return Table(tuple(pasted), separator=";")
    told = TOLD.match(lines[0])
    try:
        separator = told[1] if told else separator_of(lines)
        records = records_of(lines[1:] if told else lines, separator, 2 if told else 1)
        return Table(tuple(unfolded(list(records))), separator=separator)
    except csv.Error:  # a cell of more than 128 kB
        raise NotAMemberList from None


def _addressees(lines: Sequence[str]) -> Iterator[Record]:
    """Yield everybody of a text that was copied from the address line of a mail, and nothing else."""
    pieces = [[piece.strip(" ;,\r\n\t") for piece in line.split(">")] for line in lines]
    several = any(len(cut) > ONE_ADDRESSEE for cut in pieces)
    if not several or not all(map(_is_addressee, (one for cut in pieces for one in cut[:-1]))):
        return
    if any(cut[-1] for cut in pieces):
        return
    for line, cut in enumerate(pieces, start=1):
        yield from (Record(line, (cleaned(f"{piece}>"),)) for piece in dict.fromkeys(cut[:-1]))


def _is_addressee(piece: str) -> bool:
    name, _, address = piece.partition("<")
    return "@" in address and "<" not in address and ";" not in name and bool(name.strip())


def separator_of(lines: Sequence[str]) -> str:
    """Return the separator with which the lines make the most sense as a list."""
    sample = lines[:SAMPLE]
    return max(SEPARATORS, key=lambda separator: _sense(list(records_of(sample, separator))))


def _sense(records: Sequence[Record]) -> tuple[int, float]:
    """Judge a way to cut lines: headings understood, then how even the rows are."""
    headings = max((len(recognised(record.cells)) for record in records[:MOST_HEADINGS]), default=0)
    widths = Counter(len(record.cells) for record in records)
    width, rows = max(widths.items(), key=lambda item: (item[0] > 1, item[1]), default=(0, 0))
    even = rows / len(records) if width > 1 else 0.0
    return headings if headings > 1 else 0, even + width / 1000


def records_of(lines: Sequence[str], separator: str, first_line: int = 1) -> Iterator[Record]:
    """Yield the records that hold anything; an open quote spoils its own line only."""
    start = 0
    while start < len(lines):
        end = _end_of_record(lines, start)
        closed = end > 0
        end = end or start + 1
        reader = csv.reader(
            lines[start:end],
            delimiter=separator,
            quoting=csv.QUOTE_MINIMAL if closed else csv.QUOTE_NONE,
            skipinitialspace=separator != " ",
        )
        before = 0
        for row in reader:
            cells = tuple(cleaned(cell) for cell in row)
            if any(cells):
                yield Record(first_line + start + before, cells)
            before = reader.line_num
        start = end


def _end_of_record(lines: Sequence[str], start: int) -> int:
    """Return where the quotes of a record are even again; 0 when that never comes."""
    quotes = 0
    for end in range(start, min(start + LONGEST_CELL, len(lines))):
        quotes += lines[end].count('"')
        if quotes % 2 == 0:
            return end + 1
    return 0


def unfolded(records: Sequence[Record]) -> Sequence[Record]:
    """Cut rows that a spreadsheet program kept whole in the first cell ("Jan;Peeters;Meerstraat")."""
    whole = [record.cells[0] for record in records if record.filled == record.cells[:1]]
    if len(whole) < len(records) * FOLDED:
        return records
    lines = [cell.replace("\n", " ") for cell in whole]
    separator = separator_of(lines)
    if sum(line.count(separator) > 1 for line in lines) < len(records) * FOLDED:
        return records
    cut = ((record.line, " ".join(record.filled).replace("\n", " ")) for record in records)
    return [
        Record(line, piece.cells) for line, row in cut for piece in records_of([row], separator)
    ]
