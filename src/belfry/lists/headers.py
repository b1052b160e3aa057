"""What the headings of columns mean, and which row holds them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from belfry.lists import words
from belfry.lists.tables import Record, letter
from belfry.lists.words import plain


class Kind(StrEnum):
    """What a column holds; the values are the keys of `words/*.toml` and `value_kind` of bad cells."""

    NAME = "name"
    MEMBER = "member"
    NAME_AND_STREET = "name_and_street"
    GIVEN_NAME = "given_name"
    FAMILY_NAME = "family_name"
    ORGANISATION = "organisation"
    CONTACT_PERSON = "contact_person"
    EMAIL = "email"
    PHONE = "phone"
    CONTACT = "contact"
    STREET = "street"
    NUMBER = "number"
    BOX = "box"
    POSTCODE = "postcode"
    MUNICIPALITY = "municipality"
    TOWN = "town"
    LANGUAGE = "language"
    BIRTH = "birth"
    IGNORED = "ignored"


NAMES: Final = frozenset({Kind.NAME, Kind.GIVEN_NAME, Kind.FAMILY_NAME, Kind.ORGANISATION})
WAYS: Final = frozenset({Kind.EMAIL, Kind.PHONE, Kind.CONTACT})
PLACES: Final = frozenset({Kind.STREET, Kind.POSTCODE, Kind.MUNICIPALITY, Kind.TOWN})
# What one cell may tell together: "Naam en adres".
WITH_NAME: Final = PLACES | {Kind.NAME, Kind.GIVEN_NAME, Kind.FAMILY_NAME, Kind.NUMBER}
# Where one heading names several things, the first of these decides ("e-mail address").
STRONGEST: Final = (
    *(Kind.IGNORED, Kind.BIRTH, Kind.LANGUAGE, Kind.EMAIL, Kind.PHONE, Kind.ORGANISATION),
    *(Kind.CONTACT_PERSON, Kind.CONTACT, Kind.STREET, Kind.MUNICIPALITY, Kind.POSTCODE),
    *(Kind.NUMBER, Kind.BOX, Kind.FAMILY_NAME, Kind.GIVEN_NAME, Kind.NAME, Kind.MEMBER),
)
LONGEST_PHRASE: Final = 5
# A heading of more characters is a question of a form; its commas join no columns.
LONG: Final = 50
LONGEST_HEADING: Final = 300
FIRST_ROWS: Final = 50
PHRASE_END: Final = "+"
PHRASE_ENDS: Final = re.compile(r"[/+&,;|(]")
JOINED: Final = re.compile(r"[/+&,;|\n]")
# "Prénom(s)", "Vorname(n)".
PLURAL: Final = re.compile(r"(?<=[^\W\d])\((?:s|n|en|e|x|nen)\)", re.IGNORECASE)
DIGITS: Final = re.compile(r"(?<=[a-z])(?=\d)|(?<=\d)(?=[a-z])")
SURELY_A_VALUE: Final = re.compile(r"@\w|(?:\d[ ./-]*){8}")

_KIND_OF: Final[Mapping[str, Kind]] = {
    phrase: Kind(kind)
    for kind, phrases in reversed(list(words.headers().items()))
    for phrase in phrases
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column: where it stands, its heading as written (or its letter), and what it holds."""

    position: int
    heading: str
    kind: Kind
    second: bool = False
    family_first: bool | None = None


@dataclass(frozen=True, slots=True)
class Heading:
    """What one heading says: a kind, whether it is the partner's, and the order of names if told.

    `firm` when the words known outnumber the others: "Straat" is, "Rue Haute" is not.
    """

    kind: Kind
    second: bool = False
    family_first: bool | None = None
    firm: bool = True


def understood(text: str) -> Heading | None:
    """Return what a heading says; None when no word of it is known."""
    if len(text) > LONGEST_HEADING:
        return None
    tokens = _tokens(text)
    kinds, partner, known = _phrases(tokens)
    firm = known * 2 > len(tokens) - tokens.count(PHRASE_END)
    if not kinds:
        return Heading(Kind.NAME, second=True, firm=firm) if partner else None
    second = partner or tokens[-1] == "2"
    if kinds[0] is Kind.NAME and Kind.STREET in kinds and WITH_NAME.issuperset(kinds):
        return Heading(Kind.NAME_AND_STREET, firm=firm)
    kind = _together(frozenset(kinds), joined=len(text) < LONG and _joins(text, tokens))
    given = Kind.GIVEN_NAME in kinds
    family_first = kinds[0] != Kind.GIVEN_NAME if kind is Kind.NAME and given else None
    return Heading(kind, second, family_first, firm)


def _tokens(text: str) -> list[str]:
    """Return the words of a heading; a sign that joins is a word, so that no phrase reaches over it."""
    one_or_more = PLURAL.sub("", text)
    pieces = (DIGITS.sub(" ", plain(piece)) for piece in PHRASE_ENDS.split(one_or_more))
    return f" {PHRASE_END} ".join(pieces).split()


def _joins(text: str, tokens: Sequence[str]) -> bool:
    """Whether a heading lists several things rather than describing one."""
    return bool(JOINED.search(text)) or not words.AND.isdisjoint(tokens)


def _phrases(tokens: Sequence[str]) -> tuple[list[Kind], bool, int]:
    """Return the kinds that a heading names in their order, whether a partner is named, known words."""
    kinds: list[Kind] = []
    partner = False
    known = start = 0
    while start < len(tokens):
        end, phrase = _longest(tokens, start)
        if phrase in words.PARTNER:
            partner = True
        elif phrase in _KIND_OF and not (phrase in words.NOISE and len(tokens) > 1):
            kinds.append(_KIND_OF[phrase])
        known += (end - start) if phrase else 0
        start = end
    return kinds, partner, known


def _longest(tokens: Sequence[str], start: int) -> tuple[int, str]:
    """Return (end, phrase) of the longest known phrase from here; an empty phrase for none."""
    for end in range(min(start + LONGEST_PHRASE, len(tokens)), start, -1):
        phrase = " ".join(tokens[start:end])
        if phrase in _KIND_OF or phrase in words.PARTNER or phrase in words.NOISE:
            return end, phrase
    return start + 1, "" if not tokens[start].isdigit() else tokens[start]


def _together(kinds: frozenset[Kind], *, joined: bool) -> Kind:
    """Return what a heading means that names several things."""
    if Kind.IGNORED in kinds and not (joined and kinds & (WAYS | NAMES)):
        return Kind.IGNORED
    if {Kind.EMAIL, Kind.PHONE} <= kinds:
        return Kind.CONTACT
    person = Kind.GIVEN_NAME in kinds and kinds & {Kind.FAMILY_NAME, Kind.NAME}
    if person or (Kind.ORGANISATION in kinds and joined and kinds & NAMES - {Kind.ORGANISATION}):
        return Kind.NAME
    if {Kind.POSTCODE, Kind.MUNICIPALITY} <= kinds and Kind.STREET not in kinds:
        return Kind.TOWN
    if not joined and len(kinds) == 2 and kinds & {Kind.POSTCODE, Kind.MUNICIPALITY}:
        kinds -= {Kind.STREET}  # "Address 1 - City" is a city
    return next((kind for kind in STRONGEST if kind in kinds - {Kind.IGNORED}), Kind.IGNORED)


def recognised(cells: Sequence[str]) -> frozenset[Kind]:
    """Return the kinds of columns that a row names, if it can be a row of headings at all."""
    if any(SURELY_A_VALUE.search(cell) for cell in cells):
        return frozenset()
    filled = [cell for cell in cells if cell]
    found = [heading for heading in map(understood, filled) if heading]
    firm = [heading.kind for heading in found if heading.firm]
    if len(frozenset(firm)) < 2 and len(firm) < len(filled):
        return frozenset()
    return frozenset(heading.kind for heading in found) - {Kind.IGNORED}


def header_of(records: Sequence[Record]) -> Record | None:
    """Return the row of headings: the one of the first rows that names most kinds of columns."""
    best: Record | None = None
    most = 0
    for record in records[:FIRST_ROWS]:
        kinds = recognised(record.cells)
        enough = len(kinds) > 1 or (len(kinds) == 1 and _stands_alone(record, records))
        if enough and len(kinds) > most:
            best, most = record, len(kinds)
    return best


def _stands_alone(record: Record, records: Sequence[Record]) -> bool:
    """Whether one known heading is enough: the list has hardly another column, and it comes first."""
    widest = max(len(other.filled) for other in records)
    return widest <= len(record.filled) + 1 and record is records[0] and widest < 3


def columns_of(header: Record, width: int) -> list[Column]:
    """Return a column for each heading; unknown headings are ignored, missing ones left out."""
    columns = []
    for position in range(width):
        text = header.cell(position)
        if not text:
            continue
        found = understood(text) or Heading(Kind.IGNORED)
        heading = " ".join(text.split("\n"))
        columns.append(Column(position, heading, found.kind, found.second, found.family_first))
    return settled(columns)


def settled(columns: Sequence[Column]) -> list[Column]:
    """Return columns whose meaning depends on the others: "Naam" beside "Voornaam", a shop's contact."""
    kinds = {column.kind for column in columns if not column.second}
    become: dict[Kind, Kind] = {}
    if Kind.CONTACT_PERSON in kinds:
        if Kind.ORGANISATION not in kinds and Kind.GIVEN_NAME not in kinds and Kind.NAME in kinds:
            become[Kind.NAME] = Kind.ORGANISATION
        become[Kind.CONTACT_PERSON] = Kind.NAME
        kinds = {become.get(kind, kind) for kind in kinds}
    if Kind.GIVEN_NAME in kinds and Kind.FAMILY_NAME not in kinds:
        become.setdefault(Kind.NAME, Kind.FAMILY_NAME)
    named = kinds & NAMES - {Kind.ORGANISATION}
    become[Kind.MEMBER] = Kind.IGNORED if named else Kind.NAME
    told = [
        column
        if become.get(column.kind) is Kind.FAMILY_NAME and _is_full(column)
        else replace(column, kind=become.get(column.kind, column.kind))
        for column in columns
    ]
    return _seconds(told)


def _is_full(column: Column) -> bool:
    """Whether a column holds whole names, whatever stands beside it: "Volledige naam"."""
    told = column.family_first is not None
    return told or not words.FULL.isdisjoint(plain(column.heading).split())


def _seconds(columns: Sequence[Column]) -> list[Column]:
    """Mark a second pair of names ("Naam, Voornaam, Naam, Voornaam") as the partner's."""
    seen: set[Kind] = set()
    found = []
    for column in columns:
        again = column.kind in seen and column.kind in NAMES - {Kind.ORGANISATION}
        if not column.second:
            seen.add(column.kind)
        found.append(replace(column, second=True) if again else column)
    return found


def lettered(position: int, kind: Kind) -> Column:
    """Return a column that has no heading of its own."""
    return Column(position, letter(position), kind)
