"""The ground of places: around the doors of a street list, the street at a place, the outline of a municipality."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from math import cos, hypot, radians
from typing import Final
from uuid import UUID

import shapely
from shapely import affinity

from belfry.territory.homes import current_addresses
from belfry.territory.models import Boundary
from belfry.territory.queries import valid_at
from belfry.territory.types import Shape, StreetRange

METRES_A_DEGREE: Final = 111_200
# Doors up to twice this far apart stand on one ground; what remains around a door; how straight a line is.
BETWEEN_DOORS: Final = 45
AROUND_A_DOOR: Final = 14
STRAIGHT: Final = 2
# How far from a door somebody presses on a map who means its street.
PRESSED_WITHIN: Final = 60


def ground_of(ranges: Sequence[StreetRange], on: date) -> Shape | None:
    """Return an outline around every door of a street list; None where no door has a place."""
    return grounds_of([ranges], on)[0]


def grounds_of(lists: Sequence[Sequence[StreetRange]], on: date) -> list[Shape | None]:
    """Return the ground of each of several street lists, in one query."""
    wanted = {one.street_id for ranges in lists for one in ranges}
    rows = current_addresses(on).filter(street_id__in=wanted)
    doors: dict[int, set[tuple[int, float, float]]] = defaultdict(set)
    for street_id, number, lon, lat in rows.values_list("street_id", "number", "lon", "lat"):
        if lon is not None and lat is not None:
            doors[street_id].add((number, lon, lat))
    return [_around_doors(ranges, doors) for ranges in lists]


def _around_doors(
    ranges: Sequence[StreetRange], doors: Mapping[int, Collection[tuple[int, float, float]]]
) -> Shape | None:
    places = {
        (lon, lat)
        for one in ranges
        for number, lon, lat in doors.get(one.street_id, ())
        if one.has(number)
    }
    return _around(sorted(places)) if places else None


def _around(places: Sequence[tuple[float, float]]) -> Shape:
    lon, lat = places[0]
    across, along = METRES_A_DEGREE * cos(radians(lat)), METRES_A_DEGREE
    doors = shapely.MultiPoint([((x - lon) * across, (y - lat) * along) for x, y in places])
    ground = doors.buffer(BETWEEN_DOORS).buffer(AROUND_A_DOOR - BETWEEN_DOORS).simplify(STRAIGHT)
    in_degrees = affinity.affine_transform(ground, (1 / across, 0, 0, 1 / along, lon, lat))
    return Shape(shapely.set_precision(in_degrees, 1e-7))


def street_at(lon: float, lat: float, *, on: date) -> int | None:
    """Return the street of the address nearest to a place; None where none is within about 60 metres."""
    across = PRESSED_WITHIN / (METRES_A_DEGREE * cos(radians(lat)))
    along = PRESSED_WITHIN / METRES_A_DEGREE
    rows = current_addresses(on).filter(
        lat__range=(lat - along, lat + along), lon__range=(lon - across, lon + across)
    )
    doors = [
        (hypot((x - lon) / across, (y - lat) / along), street_id)
        for street_id, x, y in rows.values_list("street_id", "lon", "lat")
        if x is not None and y is not None
    ]
    distance, street_id = min(doors, default=(1, None))
    return street_id if distance < 1 else None


def outlines_of(municipality_ids: Collection[UUID], *, on: date) -> dict[UUID, Shape]:
    """Return the outlines of municipalities at a date, as far as they are known."""
    rows = Boundary.objects.filter(valid_at(on), municipality_id__in=municipality_ids)
    return {row.municipality_id: Shape.kept(row.shape) for row in rows}
