"""Who lives in the part of the perimeters that a bulletin is for."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import shapely
from django.db import transaction

from belfry.audit.actions import record
from belfry.bulletins.models import Release
from belfry.bulletins.types import Part
from belfry.core.actor import Actor
from belfry.core.clock import local
from belfry.networks.nearby import towns_of_networks
from belfry.networks.policies import may_keep_list
from belfry.networks.queries import members_by_network
from belfry.people.queries import persons_by_id, units_by_id
from belfry.territory.doors import Written, places_meant, streets_meant
from belfry.territory.queries import municipalities_by_id
from belfry.territory.search import streets_by_id
from belfry.territory.types import Shape


@dataclass(frozen=True, slots=True)
class Living:
    """Members who live in a part, and those whose address is not found in the register."""

    inside: frozenset[UUID]
    unplaced: frozenset[UUID]


def living_in(part: Part, network_ids: Collection[UUID], *, on: date) -> Mapping[UUID, Living]:
    """Return {network: who of its members lives in a part, and who cannot be placed}.

    By the street of their home or business, or by the place of its door where the part is drawn. Whoever has no
    address, or one that the register does not know, is not placed. The number of queries does not grow with members.
    """
    members = members_by_network(network_ids)
    units = {unit for homes in members.values() for unit in homes.values() if unit}
    where = _where(part, list(units), _codes(part, network_ids, on), on)
    return {
        network_id: Living(
            frozenset(key for key, unit in homes.items() if unit and where[unit]),
            frozenset(key for key, unit in homes.items() if not unit or where[unit] is None),
        )
        for network_id, homes in members.items()
    }


def _codes(part: Part, network_ids: Collection[UUID], on: date) -> set[str]:
    """Return the municipalities (NIS codes) of the networks and of the streets."""
    towns = municipalities_by_id(towns_of_networks(network_ids, on=on))
    chosen = streets_by_id(part.streets, on=on).values()
    return {town.nis for town in towns.values()} | {street.nis for street in chosen}


def _where(
    part: Part, units: Sequence[UUID], codes: Collection[str], on: date
) -> dict[UUID, bool | None]:
    """Return {home: whether it lies in the part}; None for what cannot be placed."""
    opened = units_by_id(units)
    written = [
        Written(one.street, one.number, one.postcode, one.municipality)
        for one in (opened[unit] for unit in units)
    ]
    streets = streets_meant(written, codes, on=on)
    if part.shape is None:
        return {
            unit: None if street is None else street in part.streets
            for unit, street in zip(units, streets, strict=True)
        }
    geometry = shape_of(part.shape).geometry
    shapely.prepare(geometry)
    places = places_meant(written, streets, on=on)
    return {
        unit: None if place is None else bool(geometry.covers(shapely.Point(place)))
        for unit, place in zip(units, places, strict=True)
    }


def shape_of(drawn: Mapping[str, Any]) -> Shape:
    """Return the shape of a part that was checked before it was kept."""
    return Shape.kept(dict(drawn))


@transaction.atomic
def unplaced_members(actor: Actor, release: Release, *, now: datetime) -> Sequence[str]:
    """Return by name who was not found in the register when a message went to a part of a network.

    Empty for whoever does not keep the list. Every opening is recorded in the network's audit chain.
    """
    area = getattr(release.bulletin, "area", None)
    if area is None or not may_keep_list(actor, release.network_id):
        return []
    part = Part(tuple(area.streets), area.shape, with_unplaced=area.with_unplaced)
    living = living_in(part, [release.network_id], on=local(now).date())
    names = persons_by_id(living[release.network_id].unplaced).values()
    if not names:
        return []
    record(
        "members.opened",
        subject=f"release:{release.pk}",
        person_id=actor.person_id,
        at=now,
        network_id=release.network_id,
        detail={"count": len(names)},
    )
    return sorted(one.full_name for one in names)
