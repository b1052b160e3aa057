"""The outcome that a message owes its readers: until when, by whom (O10)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from belfry.bulletins.models import Bulletin
from belfry.bulletins.policies import OWES_OUTCOME, is_urgent, may_hand_over
from belfry.bulletins.queries import bulletin_for, is_ended
from belfry.bulletins.telling import approvers_of, note, tell
from belfry.bulletins.workflow import BulletinState
from belfry.core.actor import Actor
from belfry.core.errors import MoveNotAllowed, NotAllowed, NotFound
from belfry.delivery.kinds import Kind
from belfry.networks.types import ZoneRules
from belfry.networks.zone_rules import due_after


def owe(bulletin: Bulletin, rules: ZoneRules, *, now: datetime) -> None:
    """Note until when readers are owed how it ends, as it is first sent; later sendings change nothing.

    `rules` are those of its zone. Its author owes it, if that is an officer or chief of its networks; what a dispatcher sent waits for the
    first of them who takes it over.
    """
    if bulletin.bulletin_class not in OWES_OUTCOME or bulletin.outcome_due_at is not None:
        return
    bulletin.outcome_due_at = due_after(now, is_urgent(bulletin.bulletin_class), rules)
    if bulletin.author_id in approvers_of(bulletin, now):
        bulletin.outcome_owner_id = bulletin.author_id
    bulletin.save(update_fields=["outcome_due_at", "outcome_owner"])


@transaction.atomic
def hand_over_outcome(
    actor: Actor, bulletin_id: UUID, person_id: UUID, *, now: datetime
) -> Bulletin:
    """Let another officer owe it, who gets a notice; officers and chief of its networks, or who owes it.

    Raises NotFound also for a person who is no such officer, NotAllowed, MoveNotAllowed where nothing is owed.
    """
    bulletin = bulletin_for(actor, bulletin_id, lock=True)
    officers = approvers_of(bulletin, now)
    if not may_hand_over(actor, bulletin, officers):
        raise NotAllowed
    owes = bulletin.outcome_due_at is not None and bulletin.state == BulletinState.APPROVED
    if not owes or is_ended(bulletin):
        raise MoveNotAllowed
    if person_id not in officers:
        raise NotFound
    if bulletin.outcome_owner_id == person_id:
        return bulletin
    bulletin.outcome_owner_id = person_id
    bulletin.save(update_fields=["outcome_owner"])
    note("outcome.handed_over", bulletin, actor, now, {"to": str(person_id)})
    if person_id != actor.person_id:
        tell(Kind.OUTCOME_OWED, {person_id}, bulletin, now)
    return bulletin
