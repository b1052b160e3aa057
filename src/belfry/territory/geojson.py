"""Take polygons out of a GeoJSON text, however it wraps them (RFC 7946)."""

import json
from collections.abc import Iterator, Mapping
from math import isfinite
from typing import Any, Final, NamedTuple, TypeGuard

from belfry.territory.errors import EmptyShape, NotAShape
from belfry.territory.projections import Position

Ring = list[Position]
CORNERS: Final = 3
LARGEST: Final = 1e9
WITHOUT_SURFACE: Final = frozenset({"Point", "MultiPoint", "LineString", "MultiLineString"})


class Outlines(NamedTuple):
    """Polygons as lists of rings (the first one outside), as they were written.

    `others` counts what has no surface; `open_rings` those that did not end where they began.
    """

    polygons: list[list[Ring]]
    parts: int
    others: int
    open_rings: int


def decoded(text: str | bytes) -> Any:
    """Return a JSON text as values; raise NotAShape."""
    try:
        return json.loads(text.decode("utf-8-sig") if isinstance(text, bytes) else text)
    except (ValueError, RecursionError):
        raise NotAShape from None


def outlines(given: object) -> Outlines:
    """Return the outlines of a GeoJSON object; raise NotAShape, EmptyShape."""
    geometries = list(_geometries(given))
    areas = [one for one in geometries if one.get("type") not in WITHOUT_SURFACE]
    polygons = [polygon for one in areas for polygon in _polygons(one)]
    rings = [[_ring(ring) for ring in polygon] for polygon in polygons]
    open_rings = sum(not closed for polygon in rings for _, closed in polygon)
    return Outlines(
        [[ring for ring, _ in polygon] for polygon in rings],
        len(areas),
        len(geometries) - len(areas),
        open_rings,
    )


def _geometries(given: object, depth: int = 0) -> Iterator[Mapping[str, Any]]:
    if not isinstance(given, Mapping) or depth > CORNERS:
        raise NotAShape
    match given.get("type"):
        case "FeatureCollection":
            inner = given.get("features")
        case "GeometryCollection":
            inner = given.get("geometries")
        case "Feature":
            # A feature without a geometry is allowed and says nothing.
            inner = [given["geometry"]] if given.get("geometry") else []
        case _:
            yield given
            return
    if not isinstance(inner, list):
        raise NotAShape
    for one in inner:
        yield from _geometries(one, depth + 1)


def _polygons(geometry: Mapping[str, Any]) -> list[list[Any]]:
    coordinates = geometry.get("coordinates")
    found = {"Polygon": [coordinates], "MultiPolygon": coordinates}.get(str(geometry.get("type")))
    if not isinstance(found, list) or not all(isinstance(one, list) for one in found):
        raise NotAShape
    return [one for one in found if one]


def _ring(given: object) -> tuple[Ring, bool]:
    """Return a ring that ends where it begins, and whether it did so already."""
    if not isinstance(given, list):
        raise NotAShape
    ring = [_position(one) for one in given]
    if len(set(ring)) < CORNERS:
        raise EmptyShape
    closed = ring[0] == ring[-1]
    return (ring if closed else [*ring, ring[0]]), closed


def _position(given: object) -> Position:
    match given:
        # A third number is a height.
        case [x, y, *_] if _is_number(x) and _is_number(y):
            return float(x), float(y)
    raise NotAShape


def _is_number(given: object) -> TypeGuard[float]:
    if isinstance(given, bool) or not isinstance(given, int | float):
        return False
    return abs(given) < LARGEST and isfinite(given)
