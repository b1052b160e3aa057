"""Where coordinates lie and what they are measured in: told by their size, never by their label."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from pyproj import Geod, Transformer
from pyproj.network import set_network_enabled  # type: ignore[attr-defined] # not in its __all__

from belfry.territory.kinds import Remedy

Position = tuple[float, float]
WGS_84, LAMBERT_72, LAMBERT_2008 = 4326, 31370, 3812

# Grids from a server would make the answer depend on the network.
set_network_enabled(active=False)
EARTH: Final = Geod(ellps="WGS84")


class Box(NamedTuple):
    """A rectangle, the borders included."""

    west: float
    south: float
    east: float
    north: float

    def holds(self, position: Position) -> bool:
        """Whether a position lies in it."""
        return self.west <= position[0] <= self.east and self.south <= position[1] <= self.north


# Wide boxes tell systems apart: a corner may lie across the border.
AROUND_BELGIUM: Final = Box(2, 49, 7, 52)
BELGIUM: Final = Box(2.5, 49.45, 6.45, 51.55)
SWAPPED: Final = Box(49, 2, 52, 7)
IN_LAMBERT_72: Final = Box(10_000, 10_000, 310_000, 260_000)
IN_LAMBERT_2008: Final = Box(510_000, 510_000, 810_000, 760_000)


@lru_cache
def _transformer(code: int) -> Transformer:
    return Transformer.from_crs(code, WGS_84, always_xy=True)


def _from(code: int) -> Callable[[Position], Position]:
    def converted(position: Position) -> Position:
        lon, lat = _transformer(code).transform(*position)
        return lon, lat

    return converted


def _swap(position: Position) -> Position:
    return position[1], position[0]


SYSTEMS: Final[Sequence[tuple[Box, Remedy, Callable[[Position], Position]]]] = (
    (SWAPPED, Remedy.SWAPPED, _swap),
    (IN_LAMBERT_72, Remedy.LAMBERT_72, _from(LAMBERT_72)),
    (IN_LAMBERT_2008, Remedy.LAMBERT_2008, _from(LAMBERT_2008)),
)


def to_wgs_84(
    positions: Sequence[Position],
) -> tuple[Remedy | None, Callable[[Position], Position]] | None:
    """Return how positions become longitude and latitude, and what to say of it.

    None if they fit no system that has Belgium in it.
    """
    if all(AROUND_BELGIUM.holds(one) for one in positions):
        return None, lambda position: position
    for box, remedy, convert in SYSTEMS:
        if all(box.holds(one) for one in positions):
            return remedy, convert
    return None
