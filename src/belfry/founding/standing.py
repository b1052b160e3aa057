"""Who is proposed as coordinator and deputy, and how far each is; what each reader may do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from belfry.core.actor import Actor
from belfry.core.errors import NotFound
from belfry.founding.kinds import Part
from belfry.founding.models import Candidate, Dossier
from belfry.founding.policies import may_screen, may_write
from belfry.founding.queries import dossier_for, partners_of, sought_in
from belfry.founding.workflow import SCREENING, is_proposing, is_withdrawing
from belfry.people.queries import persons_by_id


@dataclass(frozen=True, slots=True)
class Standing:
    """A candidate as a reader sees them; `screened_by` is a name for the police, else empty."""

    pk: UUID
    part: Part
    name: str
    declared_at: datetime | None
    asked_at: datetime | None
    suitable: bool | None
    screened_at: datetime | None
    screened_by: str
    is_own: bool
    may_withdraw: bool
    may_ask: bool
    may_write_outcome: bool


@dataclass(frozen=True, slots=True)
class Lists:
    """The candidates of a dossier: who stands, and for the police those found not suitable."""

    standing: Sequence[Standing]
    unsuitable: Sequence[Standing]
    free: Sequence[Part]


def candidates_of(actor: Actor, dossier: Dossier) -> Lists:
    """Return the candidates of a dossier that the actor sees. Seven queries at most.

    That somebody was found not suitable is for the police alone: everybody else sees a free place.
    """
    partners = partners_of(actor, dossier)
    rows = list(
        dossier.candidates.filter(withdrawn_at__isnull=True).order_by("part", "screened_at")
    )
    is_police = may_screen(partners)
    shown = [row for row in rows if is_police or row.suitable is not False]
    screeners = {row.screened_by_id for row in shown if row.screened_by_id}
    persons = persons_by_id({row.person_id for row in shown} | screeners)
    names: dict[UUID | None, str] = {pk: person.full_name for pk, person in persons.items()}
    writes = may_write(partners, dossier.state)
    proposes = writes and is_proposing(dossier.kind, dossier.state)
    withdraws = writes and is_withdrawing(dossier.kind, dossier.state)
    found = [
        Standing(
            row.pk,
            Part(row.part),
            names[row.person_id],
            row.declared_at,
            row.asked_at,
            row.suitable,
            row.screened_at,
            names.get(row.screened_by_id, "") if is_police else "",
            is_own=row.person_id == actor.person_id,
            may_withdraw=withdraws and (row.person_id == actor.person_id or not row.declared_at),
            may_ask=_may_screen(actor, dossier, row, is_police=is_police) and not row.asked_at,
            may_write_outcome=_may_screen(actor, dossier, row, is_police=is_police)
            and row.asked_at is not None
            and row.screened_at is None,
        )
        for row in shown
    ]
    taken = {row.part for row in rows if row.suitable is not False}
    return Lists(
        [one for one in found if one.suitable is not False],
        [one for one in found if one.suitable is False],
        [part for part in sought_in(dossier) if part not in taken] if proposes else [],
    )


def _may_screen(actor: Actor, dossier: Dossier, row: Candidate, *, is_police: bool) -> bool:
    is_other = row.person_id != actor.person_id
    consented = row.consented_at is not None
    return is_police and is_other and consented and dossier.state in SCREENING


def candidate_for(actor: Actor, candidate_id: UUID) -> tuple[Dossier, Standing]:
    """Return one candidate who stands, with the dossier; raise NotFound."""
    row = Candidate.objects.filter(pk=candidate_id).first()
    if row is None:
        raise NotFound
    dossier = dossier_for(actor, row.dossier_id)
    for one in candidates_of(actor, dossier).standing:
        if one.pk == candidate_id:
            return dossier, one
    raise NotFound
