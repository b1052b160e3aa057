"""Ask which homes, streets and letter addresses a perimeter has. No answer names a person.

A home is a current address: a house number, or a box of one. Where a number has boxes, the number by
itself is the door of the building and no home.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Final, NamedTuple

import shapely
from django.db.models import Q, QuerySet
from django.db.models.functions import Mod
from django.utils.translation import gettext as _

from belfry.territory.kinds import AddressStatus, Side
from belfry.territory.models import Address, Municipality, Street
from belfry.territory.queries import valid_at
from belfry.territory.types import PostalAddress, Shape, StreetRange

STEP: Final = 10


class _Door(NamedTuple):
    street: int
    number: int
    suffix: str
    box: str
    postcode: str

    @property
    def building(self) -> tuple[int, int, str]:
        return self.street, self.number, self.suffix


class _Placed(NamedTuple):
    door: _Door
    lon: float | None
    lat: float | None


@dataclass(frozen=True, slots=True)
class HomesWithin:
    """The homes of an area, looked up once to be counted on any number of grounds; `nis` are their municipalities."""

    by_street: dict[int, list[_Placed]]
    nis: frozenset[str]

    def on_ground(self, shape: Shape | None, ranges: Sequence[StreetRange]) -> int:
        """Return how many of the homes lie on a ground: by its street list, else within its outline."""
        found = self._listed(ranges) if ranges else self._covered(shape) if shape else []
        return len(_homes(found))

    def _listed(self, ranges: Sequence[StreetRange]) -> list[_Door]:
        return [
            one.door
            for part in ranges
            for one in self.by_street.get(part.street_id, ())
            if part.has(one.door.number)
        ]

    def _covered(self, shape: Shape) -> list[_Door]:
        placed = [one for these in self.by_street.values() for one in these if one.lon is not None]
        points = shapely.points([(one.lon, one.lat) for one in placed]) if placed else []
        shapely.prepare(shape.geometry)
        within = shapely.covers(shape.geometry, points)
        return [one.door for one, covered in zip(placed, within, strict=True) if covered]


def homes_within(area: Shape | Collection[int], on: date) -> HomesWithin:
    """Return the homes of a shape, or of whole streets, at a date, in two queries."""
    placed = _in_shape(area, on) if isinstance(area, Shape) else _on_streets(area, on)
    by_street: dict[int, list[_Placed]] = defaultdict(list)
    for one in placed:
        by_street[one.door.street].append(one)
    codes = Street.objects.filter(pk__in=list(by_street)).values_list("nis", flat=True)
    return HomesWithin(dict(by_street), frozenset(codes))


def homes_in_shape(shape: Shape, on: date) -> int:
    """Return the exact number of homes in a shape at a date; show it as `rounded` only."""
    return len(_homes(_doors_in(shape, on)))


def homes_in_ranges(ranges: Sequence[StreetRange], on: date) -> int:
    """Return the exact number of homes of a street list at a date; show it as `rounded` only."""
    return len(_homes(_doors_of(ranges, on)))


def rounded(homes: int) -> str:
    """Return a number of homes as it may be shown: "about 120", or "fewer than 10"."""
    if homes < STEP:
        return _("fewer than %(number)s") % {"number": STEP}
    return _("about %(number)s") % {"number": (homes + STEP // 2) // STEP * STEP}


def streets_in_shape(shape: Shape, on: date) -> list[StreetRange]:
    """Return the street list of a shape: every house number in it, and none that is wholly outside.

    A number counts as in the shape when one of its homes is.
    """
    inside: dict[int, set[int]] = defaultdict(set)
    for door in _doors_in(shape, on):
        inside[door.street].add(door.number)
    numbers: dict[int, set[int]] = defaultdict(set)
    rows = (
        current_addresses(on)
        .filter(street_id__in=inside)
        .values_list("street_id", "number")
        .distinct()
    )
    for street, number in rows:
        numbers[street].add(number)
    return [
        one
        for street in _by_name(inside)
        for one in _ranges(street, inside[street], numbers[street])
    ]


def part_of_street(street_id: int, shapes: Sequence[Shape], on: date) -> list[list[StreetRange]]:
    """Return which house numbers of a street each of some shapes has, in one query; a range without bounds is all."""
    rows = current_addresses(on).filter(street_id=street_id).values_list("number", "lon", "lat")
    doors = list(rows)
    numbers = {number for number, _lon, _lat in doors}
    return [list(_part(street_id, _inside(shape, doors), numbers)) for shape in shapes]


def _inside(shape: Shape, doors: Iterable[tuple[int, float | None, float | None]]) -> set[int]:
    return {
        number
        for number, lon, lat in doors
        if lon is not None and lat is not None and shape.geometry.covers(shapely.Point(lon, lat))
    }


def _part(street_id: int, inside: set[int], numbers: set[int]) -> Iterator[StreetRange]:
    if inside and inside == numbers:
        yield StreetRange(street_id)
    elif inside:
        yield from _ranges(street_id, inside, numbers)


def addresses_in_shape(shape: Shape, on: date, *, language: str) -> list[PostalAddress]:
    """Return one address for each home of a shape, for letters, in walking order."""
    return _letters(_homes(_doors_in(shape, on)), on, language)


def addresses_in_ranges(
    ranges: Sequence[StreetRange], on: date, *, language: str
) -> list[PostalAddress]:
    """Return one address for each home of a street list, for letters, in walking order."""
    return _letters(_homes(_doors_of(ranges, on)), on, language)


def current_addresses(on: date) -> QuerySet[Address]:
    """Return the addresses that are in use at a date."""
    still_there = Q(gone_on__isnull=True) | Q(gone_on__gt=on)
    return Address.objects.filter(still_there, status=AddressStatus.CURRENT)


def _doors_in(shape: Shape, on: date) -> list[_Door]:
    return [one.door for one in _in_shape(shape, on)]


def _in_shape(shape: Shape, on: date) -> list[_Placed]:
    west, south, east, north = shape.bounds
    found = _placed(
        current_addresses(on).filter(lat__range=(south, north), lon__range=(west, east))
    )
    shapely.prepare(shape.geometry)
    points = shapely.points([(one.lon, one.lat) for one in found]) if found else []
    covered = shapely.covers(shape.geometry, points)
    return [one for one, within in zip(found, covered, strict=True) if within]


def _on_streets(street_ids: Collection[int], on: date) -> list[_Placed]:
    return _placed(current_addresses(on).filter(street_id__in=list(street_ids)))


def _placed(rows: QuerySet[Address]) -> list[_Placed]:
    columns = rows.values_list("lon", "lat", "street_id", *_Door._fields[1:])
    return [_Placed(_Door(*door), lon, lat) for lon, lat, *door in columns]


def _doors_of(ranges: Iterable[StreetRange], on: date) -> list[_Door]:
    wanted = Q(pk__in=[])
    for one in ranges:
        wanted |= _in_range(one)
    rows = current_addresses(on).alias(odd=Mod("number", 2)).filter(wanted)
    return [_Door(*row) for row in rows.values_list("street_id", *_Door._fields[1:])]


def _in_range(one: StreetRange) -> Q:
    """Return the condition of an address in a range; `odd` is its number modulo 2."""
    condition = Q(street_id=one.street_id)
    if one.first is not None:
        condition &= Q(number__gte=one.first)
    if one.last is not None:
        condition &= Q(number__lte=one.last)
    if one.side != Side.BOTH:
        condition &= Q(odd=int(one.side == Side.ODD))
    return condition


def _homes(doors: Iterable[_Door]) -> set[_Door]:
    homes = set(doors)
    divided = {door.building for door in homes if door.box}
    return {door for door in homes if door.box or door.building not in divided}


def _by_name(streets: Iterable[int]) -> list[int]:
    rows = Street.objects.filter(pk__in=list(streets)).order_by("folded", "pk")
    return list(rows.values_list("pk", flat=True))


def _ranges(street: int, inside: set[int], numbers: set[int]) -> Iterator[StreetRange]:
    """Yield ranges that hold of the street's `numbers` exactly those `inside`."""
    first, last = min(inside), max(inside)
    if all(number in inside for number in numbers if first <= number <= last):
        sides = {number % 2 for number in inside}
        yield StreetRange(street, first, last, _side(*sides) if len(sides) == 1 else Side.BOTH)
        return
    for side in (1, 0):
        ordered = sorted(number for number in numbers if number % 2 == side)
        for within, run in groupby(ordered, key=inside.__contains__):
            if within:
                found = list(run)
                yield StreetRange(street, found[0], found[-1], _side(side))


def _side(odd: int) -> Side:
    return Side.ODD if odd else Side.EVEN


def _letters(homes: set[_Door], on: date, language: str) -> list[PostalAddress]:
    streets = Street.objects.in_bulk({door.street for door in homes})
    codes = {street.nis for street in streets.values()}
    towns = {town.nis: town for town in Municipality.objects.filter(valid_at(on), nis__in=codes)}

    def in_walking_order(door: _Door) -> tuple[object, ...]:
        street = streets[door.street]
        return street.folded, street.pk, -(door.number % 2), door.number, door.suffix, door.box

    return [
        PostalAddress(
            streets[door.street].name_in(language),
            f"{door.number or ''}{door.suffix}",
            door.box,
            door.postcode,
            towns[nis].name_in(language) if (nis := streets[door.street].nis) in towns else "",
        )
        for door in sorted(homes, key=in_walking_order)
    ]
