"""Read, mend and compare perimeters: pure geometry, without tables."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import shapely
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from belfry.territory.compass import where_in
from belfry.territory.errors import (
    EmptyShape,
    NoArea,
    NothingLeft,
    OutsideBelgium,
    ShapeTooIntricate,
    ShapeTooLarge,
    ShapeTooLong,
)
from belfry.territory.geojson import Outlines, Ring, decoded, outlines
from belfry.territory.kinds import Remedy
from belfry.territory.projections import BELGIUM, EARTH, Position, to_wgs_84
from belfry.territory.types import Overlap, ReadShape, Shape

LONGEST_TEXT: Final = 5_000_000
MOST_SQUARE_KILOMETRES: Final = 25
MOST_POINTS: Final = 2_000
# Degrees: one to nine metres.
TOLERANCES: Final = (1e-5, 2e-5, 4e-5, 8e-5)
# Seven digits: a centimetre.
GRID: Final = 1e-7
LEAST_SQUARE_METRES: Final = 1


def read_shape(given: str | bytes | Mapping[str, Any]) -> ReadShape:
    """Return the shape of a GeoJSON text, and what was mended in it.

    Raises errors.NotAShape or one of its kinds: no GeoJSON, a point or line, outside Belgium, too large.
    """
    if isinstance(given, str | bytes):
        if len(given) > LONGEST_TEXT:
            raise ShapeTooLong
        given = decoded(given)
    geometry, remedies = read_geometry(given)
    size = square_kilometres(Shape(geometry))
    if size > MOST_SQUARE_KILOMETRES:
        raise ShapeTooLarge(size=f"{size:.0f}", most=MOST_SQUARE_KILOMETRES)
    simple = _simplified(geometry)
    if simple is not geometry:
        remedies.append(Remedy.SIMPLIFIED)
    return ReadShape(Shape(simple), tuple(remedies))


def read_geometry(given: object) -> tuple[BaseGeometry, list[Remedy]]:
    """Return the valid geometry of a GeoJSON object of any size, and what was mended in it.

    Raises what `read_shape` raises, but for size.
    """
    found = outlines(given)
    if not found.polygons:
        raise NoArea if found.others else EmptyShape
    remedies = list(_remedies_of(found))
    polygons, system = _in_degrees(found.polygons)
    remedies += [system] if system else []
    crossing = [not one.is_valid for one in polygons]
    whole = shapely.union_all([shapely.make_valid(one) for one in polygons])
    geometry = _areas_of(shapely.set_precision(whole, GRID))
    if geometry.is_empty:
        raise EmptyShape
    if any(crossing):
        remedies.append(Remedy.UNCROSSED)
    if not geometry.intersects(shapely.box(*BELGIUM)):
        raise OutsideBelgium
    return geometry, remedies


def _remedies_of(found: Outlines) -> Iterator[Remedy]:
    if found.parts > 1:
        yield Remedy.JOINED
    if found.others:
        yield Remedy.SLIVERS
    if found.open_rings:
        yield Remedy.CLOSED


def _in_degrees(polygons: list[list[Ring]]) -> tuple[list[Polygon], Remedy | None]:
    positions = [position for polygon in polygons for ring in polygon for position in ring]
    system = to_wgs_84(positions)
    if system is None:
        raise OutsideBelgium
    remedy, convert = system

    def converted(ring: Ring) -> list[Position]:
        return [convert(position) for position in ring] if remedy else ring

    made = [
        Polygon(converted(shell), [converted(hole) for hole in holes]) for shell, *holes in polygons
    ]
    return made, remedy


def _areas_of(geometry: BaseGeometry) -> BaseGeometry:
    """Return what of a geometry has a surface of a square metre or more."""
    parts = [one for one in _parts_of(geometry) if _square_metres(one) >= LEAST_SQUARE_METRES]
    return parts[0] if len(parts) == 1 else MultiPolygon(parts)


def _parts_of(geometry: BaseGeometry) -> list[Polygon]:
    flat = shapely.get_parts(shapely.get_parts(geometry)).tolist()
    return [one for one in flat if isinstance(one, Polygon)]


def _simplified(geometry: BaseGeometry) -> BaseGeometry:
    if shapely.get_num_coordinates(geometry) <= MOST_POINTS:
        return geometry
    for tolerance in TOLERANCES:
        simple = _areas_of(shapely.set_precision(geometry.simplify(tolerance), GRID))
        if shapely.get_num_coordinates(simple) <= MOST_POINTS:
            return simple
    raise ShapeTooIntricate


def _square_metres(geometry: BaseGeometry) -> float:
    return abs(float(EARTH.geometry_area_perimeter(geometry)[0]))


def square_kilometres(shape: Shape) -> float:
    """Return the surface of a shape on the ground."""
    return sum(_square_metres(one) for one in _parts_of(shape.geometry)) / 1_000_000


def overlap(shape: Shape, other: Shape) -> Overlap | None:
    """Return how much of `shape` lies in `other`, and where in `shape`; None if they only touch."""
    common = _areas_of(shape.geometry.intersection(other.geometry))
    if common.is_empty:
        return None
    share = square_kilometres(Shape(common)) / square_kilometres(shape)
    percent = min(100, max(1, round(100 * share)))
    return Overlap(percent, where_in(shape.bounds, percent, _parts_of(common)))


def without(shape: Shape, others: Iterable[Shape]) -> Shape:
    """Return `shape` with all others cut out of it; raise NothingLeft."""
    cut = shape.geometry.difference(shapely.union_all([one.geometry for one in others]))
    left = _areas_of(shapely.set_precision(cut, GRID))
    if left.is_empty:
        raise NothingLeft
    return Shape(left)
