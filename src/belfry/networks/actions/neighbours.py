"""Whose phone rings at home, and which neighbour tells whom."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from belfry.audit.actions import record
from belfry.core.actor import Actor
from belfry.core.errors import NotAllowed
from belfry.networks.errors import NotANeighbour
from belfry.networks.kinds import Ringing
from belfry.networks.models import Membership
from belfry.networks.neighbours import ringing_at_home, shared_households
from belfry.networks.queries import membership_for
from belfry.networks.workflow import MembershipState
from belfry.people.actions import choose_ringing, choose_settings
from belfry.people.types import Settings


@transaction.atomic
def choose_own(actor: Actor, settings: Settings, ringing: Ringing | None, *, now: datetime) -> None:
    """Keep what a person chose, and whose phone rings at home where that was asked; raise NotAllowed."""
    if actor.person_id is None:
        raise NotAllowed
    choose_settings(actor.person_id, settings, now=now)
    if ringing is not None:
        choose_ringing_phone(actor, ringing, now=now)


@transaction.atomic
def choose_ringing_phone(actor: Actor, ringing: Ringing, *, now: datetime) -> None:
    """When it is urgent, let only the actor's phone ring at home, or everybody's again.

    Nobody chooses the phone of somebody else: ANOTHER leaves it as it is. Raises NotAllowed for who
    shares no household.
    """
    before = ringing_at_home(actor)
    if before is None or actor.person_id is None:
        raise NotAllowed
    if ringing in {before, Ringing.ANOTHER}:
        return
    homes = shared_households(actor)
    choose_ringing(list(homes), actor.person_id if ringing == Ringing.MINE else None)
    own = Membership.objects.filter(
        person_id=actor.person_id, unit_id__in=list(homes), state=MembershipState.ACTIVE
    )
    for membership in own.order_by("network_id"):
        _record("household.ringing_chosen", membership, actor, now)


@transaction.atomic
def name_relay(
    actor: Actor, membership_id: UUID, relay_membership_id: UUID | None, *, now: datetime
) -> None:
    """Write down which neighbour, who agreed, tells a member what the police say; None is nobody.

    Whoever keeps the list. Raises NotANeighbour for somebody who is not another member of the network.
    """
    membership = membership_for(actor, membership_id, lock=True)
    relay = None
    if relay_membership_id is not None:
        relay = Membership.objects.filter(
            pk=relay_membership_id,
            network_id=membership.network_id,
            state=MembershipState.ACTIVE,
        ).first()
        if relay is None or relay.person_id == membership.person_id:
            raise NotANeighbour
    membership.relay_person_id = relay.person_id if relay else None
    membership.save(update_fields=["relay_person"])
    _record("member.relay_named", membership, actor, now)


def _record(act: str, membership: Membership, actor: Actor, now: datetime) -> None:
    record(
        act,
        subject=f"membership:{membership.pk}",
        person_id=actor.person_id,
        at=now,
        network_id=membership.network_id,
    )
