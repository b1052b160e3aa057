"""Change a recognised network: a short dossier that begins with what was signed last."""

from collections.abc import Collection
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from belfry.core.actor import Actor
from belfry.core.clock import local
from belfry.core.errors import MoveNotAllowed, NotAllowed
from belfry.founding.actions.moving import move, note
from belfry.founding.actions.opening import write_places
from belfry.founding.actions.papers import start_papers
from belfry.founding.actions.perimeter import count_homes, keep_area
from belfry.founding.actions.recognising import become_network
from belfry.founding.changes import (
    check_subjects,
    last_charter,
    may_change,
    open_amendment_of,
)
from belfry.founding.errors import ChangeIsOpen, WhyMissing
from belfry.founding.kinds import Initiative, Subject
from belfry.founding.models import Dossier
from belfry.founding.perimeters import Area
from belfry.founding.queries import writable_dossier
from belfry.founding.telling import partners_for, tell
from belfry.founding.workflow import DossierKind, DossierState
from belfry.networks.mandates import reviewers
from belfry.networks.models import Network
from belfry.networks.perimeters import perimeter_of
from belfry.networks.queries import network_for, places_of

BEGUN: Final = _("A change of this network is being prepared. Please look whether you agree.")
NOTIFIED: Final = _(
    "Contact details of this network changed. You need not do anything; the page shows what is new."
)


@transaction.atomic
def open_amendment(
    actor: Actor, network_id: UUID, *, subjects: Collection[str], why: str, now: datetime
) -> Dossier:
    """Begin the change of a network, with its last charter and perimeter to start from; tell the partners.

    Coordinator and deputies, police and town may. Raises NotFound, NotAllowed, WhyMissing, ChangeIsOpen.
    """
    network = network_for(actor, network_id, lock=True)
    zone_ids, town_ids = places_of(network_id, on=local(now).date())
    if not may_change(actor, network_id):
        raise NotAllowed
    chosen = [subject.value for subject in Subject if subject in set(subjects)]
    if not chosen or not why.strip():
        raise WhyMissing
    if open_amendment_of(network_id) is not None:
        raise ChangeIsOpen
    dossier = Dossier.objects.create(
        kind=DossierKind.AMENDMENT,
        network_kind=network.kind,
        name=network.name,
        languages=network.languages,
        initiative=Initiative.RESIDENTS,
        idea=why.strip(),
        profession=network.profession,
        scope=network.scope,
        subjects=chosen,
        network=network,
        circular=network.circular,
        opened_at=now,
        opened_by_id=actor.person_id,
    )
    write_places(dossier, town_ids, zone_ids)
    _copy_perimeter(actor, dossier, now)
    _begin_papers(actor, dossier, now)
    note(actor, dossier, "dossier.opened", now=now, detail={"kind": "amendment"})
    tell(partners_for(dossier, now=now) - {actor.person_id}, dossier, BEGUN, now=now)
    return dossier


@transaction.atomic
def notify_contacts(actor: Actor, dossier_id: UUID, *, now: datetime) -> Network:
    """Let new contact details count at once, and notify partners and reviewer: nobody signs again.

    Raises NotFound, NotAllowed, MoveNotAllowed for another change, ConditionsMissing, SubjectMissing.
    """
    dossier = writable_dossier(actor, dossier_id)
    if dossier.kind != DossierKind.AMENDMENT or dossier.network is None:
        raise MoveNotAllowed
    check_subjects(dossier)
    if dossier.state == DossierState.IDEA:
        move(actor, dossier, DossierState.DRAFTED, now=now)
    dossier.recognition_number = dossier.network.recognition_number or ""
    dossier.recognised_on = local(now).date()
    dossier.save(update_fields=["recognition_number", "recognised_on"])
    move(actor, dossier, DossierState.RECOGNISED, now=now)
    network = become_network(actor, dossier, now=now)
    told = partners_for(dossier, now=now) | reviewers(on=local(now).date())
    tell(told - {actor.person_id}, dossier, NOTIFIED, now=now)
    return network


def _begin_papers(actor: Actor, dossier: Dossier, now: datetime) -> None:
    """Start from the last charter; where Belfry has none, a new telephone number needs no papers."""
    if last_charter(dossier).papers or dossier.subjects != [Subject.CONTACT]:
        start_papers(actor, dossier.pk, now=now)
    else:
        dossier.complete_version = dossier.papers_version
        dossier.save(update_fields=["complete_version"])
    dossier.refresh_from_db()


def _copy_perimeter(actor: Actor, dossier: Dossier, now: datetime) -> None:
    assert dossier.network_id is not None
    today = local(now).date()
    ground = perimeter_of(dossier.network_id, on=today)
    if ground:
        homes = count_homes(ground.shape, ground.ranges, today)
        keep_area(dossier, Area(1, ground.shape, ground.ranges, homes), actor, now)
