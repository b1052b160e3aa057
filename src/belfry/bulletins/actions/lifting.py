"""A chief lets pass what the wording check holds back, where the law allows it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from belfry.bulletins.errors import MayNotBeLifted, ReasonMissing
from belfry.bulletins.models import Bulletin, Lift
from belfry.bulletins.policies import may_lift
from belfry.bulletins.proofreading import liftable, remarks_on
from belfry.bulletins.queries import bulletin_for, draft_of
from belfry.bulletins.telling import note
from belfry.core.actor import Actor
from belfry.core.errors import NotAllowed
from belfry.networks.zone_rules import zone_rules


@transaction.atomic
def lift_block(
    actor: Actor, bulletin_id: UUID, label: str, *, reason: str, now: datetime
) -> Bulletin:
    """Let words of a label pass in a submitted bulletin (a chief of its zone who did not write it); twice is once.

    `reason` (at most 300 characters) is kept with it. Raises NotAllowed, ReasonMissing, MayNotBeLifted.
    """
    bulletin = bulletin_for(actor, bulletin_id, lock=True)
    if actor.person_id is None or not may_lift(actor, bulletin):
        raise NotAllowed
    if not reason.strip():
        raise ReasonMissing
    draft = draft_of(bulletin)
    if label not in liftable(remarks_on(draft, zone_rules(bulletin.zone_id, at=now)), draft):
        raise MayNotBeLifted
    _, is_new = Lift.objects.get_or_create(
        bulletin=bulletin,
        label=label,
        defaults={
            "reason": reason.strip(),
            "lifted_by_id": actor.person_id,
            "lifted_at": now,
        },
    )
    if is_new:
        note("bulletin.lifted", bulletin, actor, now, {"label": label})
    return bulletin
