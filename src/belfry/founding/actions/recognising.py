"""What a dossier becomes when it is recognised: a network, or a change of one."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from belfry.core.actor import Actor, Role
from belfry.core.clock import local
from belfry.core.errors import NotFound
from belfry.founding.agreement import charter_of, perimeter_of
from belfry.founding.changes import last_charter
from belfry.founding.kinds import Part, SignatoryRole, Subject, UploadKind
from belfry.founding.models import Candidate, Dossier, PaperRecognition, Signatory
from belfry.founding.papers import plan_details
from belfry.founding.workflow import DossierKind
from belfry.networks.actions.networks import amend_network, open_network
from belfry.networks.mandates import holders_of
from belfry.networks.model_papers import circular_in_force
from belfry.networks.models import Network
from belfry.networks.types import Agreed, CharterDetails, Recognition


def become_network(actor: Actor, dossier: Dossier, *, now: datetime) -> Network:
    """Make of a locked dossier with its number and date the network that it stands for, or change that.

    Called by the acts that recognise it, in their transaction; the move that follows tests the conditions.
    """
    if dossier.kind == DossierKind.AMENDMENT:
        return _amended(actor, dossier, now)
    assert dossier.recognised_on is not None
    if dossier.circular is None:
        dossier.circular = circular_in_force(on=dossier.recognised_on)
        dossier.save(update_fields=["circular"])
    return open_network(
        actor,
        name=dossier.name,
        kind=dossier.network_kind,
        languages=dossier.languages,
        zone_ids=list(_leading_first(dossier.zones, "zone_id")),
        municipality_ids=list(_leading_first(dossier.towns, "municipality_id")),
        recognition=Recognition(
            dossier.recognition_number,
            dossier.recognised_on,
            dossier.circular_id,
            dossier.profession,
            dossier.scope,
        ),
        agreed=_taken_over(dossier, now)
        if dossier.kind == DossierKind.TAKE_OVER
        else _founded(dossier),
        now=now,
    )


def _leading_first(rows: Any, name: str) -> Any:
    return rows.order_by("-leading", "pk").values_list(name, flat=True)


def _founded(dossier: Dossier) -> Agreed:
    standing = Candidate.objects.filter(dossier=dossier, withdrawn_at__isnull=True, suitable=True)
    roles = {Part.COORDINATOR: Role.COORDINATOR, Part.DEPUTY: Role.DEPUTY}
    officers = Signatory.objects.filter(
        dossier=dossier, role=SignatoryRole.OFFICER, replaced_at__isnull=True
    )
    return Agreed(
        plan=plan_details(dossier),
        perimeter=perimeter_of(dossier),
        charter=charter_of(dossier),
        holders=[
            *((roles[Part(one.part)], one.person_id) for one in standing.order_by("part")),
            *((Role.OFFICER, officer.person_id) for officer in officers),
        ],
    )


def _taken_over(dossier: Dossier, now: datetime) -> Agreed:
    known = PaperRecognition.objects.get(dossier=dossier)
    scan = dossier.files.filter(upload=UploadKind.CHARTER_SCAN).latest("made_at")
    zone = dossier.zones.get(leading=True).zone_id
    officers = holders_of(Role.OFFICER, zone_id=zone, on=local(now).date())
    named = [
        (Role.COORDINATOR, known.coordinator_id),
        (Role.DEPUTY, known.deputy_id),
        (Role.OFFICER, known.confirmed_by_id if known.confirmed_by_id in officers else None),
    ]
    return Agreed(
        charter=CharterDetails({}, bytes(scan.content)),
        holders=[(role, person_id) for role, person_id in named if person_id],
    )


def _amended(actor: Actor, dossier: Dossier, now: datetime) -> Network:
    if dossier.network_id is None:
        raise NotFound
    charter = charter_of(dossier)
    if not charter.file:
        # Nothing was signed anew: what was signed last stays the file.
        charter = replace(charter, file=last_charter(dossier).file)
    agreed = Agreed(
        plan=plan_details(dossier) if Subject.PLAN in dossier.subjects else None,
        perimeter=perimeter_of(dossier) if Subject.PERIMETER in dossier.subjects else None,
        charter=charter,
    )
    return amend_network(
        actor,
        dossier.network_id,
        agreed,
        zone_ids=list(_leading_first(dossier.zones, "zone_id")),
        municipality_ids=list(_leading_first(dossier.towns, "municipality_id")),
        circular_id=dossier.circular_id,
        now=now,
    )
