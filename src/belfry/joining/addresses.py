"""Whether an address lies within a network: streets and perimeter tell, nobody is looked up."""

import re
from datetime import date
from typing import Final
from uuid import UUID

from belfry.core.errors import NotFound
from belfry.joining.kinds import Place
from belfry.networks.nearby import PublicNetwork, networks_near
from belfry.networks.perimeters import NetworkGround, perimeter_of
from belfry.people.types import UnitDetails
from belfry.territory.folding import folded
from belfry.territory.homes import part_of_street
from belfry.territory.queries import municipality_by_nis
from belfry.territory.search import find_addresses
from belfry.territory.types import FoundStreet

# "12", "12A", "12-14": the number without what follows it.
NUMBER: Final = re.compile(r"\s*(\d{1,4})(?!\d)", re.ASCII)


def place_of(unit: UnitDetails, network_id: UUID, *, on: date) -> Place:
    """Return where an address lies; unclear without a perimeter, or where the register has no such address."""
    ground = perimeter_of(network_id, on=on)
    number, streets = _found(unit, on)
    if ground is None or not streets:
        return Place.UNCLEAR
    is_inside = any(_has(ground, one.street_id, number, on) for one in streets)
    return Place.INSIDE if is_inside else Place.OUTSIDE


def networks_around(unit: UnitDetails, *, on: date) -> list[PublicNetwork]:
    """Return the networks that have an address, else the others of its municipality; none for an unknown address."""
    number, streets = _found(unit, on)
    for street in streets:
        try:
            town = municipality_by_nis(street.nis, on=on)
        except NotFound:
            continue
        near = networks_near(street.street_id, town.pk, on=on)
        here = [
            one
            for one in near.here
            if any(part.has(number) for part in near.numbers[one.network_id])
        ]
        return here or [*near.here, *near.others]
    return []


def _found(unit: UnitDetails, on: date) -> tuple[int, list[FoundStreet]]:
    """Return the house number, and the streets of that name and postcode which have it."""
    match = NUMBER.match(unit.number)
    if match is None:
        return 0, []
    number = int(match[1])
    found = find_addresses(f"{unit.street} {number}, {unit.postcode}", on=on)
    streets = {
        one.street.street_id: one.street
        for one in found
        if folded(unit.street) in map(folded, one.street.names.values())
    }
    return number, list(streets.values())


def _has(ground: NetworkGround, street: int, number: int, on: date) -> bool:
    parts = [part for part in ground.ranges if part.street_id == street]
    if ground.shape and not ground.ranges:
        parts = part_of_street(street, [ground.shape], on)[0]
    return any(part.has(number) for part in parts)
