"""Which rows of one list are the same person."""

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from typing import Final

from belfry.lists.contacts import MOBILE
from belfry.lists.types import Duplicate, Row

NOT_A_WORD: Final = re.compile(r"[\W_]+")
BELGIAN_MOBILE: Final = re.compile(rf"\+32{MOBILE.pattern}")


@dataclass(frozen=True, slots=True)
class _Trace:
    """By what a row is recognised."""

    line: int
    emails: frozenset[str]
    mobiles: frozenset[str]
    phones: frozenset[str]
    postal: str
    birth: str


def doubles(rows: list[tuple[Row, str]]) -> list[Duplicate]:
    """Return the later rows of the same person; each row comes with a date or year of birth if told.

    The same person has the same name, whatever the accents, case and order, and shares an e-mail
    address, a phone number or the postal address. Father and son of one name share at most what a
    household shares: where both have e-mail addresses or mobile numbers of their own and all of them
    differ, or their dates of birth differ, they are two. A row that tells a name and nothing else
    is the person of that name who came before.
    """
    known: defaultdict[str, list[_Trace]] = defaultdict(list)
    found = []
    for row, birth in rows:
        traces = known[_name_key(row)]
        trace = _trace(row, birth)
        first = next((other.line for other in traces if _same(trace, other)), None)
        if first is not None:
            found.append(Duplicate(row.line, first))
        # A double is kept under the line of the first, so that a third row is a double of that one.
        line = row.line if first is None else first
        traces.append(
            _Trace(line, trace.emails, trace.mobiles, trace.phones, trace.postal, trace.birth)
        )
    return found


def _same(one: _Trace, other: _Trace) -> bool:
    if one.birth and other.birth and one.birth != other.birth:
        return False
    if not (one.emails or one.phones or one.postal):
        return True
    if one.emails & other.emails or one.mobiles & other.mobiles:
        return True
    shared = one.phones & other.phones or (one.postal and one.postal == other.postal)
    own = (one.emails and other.emails) or (one.mobiles and other.mobiles)
    return bool(shared) and not own


def _trace(row: Row, birth: str) -> _Trace:
    postal = [_loose(part) for part in (row.street, row.number, row.box, row.postcode)]
    mobiles = frozenset(number for number in row.phones if BELGIAN_MOBILE.fullmatch(number))
    return _Trace(
        row.line,
        frozenset(row.emails),
        mobiles,
        frozenset(row.phones),
        "|".join(postal) if row.street and row.number else "",
        _year(birth),
    )


def _year(birth: str) -> str:
    year = re.search(r"(?:18|19|20)\d\d", birth)
    return year[0] if year else ""


def _loose(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return NOT_A_WORD.sub("", decomposed.encode("ascii", "ignore").decode() or text.casefold())


def _name_key(row: Row) -> str:
    """Return a name whichever way round it is written, or the organisation where there is none."""
    names = f"{row.given_name} {row.family_name}".split()
    parts = sorted(filter(None, map(_loose, names)))
    return "+".join(parts) or f"organisation {_loose(row.organisation)}"
