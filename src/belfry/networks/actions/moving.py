"""A member moves house within a network."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from belfry.audit.actions import record
from belfry.core.actor import Actor
from belfry.networks.matching import Register, unit_key
from belfry.networks.models import Membership
from belfry.networks.queries import everybody_ever, membership_for
from belfry.people.actions import add_unit
from belfry.people.types import UnitDetails


@transaction.atomic
def rehouse(actor: Actor, membership_id: UUID, unit: UnitDetails, *, now: datetime) -> Membership:
    """Give a member another home as keeper of the list: that of the household which is known there, else a new one.

    The old household keeps its address. Raises NotFound.
    """
    membership = membership_for(actor, membership_id, lock=True)
    units = Register(membership.network_id, everybody_ever(membership.network_id)).units
    membership.unit_id = units.get(unit_key(unit)) or add_unit(unit).pk
    membership.save(update_fields=["unit"])
    record(
        "member.moved",
        subject=f"membership:{membership.pk}",
        person_id=actor.person_id,
        at=now,
        network_id=membership.network_id,
    )
    return membership
