"""A dossier with its two candidates: Hilde would coordinate, Dries would be the deputy."""

from uuid import UUID

from belfry.core.actor import Actor
from belfry.founding.actions.candidates import (
    ask_screening,
    declare_candidate,
    propose_candidate,
    write_outcome,
)
from belfry.founding.kinds import Part
from belfry.founding.models import Candidate, Dossier
from belfry.people.types import PersonDetails
from belfry.program.cast import FIGURES
from tests.cast import NOON, Cast
from tests.founding.stages import idea, meeting_held

WHO = {Part.COORDINATOR: "founder-hilde", Part.DEPUTY: "outsider-dries"}


def details(name: str) -> PersonDetails:
    """Return a figure as somebody who proposes them types it."""
    figure = FIGURES[name]
    return PersonDetails(figure.given_name, figure.family_name, emails=(figure.email,))


def candidate_of(dossier: Dossier, part: str) -> UUID:
    """Return the candidate who stands for a part."""
    rows = Candidate.objects.filter(dossier=dossier, part=part, withdrawn_at__isnull=True)
    return rows.exclude(suitable=False).get().pk


def invited(cast: Cast) -> Dossier:
    """Return a dossier after the meeting: both are proposed, and neither has answered."""
    dossier = meeting_held(cast)
    for part, name in WHO.items():
        propose_candidate(cast.founder_hilde, dossier.pk, part, details(name), now=NOON)
    return dossier


def proposed(cast: Cast) -> Dossier:
    """Return a dossier whose two candidates said yes."""
    dossier = invited(cast)
    for part, name in WHO.items():
        declare_candidate(
            cast.at(name.replace("-", "_"), NOON), candidate_of(dossier, part), now=NOON
        )
    dossier.refresh_from_db()
    return dossier


def screened(cast: Cast) -> Dossier:
    """Return a dossier whose two candidates are suitable."""
    dossier = proposed(cast)
    for part in WHO:
        screen(cast.officer_an, dossier, part)
    dossier.refresh_from_db()
    return dossier


def screen(actor: Actor, dossier: Dossier, part: str, *, suitable: bool = True) -> None:
    """Ask for a screening and write its outcome."""
    candidate_id = candidate_of(dossier, part)
    ask_screening(actor, candidate_id, now=NOON)
    write_outcome(actor, candidate_id, suitable=suitable, now=NOON)


def candidacy(cast: Cast) -> Candidate:
    """Return Dries, who would be the deputy of a mere idea: he said yes, and nobody was asked yet."""
    return Candidate.objects.create(
        dossier=idea(cast),
        person_id=cast.person("outsider-dries"),
        part=Part.DEPUTY,
        declared_at=NOON,
        consented_at=NOON,
    )
