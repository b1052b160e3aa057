"""Whether an address lies within a network: streets and perimeter tell, nobody is looked up."""

import re
from datetime import date
from typing import Final
from uuid import UUID

from belfry.joining.kinds import Place
from belfry.networks.perimeters import NetworkGround, perimeter_of
from belfry.people.types import UnitDetails
from belfry.territory.folding import folded
from belfry.territory.homes import part_of_street
from belfry.territory.search import find_addresses

# "12", "12A", "12-14": the number without what follows it.
NUMBER: Final = re.compile(r"\s*(\d{1,4})(?!\d)", re.ASCII)


def place_of(unit: UnitDetails, network_id: UUID, *, on: date) -> Place:
    """Return where an address lies; unclear without a perimeter, or where the register has no such address."""
    ground = perimeter_of(network_id, on=on)
    match = NUMBER.match(unit.number)
    if ground is None or match is None:
        return Place.UNCLEAR
    number = int(match[1])
    written = f"{unit.street} {number}, {unit.postcode}"
    streets = {
        one.street.street_id
        for one in find_addresses(written, on=on)
        if folded(unit.street) in map(folded, one.street.names.values())
    }
    if not streets:
        return Place.UNCLEAR
    is_inside = any(_has(ground, street, number, on) for street in streets)
    return Place.INSIDE if is_inside else Place.OUTSIDE


def _has(ground: NetworkGround, street: int, number: int, on: date) -> bool:
    parts = [part for part in ground.ranges if part.street_id == street]
    if ground.shape and not ground.ranges:
        parts = part_of_street(street, [ground.shape], on)[0]
    return any(part.has(number) for part in parts)
