"""The person or couple of a row, out of all its columns that hold names."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from belfry.lists import words
from belfry.lists.headers import Column, Kind
from belfry.lists.layout import Layout
from belfry.lists.names import (
    AMPERSAND,
    CONNECTOR,
    LETTER,
    SPACED_DASH,
    Name,
    as_pair,
    is_household,
    is_organisation,
    joined_given,
    mostly_family_first,
    order_told,
    proper,
    read_name,
    without_notes,
    without_titles,
)
from belfry.lists.tables import Record

SAMPLE: Final = 300


@dataclass(frozen=True, slots=True)
class NameColumns:
    """The columns that hold the names of one person, or of a couple together."""

    full: Sequence[Column]
    given: Sequence[Column]
    family: Sequence[Column]
    family_first: bool

    @property
    def all(self) -> tuple[Column, ...]:
        """The columns by how much they tell."""
        return (*self.full, *self.family, *self.given)

    def read(self, record: Record) -> Name:
        """Return whom these columns name in a row."""
        full = _first(record, self.full)
        given, family = _first(record, self.given), _first(record, self.family)
        if full and not (given and family):
            name = read_name(full, family_first=self.family_first)
            return replace(name, given=name.given or _given(given))
        return _apart(given, family)


def columns_of_names(layout: Layout, *, second: bool) -> NameColumns:
    """Return the columns that hold the first person's names, or the partner's."""

    def of(kind: Kind) -> list[Column]:
        return [column for column in layout.of(kind) if column.second is second]

    full = of(Kind.NAME)
    told = next((one.family_first for one in full if one.family_first is not None), None)
    if told is None:
        cells = [record.cell(one.position) for record in layout.body[:SAMPLE] for one in full]
        told = mostly_family_first(cells)
    return NameColumns(full, of(Kind.GIVEN_NAME), of(Kind.FAMILY_NAME), told)


def _first(record: Record, columns: Sequence[Column]) -> str:
    cells = (record.cell(column.position) for column in columns)
    return next((cell for cell in cells if LETTER.search(cell)), "")


def _given(cell: str) -> str:
    return proper(joined_given(without_notes(cell)[0]))


def _apart(given: str, family: str) -> Name:
    """Return names that stand in two columns; a column of family names may hold all of it."""
    if family and not given:
        return _family_alone(family)
    if "@" in given or "@" in family:
        return Name()
    first = _given(given)
    text, generation = without_notes(without_titles(" ".join(family.split())))
    generation = generation or without_notes(given)[1]
    if AMPERSAND in first or CONNECTOR.search(text) or SPACED_DASH.search(text):
        text = as_pair(text)
    return Name(first, proper(text) + (f" {generation}" if generation else ""))


def _family_alone(cell: str) -> Name:
    if is_organisation(cell) or is_household(cell) or CONNECTOR.search(cell) or "," in cell:
        return read_name(cell, family_first=True)
    if order_told(without_titles(cell)) is not None and len(cell.split()) < 4:
        name = read_name(cell)
        return name if name.given and " " not in name.family else _bare_family(cell)
    return _bare_family(cell)


def _bare_family(cell: str) -> Name:
    text, generation = without_notes(without_titles(" ".join(cell.split())))
    if "@" in text or not LETTER.search(text):
        return Name()
    return Name("", proper(text) + (f" {generation}" if generation else ""))


def with_partner(name: Name, partner: Name) -> Name:
    """Return the couple of a row that tells the partner in columns of its own."""
    if not (partner.given or partner.family):
        return name
    given, family = partner.given, partner.family
    if not given and family and _is_known_given(family):
        given, family = family, ""
    givens = AMPERSAND.join(filter(None, (name.given, given)))
    families = as_couple(name.family, family)
    return replace(name, given=givens, family=families)


def _is_known_given(text: str) -> bool:
    return words.plain(text) in words.GIVEN


def as_couple(one: str, other: str) -> str:
    """Return two family names joined by a dash; a shared one is said once."""
    names = [name for name in (one, other) if name]
    same = len(names) == 2 and words.plain(one) == words.plain(other)
    return one if same else " - ".join(names)
