"""Take a dossier from state to state: one gate for every move."""

from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from belfry.audit.actions import Detail, record
from belfry.core.actor import Actor
from belfry.core.errors import NotAllowed
from belfry.founding.checklist import check_papers
from belfry.founding.errors import ConditionsMissing
from belfry.founding.models import Dossier, DossierZone, MoveMade, Signature
from belfry.founding.policies import may_make
from belfry.founding.queries import facts_of, partners_of
from belfry.founding.telling import tell
from belfry.founding.workflow import DossierState, Partner, find_move, moves_from

SIGNATURE_VOID: Final = _(
    "The text was changed after you signed it, so your signature counts no more. You are asked to sign again when "
    "the new text is ready."
)


@transaction.atomic
def move(actor: Actor, dossier: Dossier, new: DossierState, *, now: datetime) -> None:
    """Take a locked dossier to a state, and write it into its timeline and the record.

    Raises MoveNotAllowed where the table has no such move, NotAllowed where another partner has to make it,
    ConditionsMissing where something is not there yet.
    """
    step = find_move(dossier.kind, dossier.state, new)
    partners = partners_of(actor, dossier)
    if not may_make(partners, step):
        raise NotAllowed
    if missing := set(step.conditions) - facts_of(dossier.pk):
        raise ConditionsMissing(missing=", ".join(sorted(missing)))
    _write(actor, dossier, new, partner=min(step.by & partners), now=now)


@transaction.atomic
def move_if_ready(actor: Actor, dossier: Dossier, new: DossierState, *, now: datetime) -> bool:
    """Take a locked dossier to a state if the table allows it and every condition holds.

    For what just happened to make it so (the last signature, the closed survey), whoever did it.
    """
    step = moves_from(dossier.kind, dossier.state).get(new)
    if step is None or set(step.conditions) - facts_of(dossier.pk):
        return False
    partners = partners_of(actor, dossier)
    partner = min(step.by & partners or partners or {Partner.FOUNDERS})
    _write(actor, dossier, new, partner=partner, now=now)
    return True


def papers_changed(actor: Actor, dossier: Dossier, *, now: datetime) -> int:
    """Note, after the change, that what is signed is another text now; return how many signatures that voids.

    The dossier, locked, goes back to be signed if it was signed already; who signed is told by mail.
    """
    Dossier.objects.filter(pk=dossier.pk).update(papers_version=F("papers_version") + 1)
    dossier.refresh_from_db(fields=["papers_version"])
    check_papers(dossier)
    signatures = Signature.objects.filter(signatory__dossier=dossier, voided_at__isnull=True)
    signed = set(signatures.values_list("signatory__person_id", flat=True))
    voided = signatures.update(voided_at=now)
    if dossier.state == DossierState.SIGNED:
        move_if_ready(actor, dossier, DossierState.DRAFTED, now=now)
    if voided:
        tell(signed, dossier, SIGNATURE_VOID, page="signing/", now=now)
        note(actor, dossier, "dossier.signatures_voided", now=now, detail={"number": voided})
    return voided


def note(
    actor: Actor,
    dossier: Dossier,
    act: str,
    *,
    now: datetime,
    detail: Detail | None = None,
) -> None:
    """Write an act into the record: of the network where there is one, else of the leading zone."""
    zone_id = (
        DossierZone.objects.filter(dossier=dossier, leading=True)
        .values_list("zone_id", flat=True)
        .first()
    )
    record(
        act,
        subject=f"dossier:{dossier.pk}",
        person_id=actor.person_id,
        at=now,
        network_id=dossier.network_id,
        zone_id=zone_id,
        detail=detail,
    )


def _write(
    actor: Actor, dossier: Dossier, new: DossierState, *, partner: Partner, now: datetime
) -> None:
    old, dossier.state = dossier.state, new
    dossier.save(update_fields=["state"])
    MoveMade.objects.create(
        dossier=dossier, old=old, new=new, partner=partner, at=now, by_id=actor.person_id
    )
    note(actor, dossier, "dossier.moved", now=now, detail={"from": old, "to": new})
