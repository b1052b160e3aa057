"""Read a list of police zones: one line for each zone and municipality."""

import csv
import re
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from django.utils.translation import gettext as _

from belfry.territory.errors import NotAZoneList
from belfry.territory.faults import BadRowError, Faults
from belfry.territory.models import LONGEST_NAME

COLUMNS: Final = ("code", "name_nl", "name_fr", "name_de", "nis", "from", "until")
LANGUAGES: Final = ("nl", "fr", "de")
CODE: Final = re.compile(r"\d{4}")


@dataclass(frozen=True, slots=True)
class ZoneLine:
    """A municipality in a zone, from a day until the day before another."""

    line: int
    code: str
    nis: str
    valid_from: date
    valid_until: date | None


@dataclass(slots=True)
class ZoneFile:
    """What a list of zones holds; `names` by code and language."""

    good: list[ZoneLine] = field(default_factory=list)
    names: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    faults: Faults = field(default_factory=Faults)


def read_zones(text: bytes, known: Collection[str]) -> ZoneFile:
    """Return what a list of zones holds, judged by the NIS codes that are `known`; raise NotAZoneList."""
    try:
        lines = text.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise NotAZoneList from None
    heading = lines[0] if lines else ""
    reader = csv.DictReader(lines, delimiter=max(",;\t", key=heading.count), restval="")
    if not set(COLUMNS) <= set(reader.fieldnames or ()):
        raise NotAZoneList
    file = ZoneFile()
    for row in reader:
        cells = {name: (row[name] or "").strip() for name in COLUMNS}
        try:
            _take(reader.line_num, cells, file, known)
        except BadRowError as refusal:
            file.faults.add(refusal.at(reader.line_num))
    if not file.good and not file.faults.count:
        raise NotAZoneList
    return file


def _take(line: int, cells: Mapping[str, str], file: ZoneFile, known: Collection[str]) -> None:
    if not CODE.fullmatch(cells["code"]):
        raise BadRowError("code", "code", _("The code of a police zone has four digits."))
    if cells["nis"] not in known:
        reason = _("No municipality with this NIS code is known. Import the boundaries first.")
        raise BadRowError("nis", "nis", reason)
    valid_from = _day("from", cells["from"])
    valid_until = _day("until", cells["until"]) if cells["until"] else None
    if valid_until and valid_until <= valid_from:
        raise BadRowError("until", "date", _("The end is not after the beginning."))
    found = ZoneLine(line, cells["code"], cells["nis"], valid_from, valid_until)
    names = _names(cells, file)
    if other := next((one for one in file.good if _meets(one, found)), None):
        reason = _("This municipality is in a zone at that time already, by line %(line)s.")
        raise BadRowError("nis", "nis", reason % {"line": other.line})
    file.good.append(found)
    file.names[found.code] |= names


def _names(cells: Mapping[str, str], file: ZoneFile) -> dict[str, str]:
    names = {key: name for key in LANGUAGES if (name := cells[f"name_{key}"])}
    known = file.names.get(cells["code"], {})
    if not (names or known) or any(len(name) > LONGEST_NAME for name in names.values()):
        raise BadRowError(
            "name_nl", "name", _("The police zone has no name, or a far too long one.")
        )
    for key, name in names.items():
        if known.get(key, name) != name:
            reason = _("This police zone has another name in a line above.")
            raise BadRowError(f"name_{key}", "name", reason)
    return names


def _meets(one: ZoneLine, other: ZoneLine) -> bool:
    """Whether two lines put one municipality into a zone at the same time."""
    return (
        one.nis == other.nis
        and (one.valid_until is None or other.valid_from < one.valid_until)
        and (other.valid_until is None or one.valid_from < other.valid_until)
    )


def _day(column: str, cell: str) -> date:
    try:
        return date.fromisoformat(cell)
    except ValueError:
        raise BadRowError(column, "date", _("A day is written as 2025-01-31.")) from None
