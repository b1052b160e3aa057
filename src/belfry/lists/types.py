"""What a reading of a member list holds (contract, "Fields of an imported member")."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One member as the list tells it; `line` is where its record begins, counted from 1."""

    line: int
    given_name: str = ""
    family_name: str = ""
    organisation: str = ""
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    street: str = ""
    number: str = ""
    box: str = ""
    postcode: str = ""
    municipality: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Bad:
    """A row that cannot be taken: where, what kind of value, and a reason in words."""

    line: int
    column: str
    value_kind: str
    reason: str


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A later row of the same person."""

    line: int
    of_line: int


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something that was understood but deserves a look: where, and a sentence."""

    line: int
    column: str
    reason: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A whole list: what is good, bad, double or doubtful, and how the file was read."""

    good: tuple[Row, ...]
    bad: tuple[Bad, ...]
    duplicates: tuple[Duplicate, ...]
    doubts: tuple[Doubt, ...]
    encoding: str
    separator: str
    sheet: str
