"""The two key holders: proposed, declaring themselves, screened. Of a screening only its outcome is kept."""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from belfry.core.actor import Actor
from belfry.core.errors import NotAllowed, NotFound
from belfry.founding.actions.founders import reader_of
from belfry.founding.actions.moving import move_if_ready, note, papers_changed
from belfry.founding.errors import NotConsented, NotThisStep, PartTaken, SamePerson
from belfry.founding.kinds import SignatoryRole
from belfry.founding.models import Candidate, Dossier
from belfry.founding.policies import may_screen
from belfry.founding.queries import partners_of, sought_in, writable_dossier
from belfry.founding.telling import police_for, proposers_of, tell
from belfry.founding.workflow import (
    SCREENING,
    WITHOUT_CANDIDATE,
    DossierKind,
    DossierState,
    is_proposing,
    is_withdrawing,
)
from belfry.people.types import PersonDetails

INVITED: Final = _(
    "You are proposed for a task in this network. Please read what it asks, and say whether you want it."
)
TO_SCREEN: Final = _(
    "The candidates agreed to the screening. The police are asked whether they are suitable."
)
ANOTHER: Final = _("Another candidate is needed. Please propose somebody.")


@transaction.atomic
def propose_candidate(
    actor: Actor, dossier_id: UUID, part: str, who: PersonDetails, *, now: datetime
) -> Candidate:
    """Propose whoever reads an e-mail address as coordinator or deputy, and invite them.

    A known address and an unknown one are treated alike. Raises NotFound, NotAllowed, NotThisStep, PartTaken,
    SamePerson for somebody who was proposed here before, delivery.AddressUnusable.
    """
    dossier = writable_dossier(actor, dossier_id)
    if part not in sought_in(dossier) or not is_proposing(dossier.kind, dossier.state):
        raise NotThisStep
    rows = dossier.candidates.filter(withdrawn_at__isnull=True)
    if rows.filter(part=part).exclude(suitable=False).exists():
        raise PartTaken
    person = reader_of(who, dossier, now=now)
    if rows.filter(person=person).exists():
        raise SamePerson
    candidate = Candidate.objects.create(dossier=dossier, person=person, part=part)
    note(actor, dossier, "candidate.proposed", now=now, detail={"candidate": str(candidate.pk)})
    tell([person.pk], dossier, INVITED, page="candidates/", now=now)
    return candidate


@transaction.atomic
def declare_candidate(actor: Actor, candidate_id: UUID, *, now: datetime) -> None:
    """Let a candidate say "I am of age, I meet the five criteria, and I agree to the screening".

    Only the candidate may. When both did, the police are told. Raises NotFound, NotAllowed, NotThisStep.
    """
    dossier, candidate = _own(actor, candidate_id)
    if not is_proposing(dossier.kind, dossier.state):
        raise NotThisStep
    if candidate.declared_at:
        return
    candidate.declared_at = candidate.consented_at = now
    candidate.save(update_fields=["declared_at", "consented_at"])
    note(actor, dossier, "candidate.declared", now=now, detail={"candidate": str(candidate.pk)})
    papers_changed(actor, dossier, now=now)
    hand_to_police(actor, dossier, now=now)


def hand_to_police(actor: Actor, dossier: Dossier, *, now: datetime) -> None:
    """Let the police know as soon as two candidates stand after the meeting; the dossier is locked."""
    if move_if_ready(actor, dossier, DossierState.PROPOSED, now=now):
        tell(police_for(dossier, now=now), dossier, TO_SCREEN, page="candidates/", now=now)


@transaction.atomic
def withdraw_candidate(actor: Actor, candidate_id: UUID, *, now: datetime) -> None:
    """Take a candidate away: themselves at any time, the founders as long as nothing is declared.

    Another is proposed then. Raises NotFound, NotAllowed, NotThisStep.
    """
    dossier, candidate = _candidate(actor, candidate_id)
    is_own = candidate.person_id == actor.person_id
    if not is_own and candidate.declared_at:
        raise NotAllowed
    if not is_withdrawing(dossier.kind, dossier.state):
        raise NotThisStep
    candidate.withdrawn_at = now
    candidate.save(update_fields=["withdrawn_at"])
    note(actor, dossier, "candidate.withdrawn", now=now, detail={"candidate": str(candidate.pk)})
    dossier.signatories.filter(
        person_id=candidate.person_id, role=SignatoryRole.COORDINATOR
    ).update(replaced_at=now)
    papers_changed(actor, dossier, now=now)
    if dossier.state == DossierState.CORRECTION:
        move_if_ready(actor, dossier, DossierState.DRAFTED, now=now)
    # Another candidate is needed, from wherever the dossier was.
    move_if_ready(actor, dossier, WITHOUT_CANDIDATE[DossierKind(dossier.kind)], now=now)
    if is_own:
        tell(proposers_of(dossier, now=now), dossier, ANOTHER, page="candidates/", now=now)


@transaction.atomic
def forget_minor(actor: Actor, candidate_id: UUID, *, now: datetime) -> None:
    """Keep nothing of a candidate who is not of age yet (H20); raise NotFound, NotAllowed, NotThisStep."""
    dossier, candidate = _own(actor, candidate_id)
    if candidate.declared_at or not is_proposing(dossier.kind, dossier.state):
        raise NotThisStep
    candidate.delete()
    note(actor, dossier, "candidate.withdrawn", now=now)
    tell(proposers_of(dossier, now=now), dossier, ANOTHER, page="candidates/", now=now)


@transaction.atomic
def ask_screening(actor: Actor, candidate_id: UUID, *, now: datetime) -> None:
    """Note that the police look the candidate up; once is enough.

    Raises NotFound, NotAllowed, NotThisStep, NotConsented.
    """
    dossier, candidate = _to_screen(actor, candidate_id)
    if candidate.asked_at:
        return
    candidate.asked_at, candidate.asked_by_id = now, actor.person_id
    candidate.save(update_fields=["asked_at", "asked_by"])
    note(actor, dossier, "screening.asked", now=now, detail={"candidate": str(candidate.pk)})


@transaction.atomic
def write_outcome(actor: Actor, candidate_id: UUID, *, suitable: bool, now: datetime) -> None:
    """Write whether the police found a candidate suitable, who says so and when; never why (H11).

    The dossier goes on when both are suitable, and looks for another when one is not. Raises NotFound,
    NotAllowed, NotThisStep before it was asked for or when it is written already, NotConsented.
    """
    dossier, candidate = _to_screen(actor, candidate_id)
    if candidate.asked_at is None or candidate.screened_at:
        raise NotThisStep
    candidate.suitable, candidate.screened_at = suitable, now
    candidate.screened_by_id = actor.person_id
    candidate.save(update_fields=["suitable", "screened_at", "screened_by"])
    note(actor, dossier, "screening.written", now=now, detail={"candidate": str(candidate.pk)})
    if suitable:
        move_if_ready(actor, dossier, DossierState.SCREENED, now=now)
    else:
        move_if_ready(actor, dossier, DossierState.UNSUITABLE, now=now)
        tell(proposers_of(dossier, now=now), dossier, ANOTHER, page="candidates/", now=now)


def _to_screen(actor: Actor, candidate_id: UUID) -> tuple[Dossier, Candidate]:
    dossier, candidate = _candidate(actor, candidate_id)
    # Nobody screens themselves.
    if not may_screen(partners_of(actor, dossier)) or candidate.person_id == actor.person_id:
        raise NotAllowed
    if dossier.state not in SCREENING:
        raise NotThisStep
    if candidate.consented_at is None:
        raise NotConsented
    return dossier, candidate


def _own(actor: Actor, candidate_id: UUID) -> tuple[Dossier, Candidate]:
    dossier, candidate = _candidate(actor, candidate_id)
    if candidate.person_id != actor.person_id or actor.person_id is None:
        raise NotAllowed
    return dossier, candidate


def _candidate(actor: Actor, candidate_id: UUID) -> tuple[Dossier, Candidate]:
    """Return a candidate who stands, and the dossier, locked; raise NotFound, NotAllowed."""
    found = Candidate.objects.filter(pk=candidate_id).values_list("dossier_id", flat=True).first()
    if found is None:
        raise NotFound
    dossier = writable_dossier(actor, found)
    candidate = dossier.candidates.filter(pk=candidate_id, withdrawn_at__isnull=True).first()
    # Whoever was found not suitable stands no more; an outcome is written once.
    if candidate is None or candidate.suitable is False:
        raise NotFound
    return dossier, candidate
