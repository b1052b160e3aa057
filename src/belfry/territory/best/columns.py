"""Which column holds what, told by what stands in it.

One version of the public converter writes the values in another order than its header says: postal
before municipality, and the pairs of coordinates exchanged. So a heading is believed only where the cells
below it fit; what has a form of its own is looked for in all columns.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final, NamedTuple

from belfry.territory.errors import ColumnMissing
from belfry.territory.kinds import AddressStatus
from belfry.territory.official import OFFICIAL_NIS

Row = Sequence[str]
ENOUGH: Final = 0.9
FILLED: Final = 0.5
NUMBER: Final = re.compile(r"\d")
LETTER: Final = re.compile(r"[^\W\d_]")
POSTCODE: Final = re.compile(r"[1-9]\d{3}")
STREET_NAMES: Final = ("streetname_nl", "streetname_fr", "streetname_de")
IDENTITIES: Final = ("address_id", "street_id", "house_number", "box_number")


class Columns(NamedTuple):
    """The position of each thing; -1 for what a file may lack. `moved` are headings that were wrong."""

    address_id: int
    street_id: int
    house_number: int
    box_number: int
    streetname_nl: int
    streetname_fr: int
    streetname_de: int
    postcode: int
    nis: int
    lat: int
    lon: int
    status: int
    moved: tuple[str, ...]


def _within(low: float, high: float) -> Callable[[str], bool]:
    def fits(cell: str) -> bool:
        try:
            return "." in cell and low <= float(cell) <= high
        except ValueError:
            return False

    return fits


# What has a form of its own, and the heading under which it should stand.
FORMS: Final[Mapping[str, tuple[str, Callable[[str], object]]]] = {
    "lat": ("EPSG:4326_lat", _within(49, 52)),
    "lon": ("EPSG:4326_lon", _within(2, 7)),
    "postcode": ("postcode", POSTCODE.fullmatch),
    "nis": ("municipality_id", OFFICIAL_NIS.fullmatch),
    "status": ("status", AddressStatus.values.__contains__),
}


def recognised(header: Row, sample: Sequence[Row]) -> Columns:
    """Return where everything stands; raise ColumnMissing, which names what was not found."""
    cells = [
        [row[at].strip() for row in sample if at < len(row)] for at, _heading in enumerate(header)
    ]
    filled = [[cell for cell in column if cell] for column in cells]
    found = _identities(header, filled)
    moved = []
    for name, (heading, fits) in FORMS.items():
        found[name] = _formed(heading, fits, header, cells, filled)
        if found[name] < 0 and name != "status":
            raise ColumnMissing(heading=heading)
        if found[name] >= 0 and header[found[name]] != heading:
            moved.append(heading)
    for name in STREET_NAMES:
        at = header.index(name) if name in header else -1
        found[name] = at if at >= 0 and _share(filled[at], LETTER.search) >= ENOUGH else -1
    if all(found[name] < 0 for name in STREET_NAMES):
        raise ColumnMissing(heading=STREET_NAMES[0])
    return Columns(**found, moved=tuple(moved))


def _identities(header: Row, filled: Sequence[Sequence[str]]) -> dict[str, int]:
    """Return the positions of what only its heading tells, put right where the cells contradict it."""
    for heading in IDENTITIES:
        if heading not in header:
            raise ColumnMissing(heading=heading)
    found = {heading: header.index(heading) for heading in IDENTITIES}
    address, street = found["address_id"], found["street_id"]
    if len(set(filled[address])) < len(set(filled[street])):
        found |= {"address_id": street, "street_id": address}
    house, box = found["house_number"], found["box_number"]
    if len(filled[house]) < len(filled[box]):
        found |= {"house_number": box, "box_number": house}
    return found


def _formed(
    heading: str,
    fits: Callable[[str], object],
    header: Row,
    cells: Sequence[Sequence[str]],
    filled: Sequence[Sequence[str]],
) -> int:
    """Return the column of cells of a form: that of the heading, else the best other one, else -1."""
    fitting = [
        at
        for at, column in enumerate(filled)
        if column
        and len(column) >= FILLED * len(cells[at])
        and _share(column, fits) >= ENOUGH
        # A number of an address or a street may look like anything.
        and header[at] not in IDENTITIES
    ]
    return max(fitting, key=lambda at: (header[at] == heading, len(filled[at])), default=-1)


def _share(cells: Sequence[str], fits: Callable[[str], object]) -> float:
    return sum(bool(fits(cell)) for cell in cells) / len(cells) if cells else 0
