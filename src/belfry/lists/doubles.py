"""Which rows of one list are the same person."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from belfry.lists.ties import Ties, loose, name_key
from belfry.lists.types import Duplicate, Row

# Rows of one name at one address that are compared with; a file of thousands is no list of people.
MOST_NAMESAKES: Final = 20


@dataclass(frozen=True, slots=True)
class _Trace:
    """By what a row is recognised; `line` is that of the first row of the person."""

    line: int
    ties: Ties
    birth: str

    def is_one_with(self, other: "_Trace") -> bool:
        """Whether two rows of one name that share something are one person."""
        born_apart = self.birth and other.birth and self.birth != other.birth
        return not born_apart and self.ties.are_of_one(other.ties)


def doubles(rows: list[tuple[Row, str]]) -> dict[int, Duplicate]:
    """Return the later rows of the same person by their place among `rows`.

    Each row comes with a date or year of birth if one is told.

    The same person has the same name, whatever the accents, case and order, and shares an e-mail
    address, a phone number or the postal address. Father and son of one name share at most what a
    household shares: where both have e-mail addresses or mobile numbers of their own and all of them
    differ, or their dates of birth differ, they are two. A row that tells a name and nothing else
    is the person of that name who came before.
    """
    tied: defaultdict[tuple[str, str], list[_Trace]] = defaultdict(list)
    named: dict[str, int] = {}
    found: dict[int, Duplicate] = {}
    for at, (row, birth) in enumerate(rows):
        name, trace = _name_key(row), _trace(row, birth)
        lines = _lines_of_same(trace, [one for tie in trace.ties.every for one in tied[name, tie]])
        if not trace.ties.every and name in named:
            lines = {named[name]}
        if lines:
            found[at] = Duplicate(row.line, min(lines))
            # Kept under the line of the first, so that a third row is a double of that one.
            trace = replace(trace, line=min(lines))
        named.setdefault(name, trace.line)
        for tie in trace.ties.every:
            if len(tied[name, tie]) < MOST_NAMESAKES:
                tied[name, tie].append(trace)
    return found


def _lines_of_same(trace: _Trace, others: Sequence[_Trace]) -> set[int]:
    """Return the first lines of persons, among rows of one name that share something, who are this one.

    Nobody is who has a row that says otherwise, unless an address of this very person is shared.
    """
    same = {other.line for other in others if trace.is_one_with(other)}
    unlike = {other.line for other in others if not trace.is_one_with(other)}
    sure = {other.line for other in others if trace.ties.share_own(other.ties)} & same
    return sure or same - unlike


def _trace(row: Row, birth: str) -> _Trace:
    parts = [loose(part) for part in (row.street, row.number, row.box, row.postcode)]
    postal = "|".join(parts) if row.street and row.number else ""
    return _Trace(row.line, Ties.of(row.emails, row.phones, postal), _year(birth))


def _year(birth: str) -> str:
    year = re.search(r"(?:18|19|20)\d\d", birth)
    return year[0] if year else ""


def _name_key(row: Row) -> str:
    """Return a name whichever way round it is written, or the organisation where there is none."""
    key = name_key(row.given_name, row.family_name)
    return key or f"organisation {loose(row.organisation)}"
