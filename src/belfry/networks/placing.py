"""Which network is part of which: a composite network has networks within it (rules 1.3)."""

from collections.abc import Sequence
from uuid import UUID

from belfry.core.actor import Actor
from belfry.core.clock import local
from belfry.core.errors import NotAllowed, NotFound
from belfry.networks.models import Network, ZoneLink
from belfry.networks.policies import may_place, may_recognise
from belfry.networks.queries import (
    in_force,
    leading_zones,
    linked_zone_ids,
    network_for,
    networks_visible_to,
)
from belfry.networks.workflow import NetworkState


def network_to_place(actor: Actor, network_id: UUID) -> Network:
    """Return a network of which the actor says what it is part of; raise NotFound, NotAllowed."""
    network = (
        Network.objects.filter(pk=network_id).first()
        if may_recognise(actor)
        else network_for(actor, network_id)
    )
    if network is None:
        raise NotFound
    zones = leading_zones([network_id], on=local(actor.at).date())
    if not may_place(actor, network_id, zones.get(network_id)):
        raise NotAllowed
    return network


def possible_parents(actor: Actor, network_id: UUID) -> Sequence[Network]:
    """Return the active networks that it may be part of, by name: those the actor sees, none within it.

    The reviewer, who sees every network, is offered those of its police zones.
    """
    if may_recognise(actor):
        today = local(actor.at).date()
        zones = linked_zone_ids(network_id, on=today)
        links = ZoneLink.objects.filter(in_force(today), zone_id__in=zones)
        rows = Network.objects.filter(pk__in=links.values("network_id")).order_by("name", "pk")
    else:
        rows = networks_visible_to(actor)
    return list(rows.filter(state=NetworkState.ACTIVE).exclude(pk__in=_with_all_within(network_id)))


def networks_within(network_id: UUID) -> Sequence[str]:
    """Return the names of the networks that are part of one (for pages that judged access already)."""
    rows = Network.objects.filter(parent_id=network_id).exclude(state=NetworkState.ENDED)
    return list(rows.order_by("name", "pk").values_list("name", flat=True))


def _with_all_within(network_id: UUID) -> set[UUID]:
    """Return a network and whatever is part of it, however deep."""
    found, newest = {network_id}, {network_id}
    while newest:
        rows = Network.objects.filter(parent_id__in=newest).values_list("pk", flat=True)
        newest = set(rows) - found
        found |= newest
    return found
