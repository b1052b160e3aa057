"""Add a town's ground, streets and addresses one by one, where no official file has them: the demonstration."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from belfry.territory.folding import folded_names
from belfry.territory.kinds import AddressRegion, AddressStatus
from belfry.territory.models import Address, AddressSource, Boundary, Street, ZoneTown
from belfry.territory.queries import municipality_by_nis, zone_by_code
from belfry.territory.types import Shape


class Door(NamedTuple):
    """One address of a street: its number, its box or "", longitude and latitude."""

    number: int
    box: str
    lon: float
    lat: float


def give_ground(nis: str, shape: Shape, zone_code: str, *, valid_from: date) -> None:
    """Give a municipality its outline and its police zone; raise NotFound for unknown codes."""
    west, south, east, north = shape.bounds
    Boundary.objects.create(
        municipality=municipality_by_nis(nis, on=valid_from),
        shape=shape.geojson(),
        west=west,
        south=south,
        east=east,
        north=north,
        valid_from=valid_from,
    )
    zone = zone_by_code(zone_code, on=valid_from)
    ZoneTown.objects.create(zone=zone, nis=nis, valid_from=valid_from)


def add_street(
    reference: str,
    *,
    nis: str,
    region: AddressRegion,
    names: dict[str, str],
    postcode: str,
    doors: Iterable[Door],
) -> int:
    """Add a street with its addresses and return its id; `names` is {language: name}."""
    street = Street.objects.create(
        region=region,
        reference=reference,
        nis=nis,
        folded=folded_names(*names.values()),
        **{f"name_{language}": name for language, name in names.items()},
    )
    Address.objects.bulk_create(
        Address(
            street=street,
            region=region,
            reference=f"{reference}-{door.number}-{door.box}",
            number=door.number,
            box=door.box,
            postcode=postcode,
            lon=door.lon,
            lat=door.lat,
            status=AddressStatus.CURRENT,
        )
        for door in doors
    )
    return int(street.pk)


def name_source(region: AddressRegion, licence: str, attribution: str, *, read_on: date) -> None:
    """Say where the addresses of a region come from."""
    AddressSource.objects.create(
        region=region, licence=licence, attribution=attribution, read_on=read_on
    )
