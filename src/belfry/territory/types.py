"""Values that cross the border of territory."""

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from shapely import orient_polygons
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry

from belfry.territory.kinds import LanguageArea, Remedy, Side


@dataclass(frozen=True, slots=True)
class Shape:
    """A valid Polygon or MultiPolygon in WGS 84, longitude first.

    Made by `territory.shapes.read_shape`; kept as `geojson()` and taken back by `Shape.kept`.
    """

    geometry: BaseGeometry

    @classmethod
    def kept(cls, geojson: dict[str, Any]) -> "Shape":
        """Return the shape of a GeoJSON geometry that was checked before it was kept."""
        return cls(shape(geojson))

    def geojson(self) -> dict[str, Any]:
        """Return the shape as a GeoJSON geometry, for a JSON field or a map."""
        told = mapping(orient_polygons(self.geometry))
        return {"type": told["type"], "coordinates": _lists(told["coordinates"])}

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east and north, in degrees."""
        west, south, east, north = self.geometry.bounds
        return west, south, east, north


def _lists(coordinates: Any) -> Any:
    nested = isinstance(coordinates, list | tuple)
    return [_lists(one) for one in coordinates] if nested else coordinates


class ReadShape(NamedTuple):
    """A shape as it was understood, and what was mended in it (each has a sentence: `.label`)."""

    shape: Shape
    remedies: tuple[Remedy, ...]


class Overlap(NamedTuple):
    """How much of one shape lies in another: percent of its surface (1 to 100), and where in words."""

    percent: int
    sentence: str


@dataclass(frozen=True, slots=True)
class StreetRange:
    """House numbers of a street, the first and the last included; a bound of None is open."""

    street_id: int
    first: int | None = None
    last: int | None = None
    side: Side = Side.BOTH

    @property
    def is_whole(self) -> bool:
        """Whether every house number of the street is one of these."""
        return self.first is None and self.last is None and self.side == Side.BOTH

    def has(self, number: int) -> bool:
        """Whether a house number of the street is one of these."""
        is_within = (self.first is None or number >= self.first) and (
            self.last is None or number <= self.last
        )
        return is_within and (self.side == Side.BOTH or number % 2 == int(self.side == Side.ODD))


@dataclass(frozen=True, slots=True)
class PostalAddress:
    """An address as a letter shows it; `number` with its suffix, `box` without the word for it."""

    street: str
    number: str
    box: str
    postcode: str
    municipality: str


@dataclass(frozen=True, slots=True)
class TouchedTown:
    """A municipality that a shape lies in: percent of the shape, at least 1."""

    municipality_id: UUID
    nis: str
    percent: int


@dataclass(frozen=True, slots=True)
class Spell:
    """Which municipality held a point, from a day until the day before another."""

    municipality_id: UUID
    nis: str
    valid_from: date
    valid_until: date | None


@dataclass(frozen=True, slots=True)
class Division:
    """A region or a province: its NIS code and its names by language."""

    nis: str
    names: dict[str, str]


@dataclass(frozen=True, slots=True)
class Regime:
    """What the language laws ask for in a municipality.

    `languages` are those of notices to the public, the first one first; `facility` is the language in
    which a facility municipality also serves its people, "" elsewhere.
    """

    area: LanguageArea
    languages: tuple[str, ...]
    facility: str = ""


@dataclass(frozen=True, slots=True)
class FoundStreet:
    """A street that a search found: its names by language, and the municipality it lies in."""

    street_id: int
    names: dict[str, str]
    nis: str
    municipality: dict[str, str]

    def name_in(self, language: str) -> str:
        """Return the name in a language, else the first official one there is."""
        return self.names.get(language) or next(iter(self.names.values()), "")

    def with_town(self, language: str) -> str:
        """Return the name and that of the municipality, as far as it is known."""
        towns = self.municipality
        town = towns.get(language) or next(iter(towns.values()), "")
        return f"{self.name_in(language)}, {town}" if town else self.name_in(language)


@dataclass(frozen=True, slots=True)
class FoundAddress:
    """An address that a search found, by its street; `lon` and `lat` are None where unknown."""

    street: FoundStreet
    number: str
    box: str
    postcode: str
    lon: float | None
    lat: float | None


@dataclass(frozen=True, slots=True)
class Attribution:
    """Where the addresses of a region come from, to be shown wherever they are."""

    region: str
    read_on: date
    licence: str
    attribution: str


@dataclass(slots=True)
class Changes:
    """What an import did to the rows of one kind: municipalities, zones, streets or addresses."""

    added: int = 0
    changed: int = 0
    ended: int = 0
    unchanged: int = 0
