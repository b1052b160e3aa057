"""Say which network another one is part of."""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import connection, transaction

from belfry.audit.actions import record
from belfry.core.actor import Actor
from belfry.networks.errors import NotAPossibleParent
from belfry.networks.placing import network_to_place, possible_parents

# The number of a lock that PostgreSQL keeps for this, and for nothing else in Belfry.
PLACING: Final = 7235525


@transaction.atomic
def place_under(actor: Actor, network_id: UUID, parent_id: UUID | None, *, now: datetime) -> None:
    """Make a network part of another one, or of none; police of its leading zone and the reviewer.

    Raises NotFound, NotAllowed, NotAPossibleParent for a network that is not offered: not seen by the
    actor, not active, or itself part of this one.
    """
    # One at a time: two at once could close a circle that neither sees.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [PLACING])
    network = network_to_place(actor, network_id)
    offered = {row.pk for row in possible_parents(actor, network_id)}
    if parent_id is not None and parent_id not in offered:
        raise NotAPossibleParent
    if network.parent_id == parent_id:
        return
    network.parent_id = parent_id
    network.save(update_fields=["parent"])
    record(
        "network.placed",
        subject=f"network:{network_id}",
        person_id=actor.person_id,
        at=now,
        network_id=network_id,
        detail={"parent": str(parent_id) if parent_id else None},
    )
