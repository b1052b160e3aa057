"""Ask which zone or municipality there is, always at a date."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from uuid import UUID

import shapely
from django.db.models import Q, QuerySet

from belfry.core.errors import NotFound
from belfry.territory.models import (
    AddressSource,
    Boundary,
    Municipality,
    PoliceZone,
    Street,
    Succession,
    ZoneTown,
)
from belfry.territory.types import Attribution, Shape, Spell, TouchedTown


def valid_at(on: date) -> Q:
    """Return the condition that a dated row counts at a date."""
    return Q(valid_from__lte=on) & (Q(valid_until__isnull=True) | Q(valid_until__gt=on))


def zone_by_code(code: str, *, on: date) -> PoliceZone:
    """Return the police zone of a code at a date; raise NotFound."""
    try:
        return PoliceZone.objects.get(valid_at(on), code=code)
    except PoliceZone.DoesNotExist:
        raise NotFound from None


def zones_by_id(ids: Collection[UUID]) -> dict[UUID, PoliceZone]:
    """Return police zones by id, in one query."""
    return PoliceZone.objects.in_bulk(ids)


def municipalities_by_id(ids: Collection[UUID]) -> dict[UUID, Municipality]:
    """Return municipalities by id, in one query."""
    return Municipality.objects.in_bulk(ids)


def municipalities_at(on: date) -> QuerySet[Municipality]:
    """Return every municipality that exists at a date, by name."""
    return Municipality.objects.filter(valid_at(on)).order_by("name_nl", "name_fr")


def zones_at(on: date) -> QuerySet[PoliceZone]:
    """Return every police zone that exists at a date, by code."""
    return PoliceZone.objects.filter(valid_at(on)).order_by("code")


def municipality_by_nis(nis: str, *, on: date) -> Municipality:
    """Return the municipality of a NIS code at a date; raise NotFound."""
    try:
        return Municipality.objects.get(valid_at(on), nis=nis)
    except Municipality.DoesNotExist:
        raise NotFound from None


def known_nis_codes() -> frozenset[str]:
    """Return the NIS code of every municipality there is or was."""
    return frozenset(Municipality.objects.values_list("nis", flat=True))


def successors_at(municipality_id: UUID, *, on: date) -> list[Municipality]:
    """Return which municipalities hold the ground of one at a date: itself as long as it exists.

    Empty for a date before its first day; NotFound for an unknown id.
    """
    towns = Municipality.objects.in_bulk()
    after: dict[UUID, list[UUID]] = defaultdict(list)
    for old, new in Succession.objects.values_list("old_id", "new_id"):
        after[old].append(new)
    if municipality_id not in towns:
        raise NotFound
    queue = [municipality_id]
    for one in queue:
        end = towns[one].valid_until
        if end and end <= on:
            queue += [new for new in after[one] if new not in queue]
    found = [towns[one] for one in queue if _counts_at(towns[one], on)]
    return sorted(found, key=lambda town: town.nis)


def origins_at(municipality_id: UUID, *, on: date) -> list[Municipality]:
    """Return which municipalities held at an earlier date what one holds ("what was this?").

    One that took in others was itself and those others before. NotFound for an unknown id.
    """
    towns = Municipality.objects.in_bulk()
    before: dict[UUID, list[UUID]] = defaultdict(list)
    for old, new in Succession.objects.values_list("old_id", "new_id"):
        before[new].append(old)
    if municipality_id not in towns:
        raise NotFound
    queue = [municipality_id]
    for one in queue:
        queue += [old for old in before[one] if old not in queue]
    found = [towns[one] for one in queue if _counts_at(towns[one], on)]
    return sorted(found, key=lambda town: town.nis)


def _counts_at(town: Municipality, on: date) -> bool:
    return town.valid_from <= on and (town.valid_until is None or on < town.valid_until)


def spells_at_point(lon: float, lat: float) -> list[Spell]:
    """Return which municipalities held a point, from the first known to the last."""
    rows = Boundary.objects.filter(west__lte=lon, east__gte=lon, south__lte=lat, north__gte=lat)
    point = shapely.Point(lon, lat)
    return [
        Spell(row.municipality_id, row.municipality.nis, row.valid_from, row.valid_until)
        for row in rows.select_related("municipality").order_by("valid_from")
        if Shape.kept(row.shape).geometry.covers(point)
    ]


def municipality_at_point(lon: float, lat: float, *, on: date) -> Municipality:
    """Return the municipality that held a point at a date; raise NotFound."""
    for spell in spells_at_point(lon, lat):
        if spell.valid_from <= on and (spell.valid_until is None or on < spell.valid_until):
            return Municipality.objects.get(pk=spell.municipality_id)
    raise NotFound


def towns_touched(shape: Shape, *, on: date) -> list[TouchedTown]:
    """Return the municipalities in which a shape lies at a date, the largest part first.

    Less than half a percent is left out: boundaries are coarser than perimeters. Several are allowed.
    """
    west, south, east, north = shape.bounds
    rows = Boundary.objects.filter(
        valid_at(on), west__lte=east, east__gte=west, south__lte=north, north__gte=south
    )
    found = []
    for row in rows.select_related("municipality"):
        common = Shape.kept(row.shape).geometry.intersection(shape.geometry)
        percent = round(100 * common.area / shape.geometry.area)
        if percent:
            found.append(TouchedTown(row.municipality_id, row.municipality.nis, percent))
    return sorted(found, key=lambda town: (-town.percent, town.nis))


def towns_beside(municipality_ids: Collection[UUID], *, on: date) -> frozenset[UUID]:
    """Return these municipalities and those whose box on the map touches one of theirs at a date."""
    rows = Boundary.objects.filter(valid_at(on))
    boxes = {
        town: shapely.box(*corners)
        for town, *corners in rows.values_list("municipality_id", "west", "south", "east", "north")
    }
    own = [boxes[town] for town in municipality_ids if town in boxes]
    near = {town for town, box in boxes.items() if any(box.intersects(one) for one in own)}
    return frozenset(near).union(municipality_ids)


def zones_of_towns(codes: Collection[str], *, on: date) -> list[PoliceZone]:
    """Return the police zones to which municipalities (NIS codes) belong at a date, by code."""
    members = ZoneTown.objects.filter(valid_at(on), nis__in=codes)
    return list(PoliceZone.objects.filter(pk__in=members.values("zone")).order_by("code"))


def towns_of_zone(zone_id: UUID, *, on: date) -> QuerySet[Municipality]:
    """Return the municipalities of a police zone at a date, by name."""
    members = ZoneTown.objects.filter(valid_at(on), zone_id=zone_id)
    return municipalities_at(on).filter(nis__in=members.values("nis"))


def streets_of_towns(codes: Collection[str], *, on: date) -> list[Street]:
    """Return the streets of municipalities (NIS codes) at a date, in one query."""
    there = Q(gone_on__isnull=True) | Q(gone_on__gt=on)
    return list(Street.objects.filter(there, nis__in=list(codes)).order_by("pk"))


def attributions() -> list[Attribution]:
    """Return what is to be said wherever addresses are shown: a row for each region that was read."""
    rows = AddressSource.objects.order_by("region")
    return [Attribution(row.region, row.read_on, row.licence, row.attribution) for row in rows]
