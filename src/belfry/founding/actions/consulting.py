"""What town and police answer to an idea, and how a dossier ends before it is recognised."""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from belfry.core.actor import POLICE_ROLES, Actor
from belfry.core.errors import MoveNotAllowed, NotAllowed
from belfry.founding.actions.moving import move, move_if_ready, note
from belfry.founding.errors import ReasonMissing
from belfry.founding.models import Consultation, Dossier
from belfry.founding.queries import TOWN_ROLES, dossier_for, writable_dossier
from belfry.founding.workflow import DossierState

# Before the residents are asked for the first time, and before they are asked again.
OPEN: Final = frozenset({DossierState.IDEA, DossierState.NO_MAJORITY})


@transaction.atomic
def answer_consultation(
    actor: Actor, dossier_id: UUID, *, agrees: bool, remark: str = "", now: datetime
) -> Dossier:
    """Answer for every zone and town of the dossier that the actor acts for; the newest answer counts.

    When all of them agree the dossier goes on. An answer is possible until the residents were asked.
    Raises NotFound, NotAllowed for anybody else, MoveNotAllowed later.
    """
    dossier = writable_dossier(actor, dossier_id)
    zones = dossier.zones.filter(zone_id__in=actor.zones(*POLICE_ROLES))
    towns = dossier.towns.filter(municipality_id__in=actor.municipalities(*TOWN_ROLES))
    answers = [Consultation(zone_id=row.zone_id) for row in zones]
    answers += [Consultation(municipality_id=row.municipality_id) for row in towns]
    if not answers:
        raise NotAllowed
    if dossier.state not in OPEN:
        raise MoveNotAllowed
    for answer in answers:
        answer.dossier, answer.agrees, answer.remark = dossier, agrees, remark
        answer.at, answer.by_id = now, actor.person_id
    Consultation.objects.bulk_create(answers)
    note(actor, dossier, "dossier.consulted", now=now, detail={"agrees": agrees})
    move_if_ready(actor, dossier, DossierState.CONSULTED, now=now)
    return dossier


@transaction.atomic
def end_dossier(actor: Actor, dossier_id: UUID, *, reason: str, now: datetime) -> None:
    """Give a dossier up for a reason that everybody in it can read.

    Raises NotFound, NotAllowed, MoveNotAllowed for one that is over, ReasonMissing.
    """
    dossier = dossier_for(actor, dossier_id, lock=True)
    if not reason.strip():
        raise ReasonMissing
    dossier.reason = reason.strip()
    dossier.save(update_fields=["reason"])
    move(actor, dossier, DossierState.ABANDONED, now=now)
