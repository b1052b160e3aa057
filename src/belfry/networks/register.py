"""The register of recognised networks, for the FPS Interior and the knowledge centre (F2): never a member."""

from collections.abc import Collection, Mapping
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from belfry.core.actor import Actor
from belfry.core.errors import NotAllowed
from belfry.networks.models import MunicipalityLink, Network
from belfry.networks.policies import may_see_register
from belfry.networks.queries import in_force


def recognised_networks(actor: Actor) -> QuerySet[Network]:
    """Return every network with a recognition number, by name, the ended ones included; raise NotAllowed."""
    if not may_see_register(actor):
        raise NotAllowed
    return Network.objects.filter(recognition_number__isnull=False).order_by("name", "pk")


def towns_of_networks(network_ids: Collection[UUID], *, on: date) -> Mapping[UUID, frozenset[UUID]]:
    """Return the municipalities that each network is linked to at a date, in one query."""
    found: dict[UUID, set[UUID]] = {network_id: set() for network_id in network_ids}
    links = MunicipalityLink.objects.filter(in_force(on), network_id__in=list(network_ids))
    for network_id, town_id in links.values_list("network_id", "municipality_id"):
        found[network_id].add(town_id)
    return {network_id: frozenset(towns) for network_id, towns in found.items()}
