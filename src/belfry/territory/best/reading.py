"""Read the addresses of one region from a BeST file (CSV, or a zip with one), row by row."""

import csv
import io
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from functools import cache
from itertools import chain, islice
from pathlib import Path
from typing import IO, Final, NamedTuple

from django.utils.translation import gettext as _

from belfry.territory.best.columns import IDENTITIES, POSTCODE, Columns, recognised
from belfry.territory.errors import NoAddresses, NotAnAddressFile
from belfry.territory.faults import Bad, BadRowError, Faults
from belfry.territory.kinds import AddressRegion, AddressStatus
from belfry.territory.models import LONGEST_NAME
from belfry.territory.official import region_of
from belfry.territory.projections import AROUND_BELGIUM

SAMPLE: Final = 2_000
NUMBER: Final = re.compile(r"(\d{1,5})(?!\d)\s*(.*)")
LONGEST_SUFFIX, LONGEST_BOX, LONGEST_REFERENCE = 20, 30, 40
SEPARATORS: Final = ",;|\t"
STATUSES: Final = frozenset(AddressStatus.values)
ENCRYPTED: Final = 1
REGISTERS: Final = {
    "02000": AddressRegion.FLANDERS,
    "03000": AddressRegion.WALLONIA,
    "04000": AddressRegion.BRUSSELS,
}


class AddressRow(NamedTuple):
    """One address as it goes into the table; `line` counts lines of the file from 1."""

    line: int
    reference: str
    street_reference: str
    number: int
    suffix: str
    box: str
    postcode: str
    lat: float | None
    lon: float | None
    status: str


class StreetRow(NamedTuple):
    """One street as its first address tells it."""

    nis: str
    name_nl: str
    name_fr: str
    name_de: str


class AddressFile:
    """An open file: `rows` yields what is good, `streets` and `faults` fill while it does."""

    def __init__(self, stream: IO[bytes], text: io.TextIOWrapper, size: int, on: date) -> None:
        """Read the header and a sample; raise NotAnAddressFile or one of its kinds."""
        self._stream, self._size, self._on = stream, size, on
        try:
            heading = text.readline()
            separator = max(SEPARATORS, key=heading.count)
            self._reader = csv.reader(chain([heading], text), delimiter=separator)
            self._header = next(self._reader, [])
            self._first = [(self._reader.line_num, row) for row in islice(self._reader, SAMPLE)]
        except (UnicodeDecodeError, csv.Error):
            raise NotAnAddressFile from None
        if not set(IDENTITIES) & set(self._header):
            raise NotAnAddressFile
        sample = [row for _line, row in self._first if row]
        if not sample:
            raise NoAddresses
        self.columns = recognised(self._header, sample)
        self.region = _region_of(sample, self.columns, on)
        self.streets: dict[str, StreetRow] = {}
        self.faults = Faults()

    @property
    def share_read(self) -> float:
        """How much of the file was read, from 0 to 1."""
        return self._stream.tell() / self._size if self._size else 1.0

    def rows(self) -> Iterator[AddressRow]:
        """Yield the good rows; the others go to `faults`."""
        for line, row in chain(self._first, self._others()):
            if not row:
                continue
            try:
                yield self._address(line, row)
            except BadRowError as refusal:
                self.faults.add(refusal.at(line))

    def _others(self) -> Iterator[tuple[int, list[str]]]:
        while True:
            try:
                row = next(self._reader, None)
            except (UnicodeDecodeError, csv.Error):
                line = self._reader.line_num
                self.faults.add(Bad(line, "", "row", _("From here on, the file cannot be read.")))
                return
            if row is None:
                return
            yield self._reader.line_num, row

    def _address(self, line: int, row: list[str]) -> AddressRow:
        at = self.columns
        if len(row) != len(self._header):
            raise BadRowError("", "row", _("The row has more or fewer cells than the heading."))
        reference, street = row[at.address_id], row[at.street_id]
        for column, cell in (("address_id", reference), ("street_id", street)):
            if not 0 < len(cell) <= LONGEST_REFERENCE:
                raise BadRowError(
                    column, "number", _("The number of the address or street is missing.")
                )
        number, suffix = _house_number(row[at.house_number])
        address = AddressRow(
            line, reference, street, number, suffix,
            _box(row[at.box_number]),
            _postcode(row[at.postcode]),
            *_place(row[at.lat], row[at.lon]),
            _status(row[at.status]) if at.status >= 0 else AddressStatus.CURRENT.value,
        )  # fmt: skip
        if street not in self.streets:
            self.streets[street] = self._street(row)
        return address

    def _street(self, row: list[str]) -> StreetRow:
        at = self.columns
        nis = row[at.nis]
        if register_of(nis, self._on) is not self.region:
            reason = _("The NIS code is none of a municipality of this region.")
            raise BadRowError("municipality_id", "nis", reason)
        positions = (at.streetname_nl, at.streetname_fr, at.streetname_de)
        names = [row[position].strip() if position >= 0 else "" for position in positions]
        if not any(names) or max(map(len, names)) > LONGEST_NAME:
            raise BadRowError(
                "streetname", "name", _("The street has no name, or a far too long one.")
            )
        return StreetRow(nis, *names)


@contextmanager
def opened(path: Path, *, on: date) -> Iterator[AddressFile]:
    """Give the address file of a path, as the regions are on a date.

    Raises NotAnAddressFile or one of its kinds, also while its rows are read; OSError.
    """
    with ExitStack() as stack:
        try:
            stream, size = _stream(path, stack)
            text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")
            yield AddressFile(stream, stack.enter_context(text), size, on)
        except (zipfile.BadZipFile, zlib.error):
            raise NotAnAddressFile from None


def _stream(path: Path, stack: ExitStack) -> tuple[IO[bytes], int]:
    if not zipfile.is_zipfile(path):
        return stack.enter_context(path.open("rb")), path.stat().st_size
    archive = stack.enter_context(zipfile.ZipFile(path))
    tables = [one for one in archive.infolist() if one.filename.lower().endswith(".csv")]
    if len(tables) != 1 or tables[0].flag_bits & ENCRYPTED:
        raise NotAnAddressFile
    return stack.enter_context(archive.open(tables[0])), tables[0].file_size


def _region_of(sample: list[list[str]], columns: Columns, on: date) -> AddressRegion:
    codes = Counter(row[columns.nis] for row in sample if columns.nis < len(row))
    for nis, _times in codes.most_common():
        if region := register_of(nis, on):
            return region
    raise NotAnAddressFile


@cache
def register_of(nis: str, on: date) -> AddressRegion | None:
    """Return whose register holds a municipality; None for a code of no region."""
    region = region_of(nis, on)
    return REGISTERS.get(region.nis) if region else None


@cache
def _house_number(cell: str) -> tuple[int, str]:
    """Return a house number in two: "12A" as 12 and "A", "12-14" as 12 and "-14", "Z/N" as 0 and "Z/N"."""
    match = NUMBER.fullmatch(cell.strip())
    number, suffix = (int(match[1]), match[2]) if match else (0, cell.strip())
    if not (number or suffix) or len(suffix) > LONGEST_SUFFIX:
        raise BadRowError("house_number", "number", _("This is no house number."))
    return number, suffix


def _box(cell: str) -> str:
    if len(cell) > LONGEST_BOX:
        raise BadRowError("box_number", "number", _("This is no number of a box."))
    return cell.strip()


def _postcode(cell: str) -> str:
    if not POSTCODE.fullmatch(cell):
        raise BadRowError("postcode", "postcode", _("A postcode has four digits."))
    return cell


def _place(lat: str, lon: str) -> tuple[float | None, float | None]:
    if not (lat or lon):
        return None, None
    try:
        place = float(lon), float(lat)
    except ValueError:
        raise BadRowError("EPSG:4326_lat", "coordinate", _("This is no coordinate.")) from None
    if not AROUND_BELGIUM.holds(place):
        reason = _("The place lies outside Belgium: latitude 49 to 52, longitude 2 to 7.")
        raise BadRowError("EPSG:4326_lat", "coordinate", reason)
    return place[1], place[0]


def _status(cell: str) -> str:
    if cell not in STATUSES:
        raise BadRowError("status", "status", _("This status is none of BeST."))
    return cell
