"""Read a list of networks that were recognised on paper: which column is what, which rows can be taken."""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from belfry.lists.decoding import ZIP, check_kind, decoded
from belfry.lists.errors import EmptyFile, NotANetworkList
from belfry.lists.tables import Record, Table
from belfry.lists.text_files import text_table
from belfry.lists.types import Bad
from belfry.lists.words import plain
from belfry.lists.workbooks import workbook_tables

WORDS: Final[Mapping[str, list[str]]] = tomllib.loads(
    Path(__file__).with_name("network_words.toml").read_text(encoding="utf-8")
)
COLUMNS: Final[Mapping[str, str]] = {
    phrase: column for column, phrases in WORDS.items() for phrase in phrases
}
NEEDED: Final = ("number", "name", "town", "recognised_on")
DATES: Final = ("recognised_on", "coordinator_screened_on", "deputy_screened_on")
EMAILS: Final = ("coordinator_email", "deputy_email")
# Above these a list may bear a title.
FIRST_ROWS: Final = 20
LONGEST: Final[Mapping[str, int]] = {"number": 40, "name": 120, "profession": 120}
DAY: Final = re.compile(r"(\d{1,2})[/. -](\d{1,2})[/. -](\d{4})|(\d{4})-(\d{1,2})-(\d{1,2})")
EMAIL: Final = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;.]+")
LANGUAGES: Final[Mapping[str, str]] = {
    **dict.fromkeys(("nl", "nederlands", "neerlandais", "niederlandisch", "dutch", "n"), "nl"),
    **dict.fromkeys(("fr", "frans", "francais", "franzosisch", "french", "f"), "fr"),
    **dict.fromkeys(("de", "duits", "allemand", "deutsch", "german", "d"), "de"),
    **dict.fromkeys(("en", "engels", "anglais", "englisch", "english"), "en"),
}
KINDS: Final[Mapping[str, str]] = {
    **dict.fromkeys(
        ("residential", "residentieel", "bewoners", "bin", "plp", "residentiel", "habitants", "wohngebiet", "bewohner"),
        "residential",
    ),
    **dict.fromkeys(
        ("commercial", "commercieel", "zelfstandigen", "bin z", "plp i", "winkel", "independants", "commerces", "gewerblich", "selbststandige"),
        "commercial",
    ),
    **dict.fromkeys(
        ("sectoral", "sectoraal", "sector", "sin", "sectoriel", "secteur", "branche", "sektoriell"),
        "sectoral",
    ),
}  # fmt: skip
MISSING: Final = _("This cell is empty.")
NO_DATE: Final = _("This is no date. Write it as 31/12/2019.")
NO_EMAIL: Final = _("This is no e-mail address.")
NO_LANGUAGE: Final = _("This language is not known. Write nl, fr, de or en.")
NO_KIND: Final = _("This kind is not known. Write residential, commercial or sectoral.")
TOO_LONG: Final = _("This is too long.")
TWICE: Final = _("A row above has the same number.")


@dataclass(frozen=True, slots=True)
class NetworkRow:
    """A network as a list tells it; places and persons are still words. `line` counts from 1."""

    line: int
    number: str
    name: str
    town: str
    recognised_on: date
    zone: str = ""
    kind: str = "residential"
    languages: tuple[str, ...] = ()
    profession: str = ""
    coordinator: str = ""
    coordinator_email: str = ""
    coordinator_screened_on: date | None = None
    deputy: str = ""
    deputy_email: str = ""
    deputy_screened_on: date | None = None


@dataclass(frozen=True, slots=True)
class NetworkList:
    """What a list holds: rows that can be taken, what is wrong with the others, headings not used."""

    good: Sequence[NetworkRow]
    bad: Sequence[Bad]
    unused: Sequence[str]
    # How the list heads each column that it has.
    headings: Mapping[str, str]


def read_network_list(data: bytes) -> NetworkList:
    """Return what a CSV file or workbook tells of networks; raise NotAMemberList's kin for what is no list.

    Columns are found by their headings in four languages, in any order.
    """
    for table in _tables(data):
        for place, record in enumerate(table.records[:FIRST_ROWS]):
            columns = [COLUMNS.get(plain(cell), "") for cell in record.cells]
            if set(NEEDED) <= set(columns):
                unused = [cell for cell, key in zip(record.cells, columns, strict=True) if not key]
                rows = table.records[place + 1 :]
                return _read(columns, record, rows, list(filter(None, unused)))
    raise NotANetworkList


def _tables(data: bytes) -> Sequence[Table]:
    check_kind(data)
    tables = workbook_tables(data)[0] if data.startswith(ZIP) else [text_table(decoded(data)[0])]
    if not any(table.records for table in tables):
        raise EmptyFile
    return tables


def _read(
    columns: Sequence[str], heading: Record, records: Sequence[Record], unused: Sequence[str]
) -> NetworkList:
    headings = {key: heading.cell(at) for at, key in enumerate(columns) if key}
    good: list[NetworkRow] = []
    bad: list[Bad] = []
    seen: set[str] = set()
    for record in records:
        cells = {key: record.cell(at).strip() for at, key in enumerate(columns) if key}
        faults = list(_faults(cells))
        if cells["number"] in seen:
            faults.append(("number", TWICE))
        seen.add(cells["number"])
        if faults:
            bad += [Bad(record.line, headings[key], key, str(reason)) for key, reason in faults]
        else:
            good.append(_row(record.line, cells))
    return NetworkList(good, bad, unused, headings)


def _faults(cells: Mapping[str, str]) -> Iterator[tuple[str, str | Promise]]:
    """Yield (column, reason) for each cell that cannot be taken."""
    tests: Sequence[tuple[Sequence[str], str | Promise, Callable[[str, str], bool]]] = (
        (NEEDED, MISSING, lambda _key, cell: bool(cell)),
        (tuple(LONGEST), TOO_LONG, lambda key, cell: len(cell) <= LONGEST[key]),
        (DATES, NO_DATE, lambda _key, cell: not cell or _day(cell) is not None),
        (EMAILS, NO_EMAIL, lambda _key, cell: not cell or bool(EMAIL.fullmatch(cell))),
        (("languages",), NO_LANGUAGE, lambda _key, cell: set(_words(cell)) <= LANGUAGES.keys()),
        (("kind",), NO_KIND, lambda _key, cell: not cell or plain(cell) in KINDS),
    )
    for keys, reason, is_fine in tests:
        yield from ((key, reason) for key in keys if not is_fine(key, cells.get(key, "")))


def _row(line: int, cells: Mapping[str, str]) -> NetworkRow:
    def told(key: str) -> str:
        return cells.get(key, "")

    on = _day(cells["recognised_on"])
    assert on is not None
    return NetworkRow(
        line,
        number=cells["number"],
        name=cells["name"],
        town=cells["town"],
        recognised_on=on,
        zone=told("zone"),
        kind=KINDS.get(plain(told("kind")), "residential"),
        languages=tuple(dict.fromkeys(LANGUAGES[word] for word in _words(told("languages")))),
        profession=told("profession"),
        coordinator=told("coordinator"),
        coordinator_email=told("coordinator_email"),
        coordinator_screened_on=_day(told("coordinator_screened_on")),
        deputy=told("deputy"),
        deputy_email=told("deputy_email"),
        deputy_screened_on=_day(told("deputy_screened_on")),
    )


def _words(text: str) -> list[str]:
    return plain(text.replace("/", " ")).split()


def _day(text: str) -> date | None:
    found = DAY.match(text.strip())
    if not found:
        return None
    day, month, year, year_first, month_next, day_last = found.groups()
    try:
        return date(int(year or year_first), int(month or month_next), int(day or day_last))
    except ValueError:
        return None
