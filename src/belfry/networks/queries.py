"""The doors to networks: every one takes the actor, strangers find nothing."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from belfry.core.actor import Actor
from belfry.networks.models import Import, Membership, Network
from belfry.networks.types import MandateDetails, MemberDetails, PlanDetails


def actor_for(person_id: UUID | None, *, at: datetime) -> Actor:
    """Return the actor: mandates in force on that Belgian day, active memberships. Two queries."""
    raise NotImplementedError


def network_for(actor: Actor, network_id: UUID, *, lock: bool = False) -> Network:
    """Return a network the actor belongs to, serves or supervises; raise NotFound for any other."""
    raise NotImplementedError


def networks_visible_to(actor: Actor) -> QuerySet[Network]:
    """Return the networks the actor belongs to, serves or supervises, by name."""
    raise NotImplementedError


def networks_of_zone(actor: Actor, zone_id: UUID) -> QuerySet[Network]:
    """Return active networks linked now to a zone of the actor's police mandate."""
    raise NotImplementedError


def plan_of(network_id: UUID) -> PlanDetails:
    """Return the newest communication plan of a network."""
    raise NotImplementedError


def plans_of(network_ids: Collection[UUID]) -> Mapping[UUID, PlanDetails]:
    """Return the newest plans of networks, in a fixed number of queries."""
    raise NotImplementedError


def linked_zone_ids(network_id: UUID, *, on: date) -> frozenset[UUID]:
    """Return the police zones a network is linked to at a date."""
    raise NotImplementedError


def member_list(
    actor: Actor, network_id: UUID, *, now: datetime
) -> Sequence[MemberDetails]:
    """Return the whole list, opened and sorted by name; coordinator and deputies only.

    Every opening is recorded in the network's audit chain.
    """
    raise NotImplementedError


def member_for(actor: Actor, membership_id: UUID) -> MemberDetails:
    """Return one member of a list the actor keeps; raise NotFound."""
    raise NotImplementedError


def memberships_of(actor: Actor) -> QuerySet[Membership]:
    """Return the actor's own active memberships with their networks."""
    raise NotImplementedError


def active_member_ids(network_id: UUID) -> list[UUID]:
    """Return the persons to whom a bulletin of the network goes (bulletins only)."""
    raise NotImplementedError


def mandates_on_zone(
    actor: Actor, zone_id: UUID, *, on: date
) -> Sequence[MandateDetails]:
    """Return mandates of a zone, of its networks and municipalities, for its chief and officers."""
    raise NotImplementedError


def mandates_on_network(
    actor: Actor, network_id: UUID, *, on: date
) -> Sequence[MandateDetails]:
    """Return who coordinates and who is mandated for a network, for those who see the network."""
    raise NotImplementedError


def import_for(actor: Actor, import_id: UUID) -> Import:
    """Return an import of a list the actor keeps; raise NotFound."""
    raise NotImplementedError


def approver_ids(network_ids: Collection[UUID], *, on: date) -> frozenset[UUID]:
    """Return persons who are officer or chief for every one of these networks at a date."""
    raise NotImplementedError


def coordinator_ids(network_id: UUID, *, on: date) -> frozenset[UUID]:
    """Return the coordinator and deputies of a network at a date."""
    raise NotImplementedError
