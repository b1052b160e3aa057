"""A new coordinator or deputy for a recognised network: proposed, screened and approved as at its founding."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from belfry.core.actor import Actor, Role
from belfry.core.clock import local
from belfry.core.errors import MoveNotAllowed, NotAllowed
from belfry.founding.actions.moving import move, note
from belfry.founding.actions.opening import write_places
from belfry.founding.changes import may_change, open_succession_of
from belfry.founding.errors import ChangeIsOpen, WhyMissing
from belfry.founding.kinds import Initiative, Part
from belfry.founding.models import Dossier
from belfry.founding.queries import writable_dossier
from belfry.founding.telling import partners_for, tell
from belfry.founding.workflow import DossierKind, DossierState
from belfry.networks.actions.succession import hand_task_over
from belfry.networks.mandates import reviewers
from belfry.networks.queries import network_for, places_of

BEGUN: Final = _(
    "This network seeks a new coordinator or deputy. Please read which task is free, and propose somebody."
)
NAMED: Final = _(
    "This network has a new coordinator or deputy. You need not do anything; the page of the network says since when."
)
ROLES: Final = {Part.COORDINATOR: Role.COORDINATOR, Part.DEPUTY: Role.DEPUTY}


@transaction.atomic
def open_succession(
    actor: Actor, network_id: UUID, *, seeks: Collection[str], why: str, now: datetime
) -> Dossier:
    """Begin to seek whoever takes over one task or both, and tell the partners.

    `seeks` are `Part` values. Coordinator and deputies, police and town may. Raises NotFound, NotAllowed,
    WhyMissing, ChangeIsOpen.
    """
    network = network_for(actor, network_id, lock=True)
    zone_ids, town_ids = places_of(network_id, on=local(now).date())
    if not may_change(actor, network_id):
        raise NotAllowed
    chosen = [part.value for part in Part if part in set(seeks)]
    if not chosen or not why.strip():
        raise WhyMissing
    if open_succession_of(network_id) is not None:
        raise ChangeIsOpen
    dossier = Dossier.objects.create(
        kind=DossierKind.SUCCESSION,
        network_kind=network.kind,
        name=network.name,
        languages=network.languages,
        initiative=Initiative.RESIDENTS,
        idea=why.strip(),
        profession=network.profession,
        scope=network.scope,
        seeks=chosen,
        network=network,
        circular=network.circular,
        opened_at=now,
        opened_by_id=actor.person_id,
    )
    write_places(dossier, town_ids, zone_ids)
    note(actor, dossier, "dossier.opened", now=now, detail={"kind": "succession"})
    tell(partners_for(dossier, now=now) - {actor.person_id}, dossier, BEGUN, now=now)
    return dossier


@transaction.atomic
def name_successors(actor: Actor, dossier_id: UUID, *, since: date, now: datetime) -> None:
    """Let whoever was screened and approved have the task from a day on, and whoever had it none from then.

    The police may. Partners and FPS Interior are told (circular: changed contact details are notified).
    Raises NotFound, NotAllowed, MoveNotAllowed, ConditionsMissing, networks.MandateDatesWrong for a day that
    is over, networks.AlreadyNamed.
    """
    dossier = writable_dossier(actor, dossier_id)
    if dossier.kind != DossierKind.SUCCESSION or dossier.network_id is None:
        raise MoveNotAllowed
    move(actor, dossier, DossierState.NAMED, now=now)
    standing = dossier.candidates.filter(withdrawn_at__isnull=True, suitable=True)
    for candidate in standing.order_by("part"):
        role = ROLES[Part(candidate.part)]
        hand_task_over(actor, dossier.network_id, role, candidate.person_id, since=since, now=now)
    told = partners_for(dossier, now=now) | reviewers(on=local(now).date())
    tell(told - {actor.person_id}, dossier, NAMED, now=now)
