"""Say in words in which part of a perimeter something lies."""

from collections.abc import Sequence
from math import atan2, pi
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from shapely.geometry import MultiPolygon, Polygon

NEARLY_ALL: Final = 95
# Half a side: what lies nearer to the middle than a third of it is in the middle.
MIDDLE: Final = 1 / 3
# Counter-clockwise from the east, as angles are.
WINDS: Final[Sequence[str | Promise]] = (
    _("in the east"),
    _("in the north-east"),
    _("in the north"),
    _("in the north-west"),
    _("in the west"),
    _("in the south-west"),
    _("in the south"),
    _("in the south-east"),
)


def where_in(
    bounds: tuple[float, float, float, float], percent: int, parts: Sequence[Polygon]
) -> str:
    """Return a sentence on a common part of `percent` percent, seen from the box of the whole."""
    if percent >= NEARLY_ALL:
        return _now("Nearly all of this perimeter lies in the other one.")
    told = {"percent": percent, "where": _place(bounds, parts)}
    return _now("About %(percent)s %% of this perimeter lies in the other one, %(where)s.") % told


def _place(bounds: tuple[float, float, float, float], parts: Sequence[Polygon]) -> str:
    sectors = {_sector(bounds, part) for part in parts}
    if len(sectors) > 1:
        # Small crumbs beside one large part say nothing.
        largest = max(parts, key=lambda part: float(part.area))
        if largest.area < MultiPolygon(parts).area * 0.9:
            return _now("in several places")
        sectors = {_sector(bounds, largest)}
    (sector,) = sectors
    return _now("in the middle") if sector is None else str(WINDS[sector])


def _sector(bounds: tuple[float, float, float, float], part: Polygon) -> int | None:
    west, south, east, north = bounds
    x = (part.centroid.x - (west + east) / 2) / ((east - west) / 2)
    y = (part.centroid.y - (south + north) / 2) / ((north - south) / 2)
    if max(abs(x), abs(y)) < MIDDLE:
        return None
    return round(atan2(y, x) / (pi / 4)) % len(WINDS)
