"""What town and police answer to an idea, and how a dossier ends before it is recognised."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from belfry.core.actor import Actor
from belfry.core.errors import MoveNotAllowed, NotAllowed
from belfry.founding.actions.meetings import call_off
from belfry.founding.actions.moving import move, move_if_ready, note
from belfry.founding.actions.surveys import close_survey
from belfry.founding.actions.votes import close_vote
from belfry.founding.errors import ReasonMissing
from belfry.founding.meetings import coming_meeting
from belfry.founding.models import Consultation, Dossier
from belfry.founding.queries import dossier_for, writable_dossier
from belfry.founding.story import may_be_given, own_voices
from belfry.founding.workflow import DossierState


@transaction.atomic
def answer_consultation(
    actor: Actor, dossier_id: UUID, *, agrees: bool, remark: str = "", now: datetime
) -> Dossier:
    """Answer for every zone and town of the dossier that the actor acts for; the newest answer counts.

    When all of them agree the dossier goes on. What the perimeter reaches later answers later, until the
    residents are asked. Raises NotFound, NotAllowed for anybody else, MoveNotAllowed later.
    """
    dossier = writable_dossier(actor, dossier_id)
    own = own_voices(actor, dossier)
    if not own:
        raise NotAllowed
    asked = [one for one in own if may_be_given(dossier, one)]
    if not asked:
        raise MoveNotAllowed
    Consultation.objects.bulk_create(
        Consultation(
            dossier=dossier,
            zone_id=one.place_id if one.is_zone else None,
            municipality_id=None if one.is_zone else one.place_id,
            agrees=agrees,
            remark=remark,
            at=now,
            by_id=actor.person_id,
        )
        for one in asked
    )
    note(actor, dossier, "dossier.consulted", now=now, detail={"agrees": agrees})
    # Without a majority it is for those who prepare it to ask again.
    if dossier.state == DossierState.IDEA:
        move_if_ready(actor, dossier, DossierState.CONSULTED, now=now)
    return dossier


@transaction.atomic
def end_dossier(actor: Actor, dossier_id: UUID, *, reason: str, now: datetime) -> None:
    """Give a dossier up for a reason that everybody in it can read; whatever still ran ends with it.

    Whoever was invited to its meeting is told. Raises NotFound, NotAllowed, MoveNotAllowed for one that is over, ReasonMissing.
    """
    dossier = dossier_for(actor, dossier_id, lock=True)
    if not reason.strip():
        raise ReasonMissing
    dossier.reason = reason.strip()
    dossier.save(update_fields=["reason"])
    move(actor, dossier, DossierState.ABANDONED, now=now)
    for survey in dossier.surveys.filter(closed_at__isnull=True):
        close_survey(dossier, survey, now=now)
    for vote in dossier.approvals.filter(closed_at__isnull=True):
        close_vote(dossier, vote, now=now)
    if meeting := coming_meeting(dossier):
        call_off(actor, dossier, meeting, now=now)
    dossier.interests.all().delete()
