"""A network that seeks a new key holder: Bram's network seeks a coordinator, Anke would take over."""

from collections.abc import Collection

from belfry.founding.actions.candidates import (
    ask_screening,
    declare_candidate,
    propose_candidate,
    write_outcome,
)
from belfry.founding.actions.succession import open_succession
from belfry.founding.actions.votes import count_vote
from belfry.founding.kinds import Part
from belfry.founding.models import Dossier
from belfry.program.cast import FIGURES
from tests.cast import NOON, Cast
from tests.founding.key_holders import candidate_of


def sought(cast: Cast, seeks: Collection[str] = (Part.COORDINATOR,)) -> Dossier:
    """Return the dossier of Meerstraat that seeks somebody; Bram opened it."""
    return open_succession(
        cast.coordinator_bram, cast.stage.meerstraat, seeks=seeks, why="Bram moves.", now=NOON
    )


def with_successor(cast: Cast, seeks: Collection[str] = (Part.COORDINATOR,)) -> Dossier:
    """Return it after Anke was proposed for the one task and said yes."""
    dossier = sought(cast, seeks)
    (part,) = seeks
    who = FIGURES["member-anke"].details
    propose_candidate(cast.coordinator_bram, dossier.pk, part, who, now=NOON)
    declare_candidate(cast.member_anke, candidate_of(dossier, part), now=NOON)
    dossier.refresh_from_db()
    return dossier


def screened_successor(cast: Cast, seeks: Collection[str] = (Part.COORDINATOR,)) -> Dossier:
    """Return it after the police found Anke suitable."""
    dossier = with_successor(cast, seeks)
    (part,) = seeks
    ask_screening(cast.officer_an, candidate_of(dossier, part), now=NOON)
    write_outcome(cast.officer_an, candidate_of(dossier, part), suitable=True, now=NOON)
    dossier.refresh_from_db()
    return dossier


def approved_successor(cast: Cast, seeks: Collection[str] = (Part.COORDINATOR,)) -> Dossier:
    """Return it after the members approved her."""
    dossier = screened_successor(cast, seeks)
    count_vote(cast.coordinator_bram, dossier.pk, rule="answers", units=20, yes=18, no=1, now=NOON)
    dossier.refresh_from_db()
    return dossier
