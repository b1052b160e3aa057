"""How it stands with a home or business, said by hand."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from belfry.audit.actions import record
from belfry.contributions.kinds import DueState
from belfry.contributions.models import Due
from belfry.contributions.queries import due_for
from belfry.core.actor import Actor
from belfry.core.clock import local


@transaction.atomic
def mark_due(actor: Actor, due_id: UUID, state: DueState, *, now: datetime) -> Due:
    """Say that it is paid, not paid, or that who lives there is exempt, of which no reason is kept (H23).

    What is said already stays as it was. Raises NotFound, NotAllowed.
    """
    due = due_for(actor, due_id, lock=True)
    if due.state == state:
        return due
    due.state = state
    due.paid_on = local(now).date() if state == DueState.PAID else None
    due.save(update_fields=["state", "paid_on"])
    record(
        "contribution.marked",
        subject=f"due:{due.pk}",
        person_id=actor.person_id,
        at=now,
        network_id=due.year.network_id,
    )
    return due
