"""Is there a network where somebody lives? Answered with names, kinds and places, never with a person."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from belfry.core.actor import Role
from belfry.core.errors import NotFound
from belfry.networks.models import Mandate, MunicipalityLink, Network, ZoneLink
from belfry.networks.perimeters import NetworkGround, perimeters_in
from belfry.networks.queries import approver_ids, coordinator_ids, in_force
from belfry.networks.workflow import NetworkState
from belfry.territory.ground import ground_of
from belfry.territory.types import Shape, StreetRange


class PublicNetwork(NamedTuple):
    """What everybody may know of a network; the leading town and zone come first."""

    network_id: UUID
    name: str
    kind: str
    town_ids: Sequence[UUID]
    zone_ids: Sequence[UUID]


class Nearby(NamedTuple):
    """The networks at a street, and the others of its municipality."""

    here: Sequence[PublicNetwork]
    others: Sequence[PublicNetwork]


def networks_in_town(municipality_id: UUID, *, on: date) -> list[PublicNetwork]:
    """Return the recognised, active networks of a municipality at a date, by name, in three queries."""
    links = MunicipalityLink.objects.filter(in_force(on), municipality_id=municipality_id)
    return _public(Network.objects.filter(pk__in=links.values("network_id")), on)


def networks_near(street_id: int, municipality_id: UUID, *, on: date) -> Nearby:
    """Return the networks whose perimeter has (a part of) a street, and the others of the municipality."""
    grounds = perimeters_in([municipality_id], on=on)
    street = ground_of([StreetRange(street_id)], on)
    here = {one.network_id for one in grounds if _has(one, street_id, street)}
    every = networks_in_town(municipality_id, on=on)
    return Nearby(
        [one for one in every if one.network_id in here],
        [one for one in every if one.network_id not in here],
    )


def _has(ground: NetworkGround, street_id: int, street: Shape | None) -> bool:
    if ground.ranges:
        return any(one.street_id == street_id for one in ground.ranges)
    if ground.shape is None or street is None:
        return False
    return bool(ground.shape.geometry.intersects(street.geometry))


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
