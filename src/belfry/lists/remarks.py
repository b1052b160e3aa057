"""Rows that are no members: totals, notes, titles of a part, and headings said again."""

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Final

from django.utils.translation import gettext_lazy as _

from belfry.lists import words
from belfry.lists.headers import NAMES, Kind, understood
from belfry.lists.layout import EMAIL, Layout
from belfry.lists.tables import Record
from belfry.lists.types import Doubt
from belfry.lists.words import plain

A_FIGURE: Final = re.compile(r"[\d\s.,%€/-]*")
STREET_NAME: Final = re.compile(
    r"(?:.*(?:straat|laan|steenweg|plein|dreef|strasse|straße)|(?:rue|avenue|chaussée|place|chemin)\s.*)"
    r"(?:\s\(.*\))?",
    re.IGNORECASE,
)
NOTE_LIKE: Final = re.compile(r"^[*(>#]|:|https?|©|\.$.*|\b\d{1,2}[/-]\d{1,2}[/-]\d{2,4}\b")
TITLE_WORDS: Final = words.LIST | {"bin", "plp", "riq"}
MOST_WORDS: Final = 6
TAKEN_FOR_A_NOTE: Final = _("This row was taken for a title or a note, not for a member.")
DITTO_INITIALS: Final = frozenset(word[0] for word in words.DITTO)
DITTO_SIGNS: Final = frozenset({'"', "''", ",,", "〃", '" "'})


def with_ditto(record: Record, above: Record | None) -> Record:
    """Return a row; a cell that says "idem" holds what stands in the member above it."""
    if above is None or not any(_is_ditto(cell) for cell in record.cells):
        return record
    cells = (above.cell(at) if _is_ditto(cell) else cell for at, cell in enumerate(record.cells))
    return Record(record.line, tuple(cells))


def _is_ditto(cell: str) -> bool:
    if cell in DITTO_SIGNS:
        return True
    return cell[:1].lower() in DITTO_INITIALS and len(cell) < 20 and plain(cell) in words.DITTO


def members_only(layout: Layout, doubts: list[Doubt]) -> Iterator[Record]:
    """Yield the rows that tell of a member, with placeholders emptied.

    `doubts` hears which rows with words were left out.
    """
    above: Record | None = None
    for written, following in zip_longest(layout.body, layout.body[1:]):
        cells = ("" if _is_nothing(cell) else cell for cell in written.cells)
        record = with_ditto(Record(written.line, tuple(cells)), above)
        filled = record.filled
        if not filled or is_heading(record) or is_total(filled):
            continue
        told = [cell for column, cell in _told(record, layout) if column is not Kind.IGNORED]
        alone = len(filled) == 1
        if not told or (alone and (is_remark(record, layout) or _titles(following))):
            if not all(A_FIGURE.fullmatch(cell) for cell in filled):
                doubts.append(Doubt(record.line, "", str(TAKEN_FOR_A_NOTE)))
            continue
        above = record
        yield record


def _titles(following: Record | None) -> bool:
    """Whether the row before this one can only be the title of a part: headings follow."""
    return following is not None and is_heading(following)


def _is_nothing(cell: str) -> bool:
    return words.is_nothing(cell) and cell not in DITTO_SIGNS


def _told(record: Record, layout: Layout) -> Iterator[tuple[Kind, str]]:
    for column in layout.columns:
        cell = record.cell(column.position)
        if cell:
            yield column.kind, cell


def is_heading(record: Record) -> bool:
    """Whether a row says headings again, as after a page break; none of them is an address."""
    if any(EMAIL.search(cell) for cell in record.filled):
        return False
    found = (understood(cell) for cell in record.filled)
    return len(record.filled) > 1 and all(heading and heading.firm for heading in found)


def is_total(filled: Sequence[str]) -> bool:
    """Whether a row sums up: "Totaal: 45"."""
    if not all(A_FIGURE.fullmatch(cell) for cell in filled[1:]):
        return False
    first = re.sub(r"[\d\s]+", " ", plain(filled[0])).strip()
    return first in words.TOTAL or first.startswith(words.TOTAL_BEGINS)


def is_remark(record: Record, layout: Layout) -> bool:
    """Whether the only filled cell of a row is a note or the title of what follows."""
    kind, cell = next(_told(record, layout))
    if kind not in NAMES:
        return False
    text = plain(cell)
    heading = understood(cell)
    return bool(
        (heading and heading.firm)
        or not TITLE_WORDS.isdisjoint(text.split())
        or NOTE_LIKE.search(cell)
        or STREET_NAME.fullmatch(cell)
        or len(text.split()) > MOST_WORDS
        or any(text == word or text.startswith(f"{word} ") for word in words.NOTE)
        or A_FIGURE.fullmatch(cell)
    )
