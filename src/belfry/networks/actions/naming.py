"""Whether name and street of a member stand on the list of a network: the member says so, nobody else."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from belfry.audit.actions import record
from belfry.core.actor import Actor
from belfry.core.errors import NotFound
from belfry.networks.models import Membership
from belfry.networks.workflow import MembershipState


@transaction.atomic
def choose_named(actor: Actor, network_id: UUID, *, named: bool, now: datetime) -> None:
    """Let the keepers of a list read one's name and street, or only the number again; raise NotFound."""
    if actor.person_id is None:
        raise NotFound
    rows = Membership.objects.select_for_update().filter(
        network_id=network_id, person_id=actor.person_id, state=MembershipState.ACTIVE
    )
    membership = rows.first()
    if membership is None:
        raise NotFound
    if named == (membership.named_at is not None):
        return
    membership.named_at = now if named else None
    membership.save(update_fields=["named_at"])
    record(
        "member.named" if named else "member.unnamed",
        subject=f"membership:{membership.pk}",
        person_id=actor.person_id,
        at=now,
        network_id=network_id,
    )
