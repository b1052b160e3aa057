"""The columns of a table: by their headings, and by what stands in them where there is none."""

import re
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from belfry.lists import words
from belfry.lists.contacts import DATE
from belfry.lists.headers import (
    NAMES,
    PLACES,
    WAYS,
    Column,
    Kind,
    columns_of,
    header_of,
    lettered,
    settled,
)
from belfry.lists.tables import Record, Table
from belfry.lists.words import plain

SHORT_FOR_LANGUAGE: Final = frozenset({"t", "l", "lg"})
SELDOM: Final = 0.1
MOST: Final = 0.5
NEARLY_ALL: Final = 0.8
SAMPLE: Final = 300
LONG_ENOUGH: Final = 200
EMAIL: Final = re.compile(r"\S@\S+\.\w")
PHONE: Final = re.compile(rf"(?!{DATE.pattern}$)[+(\d][\d\s()./+-]{{7,}}(?:[^\d@].*)?", re.DOTALL)
TOWN: Final = re.compile(r"(?:BE?[ -]*)?[1-9]\d{3}\s+[^\W\d].+", re.IGNORECASE)
POSTCODE: Final = re.compile(r"(?:BE?[ -]*)?[1-9]\d{3}", re.IGNORECASE)
NUMBER: Final = re.compile(r"\d{1,4}\s*[a-zA-Z]?(?:\s*(?:/|bus|bte)\s*\w+)?")
STREET: Final = re.compile(
    rf"[^\W\d].*\s\d{{1,4}}\s*[a-zA-Z]?(?:\b.{{0,15}})?|\d{{1,4}}\w?,? +.*|.*(?:{words.alternatives(w for w in words.STREETS if len(w) > 3)})",
    re.IGNORECASE | re.DOTALL,
)
# Of a name with an address behind it: where the first piece with a number begins.
ADDRESS_BEGINS: Final = re.compile(r"(?:\s*[,;\n]\s*|\s+-\s+)(?=(?:(?!\s-\s)[^,;\n])*?\d)")
WORDS: Final = re.compile(r"(?:\d{1,4}\s*[.)]\s*)?[^\W\d][^\d@]*")


@dataclass(frozen=True, slots=True)
class Layout:
    """How a table is read: its columns, the row of headings (None without), the rows below it."""

    columns: tuple[Column, ...]
    header: Record | None
    body: tuple[Record, ...]

    @property
    def kinds(self) -> frozenset[Kind]:
        """What is told of each member."""
        return frozenset(column.kind for column in self.columns) - {Kind.IGNORED}

    @property
    def is_member_list(self) -> bool:
        """Whether there are names with ways to reach people or places, or at least the former."""
        kinds = self.kinds
        named = bool(kinds & NAMES)
        return bool(
            (named and kinds & (WAYS | PLACES - {Kind.MUNICIPALITY}))
            or kinds >= {Kind.GIVEN_NAME, Kind.FAMILY_NAME}
            or kinds & {Kind.EMAIL, Kind.PHONE}
        )

    def of(self, kind: Kind) -> list[Column]:
        """Return the columns of a kind, from left to right."""
        return [column for column in self.columns if column.kind is kind]


def layout_of(table: Table) -> Layout:
    """Return how to read a table."""
    header = header_of(table.records)
    if header is None:
        columns = _guessed(table.records, range(table.width))
        return Layout(tuple(columns), None, table.records)
    body = table.records[table.records.index(header) + 1 :]
    columns, body = _parted(columns_of(header, table.width), table.width, body)
    bare = [at for at in range(table.width) if not header.cell(at)]
    columns += _guessed(body, bare, known=frozenset(column.kind for column in columns))
    columns.sort(key=lambda column: column.position)
    columns = [_by_content(column, columns, body) for column in columns]
    return Layout(tuple(settled(columns)), header, body)


def _parted(
    columns: Sequence[Column], width: int, body: tuple[Record, ...]
) -> tuple[list[Column], tuple[Record, ...]]:
    """Cut columns that hold a name with the address behind it in two, the latter at the end."""
    whole = [column for column in columns if column.kind is Kind.NAME_AND_STREET]
    if not whole:
        return list(columns), body
    found = [replace(one, kind=Kind.NAME) if one in whole else one for one in columns]
    found += [replace(one, kind=Kind.STREET, position=width + at) for at, one in enumerate(whole)]
    return found, tuple(_cut(record, [one.position for one in whole], width) for record in body)


def _cut(record: Record, positions: Sequence[int], width: int) -> Record:
    cells = [record.cell(at) for at in range(width)]
    for position in positions:
        text = cells[position]
        begins = ADDRESS_BEGINS.search(text)
        cells[position] = text[: begins.start()] if begins else text
        cells.append(text[begins.end() :] if begins else "")
    return Record(record.line, tuple(cells))


def _by_content(column: Column, columns: Sequence[Column], body: Sequence[Record]) -> Column:
    """Correct what a heading leaves open: "Nr" may number the rows, "Contact" may be a person."""
    values = _values(body, column.position)
    kind = column.kind
    if kind is Kind.NUMBER and _numbers_rows(column, columns, values):
        kind = Kind.IGNORED
    elif _tells_language(column, columns) and _are_all(values, words.SPOKEN):
        kind = Kind.LANGUAGE  # "N/F"
    elif kind in WAYS and _are_all(values, words.YES):
        kind = Kind.IGNORED  # "E-mail ok?"
    elif kind in NAMES | {Kind.MEMBER} and _are_all(values, words.TITLES):
        kind = Kind.IGNORED  # "Dhr./Mevr."
    elif kind is Kind.CONTACT and _share(values, WORDS.fullmatch) > MOST:
        kind = Kind.CONTACT_PERSON
    return replace(column, kind=kind)


def _numbers_rows(column: Column, columns: Sequence[Column], values: Sequence[str]) -> bool:
    """Whether "Nr" is the number of the row: it counts on and stands before any street.

    With another column for house numbers it is enough that the numbers only rise.
    """
    if any(one.kind is Kind.STREET and one.position < column.position for one in columns):
        return False
    numbers = [one for one in columns if one.kind is Kind.NUMBER]
    return _counts_on(values, exactly=len(numbers) == 1)


def _counts_on(values: Sequence[str], *, exactly: bool = True) -> bool:
    numbers = [int(value.rstrip(".")) for value in values if value.rstrip(".").isdecimal()]
    steps = [later - earlier for earlier, later in pairwise(numbers)]
    counted = sum(step == 1 if exactly else step > 0 for step in steps)
    return bool(numbers) and numbers[0] < 2 and counted >= len(steps) * NEARLY_ALL


def _values(records: Sequence[Record], position: int) -> list[str]:
    cells = (record.cell(position)[:LONG_ENOUGH] for record in records[:SAMPLE])
    return [cell for cell in cells if not words.is_nothing(cell)]


def _tells_language(column: Column, columns: Sequence[Column]) -> bool:
    """Whether a heading that says nothing else can be short for the language: "T", "N/F"."""
    if any(one.kind is Kind.LANGUAGE for one in columns):
        return False
    heading = plain(column.heading).split()
    short = all(word in words.SPOKEN or word in SHORT_FOR_LANGUAGE for word in heading)
    return short and column.kind in (Kind.IGNORED, Kind.NUMBER)


def _are_all(values: Sequence[str], known: Container[str]) -> bool:
    return bool(values) and all(plain(value) in known for value in values)


def _share(values: Sequence[str], fits: Callable[[str], object]) -> float:
    return sum(bool(fits(value)) for value in values) / len(values) if values else 0.0


def _is_given(value: str) -> bool:
    first = plain(value).split(" ")[0]
    return first in words.GIVEN or first in words.ALSO_FAMILY


# By content, the surest kind first: (kind, test of a cell, share of the cells that must pass).
TESTS: Final[Sequence[tuple[Kind, Callable[[str], object], float]]] = (
    (Kind.EMAIL, EMAIL.search, MOST),
    (Kind.TOWN, TOWN.fullmatch, MOST),
    (Kind.POSTCODE, POSTCODE.fullmatch, NEARLY_ALL),
    (Kind.PHONE, PHONE.fullmatch, MOST),
    (Kind.LANGUAGE, lambda value: plain(value) in words.SPOKEN, NEARLY_ALL),
    (Kind.NUMBER, NUMBER.fullmatch, NEARLY_ALL),
    (Kind.STREET, STREET.fullmatch, MOST),
)


def _guessed(
    records: Sequence[Record], positions: Sequence[int], known: frozenset[Kind] = frozenset()
) -> list[Column]:
    """Return columns without a heading by what stands in them; those that say nothing are left out."""
    columns: list[Column] = []
    texts: list[int] = []
    for position in positions:
        values = _values(records, position)
        kind = next((kind for kind, fits, least in TESTS if _share(values, fits) >= least), None)
        # Beside headings a lone cell without one is a slip of the hand, unless it is an address.
        often = max(2 if known else 1, len(records[:SAMPLE]) * SELDOM)
        if len(values) < often and kind is not Kind.EMAIL:
            continue
        after_postcode = columns and columns[-1] == lettered(position - 1, Kind.POSTCODE)
        if kind is Kind.STREET and after_postcode:
            kind = None
        if kind is None and _share(values, WORDS.fullmatch) > MOST:
            texts.append(position)
        elif kind and not (kind is Kind.NUMBER and _counts_on(values)):
            columns.append(lettered(position, kind))
    found = known | {column.kind for column in columns}
    samples = {position: _values(records, position) for position in texts}
    return columns + _guessed_texts(columns, samples, found)


def _guessed_texts(
    columns: Sequence[Column], samples: Mapping[int, Sequence[str]], known: frozenset[Kind]
) -> list[Column]:
    """Tell names from municipalities: the latter follow a postcode, or are the same for many."""
    after_postcode = {column.position + 1 for column in columns if column.kind is Kind.POSTCODE}
    kinds: dict[int, Kind] = {}
    for position, values in samples.items():
        repeated = len(values) > 5 and len(frozenset(values)) * 3 < len(values)
        if position in after_postcode or repeated:
            kinds[position] = Kind.MUNICIPALITY
        elif _share(values, _is_given) > MOST and _share(values, str.isalpha) > MOST:
            kinds[position] = Kind.GIVEN_NAME
        else:
            kinds[position] = Kind.NAME
    taken = set(known)
    found = []
    for position, kind in kinds.items():
        if kind not in taken and not (kind is Kind.NAME and taken & {Kind.FAMILY_NAME}):
            taken.add(kind)
            found.append(lettered(position, kind))
    return found
