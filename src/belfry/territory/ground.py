"""The ground of places: around the doors of a street list, and within the outline of a municipality."""

from collections.abc import Collection, Sequence
from datetime import date
from math import cos, radians
from typing import Final
from uuid import UUID

import shapely
from django.db.models import Q
from django.db.models.functions import Mod
from shapely import affinity

from belfry.territory.homes import current_addresses, in_range
from belfry.territory.models import Boundary
from belfry.territory.queries import valid_at
from belfry.territory.types import Shape, StreetRange

METRES_A_DEGREE: Final = 111_200
# Doors up to twice this far apart stand on one ground; what remains around a door; how straight a line is.
BETWEEN_DOORS: Final = 45
AROUND_A_DOOR: Final = 14
STRAIGHT: Final = 2


def ground_of(ranges: Sequence[StreetRange], on: date) -> Shape | None:
    """Return an outline around every door of a street list; None where no door has a place."""
    if not ranges:
        return None
    wanted = Q(pk__in=[])
    for one in ranges:
        wanted |= in_range(one)
    rows = current_addresses(on).alias(odd=Mod("number", 2)).filter(wanted)
    places = [
        (lon, lat)
        for lon, lat in rows.values_list("lon", "lat").distinct()
        if lon is not None and lat is not None
    ]
    return _around(places) if places else None


def _around(places: Sequence[tuple[float, float]]) -> Shape:
    lon, lat = places[0]
    across, along = METRES_A_DEGREE * cos(radians(lat)), METRES_A_DEGREE
    doors = shapely.MultiPoint([((x - lon) * across, (y - lat) * along) for x, y in places])
    ground = doors.buffer(BETWEEN_DOORS).buffer(AROUND_A_DOOR - BETWEEN_DOORS).simplify(STRAIGHT)
    in_degrees = affinity.affine_transform(ground, (1 / across, 0, 0, 1 / along, lon, lat))
    return Shape(shapely.set_precision(in_degrees, 1e-7))


def outlines_of(municipality_ids: Collection[UUID], *, on: date) -> dict[UUID, Shape]:
    """Return the outlines of municipalities at a date, as far as they are known."""
    rows = Boundary.objects.filter(valid_at(on), municipality_id__in=municipality_ids)
    return {row.municipality_id: Shape.kept(row.shape) for row in rows}
