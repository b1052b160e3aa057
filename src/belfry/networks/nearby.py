"""Is there a network where somebody lives? Answered with names, kinds and places, never with a person."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple
from uuid import UUID

from django.db.models import QuerySet
from shapely import unary_union

from belfry.core.actor import Role
from belfry.core.errors import NotFound
from belfry.networks.models import Mandate, MunicipalityLink, Network, ZoneLink
from belfry.networks.perimeters import perimeters_in, perimeters_of
from belfry.networks.queries import approver_ids, coordinator_ids, in_force
from belfry.networks.workflow import NetworkState
from belfry.territory.homes import part_of_street
from belfry.territory.queries import towns_touched
from belfry.territory.types import Shape, StreetRange

# In degrees: some 100 m.
NEAR: Final = 0.001


class PublicNetwork(NamedTuple):
    """What everybody may know of a network; the leading town and zone come first."""

    network_id: UUID
    name: str
    kind: str
    town_ids: Sequence[UUID]
    zone_ids: Sequence[UUID]


class Nearby(NamedTuple):
    """The networks at a street, the others of its municipality, and which numbers of the street each one here has."""

    here: Sequence[PublicNetwork]
    others: Sequence[PublicNetwork]
    numbers: Mapping[UUID, Sequence[StreetRange]]


def networks_in_town(municipality_id: UUID, *, on: date) -> list[PublicNetwork]:
    """Return the recognised, active networks of a municipality at a date, by name, in three queries."""
    links = MunicipalityLink.objects.filter(in_force(on), municipality_id=municipality_id)
    return _public(Network.objects.filter(pk__in=links.values("network_id")), on)


def networks_near(street_id: int, municipality_id: UUID, *, on: date) -> Nearby:
    """Return the networks whose perimeter has (a part of) a street, and the others of the municipality."""
    grounds = perimeters_in([municipality_id], on=on)
    drawn = {one.network_id: one.shape for one in grounds if one.shape and not one.ranges}
    found: dict[UUID, list[StreetRange]] = {
        one.network_id: [part for part in one.ranges if part.street_id == street_id]
        for one in grounds
    }
    found |= zip(drawn, part_of_street(street_id, list(drawn.values()), on), strict=True)
    numbers = {network_id: parts for network_id, parts in found.items() if parts}
    every = networks_in_town(municipality_id, on=on)
    return Nearby(
        [one for one in every if one.network_id in numbers],
        [one for one in every if one.network_id not in numbers],
        numbers,
    )


def public_network(network_id: UUID, *, on: date) -> PublicNetwork:
    """Return what everybody may know of one active network; raise NotFound."""
    for one in _public(Network.objects.filter(pk=network_id), on):
        return one
    raise NotFound


def contacts_of(network_id: UUID, *, on: date) -> frozenset[UUID]:
    """Return who answers for a network: coordinator, deputies and its officer, else those of its zones."""
    officers = Mandate.objects.filter(in_force(on), network_id=network_id, role=Role.OFFICER)
    mandated = frozenset(officers.values_list("person_id", flat=True))
    return coordinator_ids(network_id, on=on) | (mandated or approver_ids([network_id], on=on))


def _public(rows: QuerySet[Network], on: date) -> list[PublicNetwork]:
    networks = list(rows.filter(state=NetworkState.ACTIVE).order_by("name", "pk"))
    ids = [row.pk for row in networks]
    towns, zones = defaultdict(list), defaultdict(list)
    links = MunicipalityLink.objects.filter(in_force(on), network_id__in=ids)
    for network_id, town_id in links.order_by("-leading", "pk").values_list(
        "network_id", "municipality_id"
    ):
        towns[network_id].append(town_id)
    zone_links = ZoneLink.objects.filter(in_force(on), network_id__in=ids)
    for network_id, zone_id in zone_links.order_by("-leading", "pk").values_list(
        "network_id", "zone_id"
    ):
        zones[network_id].append(zone_id)
    return [
        PublicNetwork(row.pk, row.name, row.kind, towns[row.pk], zones[row.pk]) for row in networks
    ]


def networks_of_zone_for(zone_id: UUID, *, on: date) -> list[PublicNetwork]:
    """Return the recognised, active networks linked to a police zone at a date, by name."""
    links = ZoneLink.objects.filter(in_force(on), zone_id=zone_id)
    return _public(Network.objects.filter(pk__in=links.values("network_id")), on)


def networks_elsewhere(
    network_ids: Collection[UUID], *, zone_id: UUID, on: date
) -> list[PublicNetwork]:
    """Return those of these networks that are active and not linked to a police zone at a date."""
    links = ZoneLink.objects.filter(in_force(on), zone_id=zone_id)
    rows = Network.objects.filter(pk__in=list(network_ids))
    return _public(rows.exclude(pk__in=links.values("network_id")), on)


def zones_with_networks(*, on: date) -> frozenset[UUID]:
    """Return the police zones that active networks are linked to at a date."""
    links = ZoneLink.objects.filter(in_force(on), network__state=NetworkState.ACTIVE)
    return frozenset(links.values_list("zone_id", flat=True))


def networks_beside(network_ids: Collection[UUID], *, on: date) -> frozenset[UUID]:
    """Return the networks whose drawn perimeter comes within some 100 m of one of these."""
    own = [one.shape.geometry for one in perimeters_of(network_ids, on=on) if one.shape]
    if not own:
        return frozenset()
    around = Shape(unary_union(own).buffer(NEAR))
    towns = [town.municipality_id for town in towns_touched(around, on=on)]
    return frozenset(
        one.network_id
        for one in perimeters_in(towns, on=on)
        if one.network_id not in network_ids
        and one.shape
        and one.shape.geometry.intersects(around.geometry)
    )


def towns_of_networks(network_ids: Collection[UUID], *, on: date) -> frozenset[UUID]:
    """Return the municipalities of some networks at a date, in one query."""
    links = MunicipalityLink.objects.filter(in_force(on), network_id__in=list(network_ids))
    return frozenset(links.values_list("municipality_id", flat=True))
