"""The doors to who lives together, who is in one network, and who tells a neighbour what the police say."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from belfry.core.actor import Actor
from belfry.networks.kinds import Ringing
from belfry.networks.models import Membership
from belfry.networks.types import Relay
from belfry.networks.workflow import MembershipState
from belfry.people.queries import households_among, persons_named, ringing_of, units_by_id
from belfry.people.types import UnitDetails


def members_of(network_id: UUID) -> frozenset[UUID]:
    """Return the persons who are members of a network now (for the process that finds whose a matter is)."""
    rows = Membership.objects.filter(network_id=network_id, state=MembershipState.ACTIVE)
    return frozenset(rows.values_list("person_id", flat=True))


def shared_households(actor: Actor) -> Mapping[UUID, frozenset[UUID]]:
    """Return {household: its other members} of the actor's own memberships, where there are others."""
    if actor.person_id is None:
        return {}
    active = Membership.objects.filter(state=MembershipState.ACTIVE)
    own = active.filter(person_id=actor.person_id, unit__isnull=False)
    found: dict[UUID, set[UUID]] = defaultdict(set)
    others = active.filter(unit__in=own.values("unit")).exclude(person_id=actor.person_id)
    for unit_id, person_id in others.values_list("unit_id", "person_id"):
        found[unit_id].add(person_id)
    return {unit_id: frozenset(found[unit_id]) for unit_id in households_among(found)}


def ringing_at_home(actor: Actor) -> Ringing | None:
    """Return whose phone rings at the actor's home when it is urgent; None for who lives alone there."""
    homes = shared_households(actor)
    if not homes:
        return None
    chosen = ringing_of(homes)
    if actor.person_id in chosen.values():
        return Ringing.MINE
    if any(person in homes[unit_id] for unit_id, person in chosen.items()):
        return Ringing.ANOTHER
    return Ringing.EVERYBODY


def relays_of(network_id: UUID, person_ids: Collection[UUID]) -> Sequence[Relay]:
    """Return who of these members is told by which neighbour (bulletins only), in one query."""
    return _relays(network_id, person_id__in=list(person_ids), relay_person__isnull=False)


def told_by(actor: Actor, network_id: UUID) -> Sequence[Relay]:
    """Return the neighbours whom the actor agreed to tell, in a network of the actor's own."""
    if actor.person_id is None or network_id not in actor.member_of:
        return []
    return _relays(network_id, relay_person_id=actor.person_id)


def _relays(network_id: UUID, **conditions: object) -> Sequence[Relay]:
    rows = Membership.objects.filter(
        network_id=network_id, state=MembershipState.ACTIVE, **conditions
    )
    return [
        Relay(*row) for row in rows.values_list("person_id", "relay_person_id", "pk", "unit_id")
    ]


def home_of(network_id: UUID, person_id: UUID) -> UnitDetails:
    """Return where a network's list says that somebody lives or works, also after the membership ended.

    For contexts above, which judged access already.
    """
    rows = Membership.objects.filter(network_id=network_id, person_id=person_id, unit__isnull=False)
    found = units_by_id(set(rows.values_list("unit_id", flat=True)))
    return next(iter(found.values()), UnitDetails())


def members_named(network_id: UUID, name: str) -> Sequence[UUID]:
    """Return the members who bear exactly this name; nobody is found by a part of one.

    For those who judged access already and record the question.
    """
    return persons_named(members_of(network_id), name)
