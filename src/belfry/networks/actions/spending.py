"""What a police zone wants to spend in a month on messages of its networks."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from belfry.audit.actions import record
from belfry.core.actor import POLICE_ROLES, Actor
from belfry.core.errors import NotAllowed, NotFound
from belfry.delivery.spending import set_ceiling
from belfry.networks.policies import may_set_ceiling


@transaction.atomic
def set_zone_ceiling(actor: Actor, zone_id: UUID, amount: int | None, *, now: datetime) -> None:
    """Make this, in ten-thousandths of a euro, what a zone spends in a month at most; None is no limit.

    The chief of the zone. What is urgent is sent all the same.
    """
    if not actor.holds(*POLICE_ROLES, zone_id=zone_id):
        raise NotFound
    if not may_set_ceiling(actor, zone_id):
        raise NotAllowed
    set_ceiling(zone_id, amount)
    record(
        "zone.ceiling_set",
        subject=f"zone:{zone_id}",
        person_id=actor.person_id,
        at=now,
        zone_id=zone_id,
        detail={"amount": amount},
    )
