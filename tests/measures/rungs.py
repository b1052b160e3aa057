"""Dossiers brought to a rung of a ladder by the actions, with the cast."""

from datetime import datetime
from uuid import UUID

from belfry.core.clock import local
from belfry.measures.actions.opening import open_dossier
from belfry.measures.actions.stepping import prepare_step, sign_step
from belfry.measures.models import Dossier
from belfry.measures.types import StepDetails
from belfry.measures.workflow import Ladder, StepKind
from tests.cast import NOON, Cast

FACTS = "Stond drie avonden na elkaar met een lamp voor de deur van een buur."


def opened(cast: Cast, ladder: Ladder = Ladder.MEMBER, *, now: datetime = NOON) -> Dossier:
    """A dossier on Chloé as member, or on Sofia as deputy."""
    who = "member_chloe" if ladder is Ladder.MEMBER else "deputy_sofia"
    return open_dossier(
        cast.at("officer_an", now),
        cast.stage.meerstraat,
        cast.person(who),
        ladder,
        ("circular", FACTS),
        now=now,
    )


def details(kind: StepKind = StepKind.TALK, *, now: datetime = NOON) -> StepDetails:
    """All that a step asks for, on one day."""
    today = local(now).date()
    return StepDetails(
        reasons="De afspraken werden na het gesprek opnieuw niet gevolgd.",
        invited_on=today,
        heard="came",
        heard_on=today,
        statement="Ik wilde mijn buur helpen.",
        reported_on=today if kind in {StepKind.REPORT, StepKind.PROVISIONAL} else None,
    )


SIGNERS = {
    Ladder.MEMBER: {
        StepKind.TALK: ("coordinator_bram", "officer_an"),
        StepKind.REPRIMAND: ("officer_an", "chief_karim"),
        StepKind.REPORT: ("officer_an",),
        StepKind.PROVISIONAL: ("coordinator_bram", "officer_an"),
        StepKind.DEFINITIVE: ("coordinator_bram", "officer_els", "chief_karim"),
    },
    Ladder.COORDINATOR: {
        StepKind.TALK: ("officer_an",),
        StepKind.REPRIMAND: ("officer_an", "chief_karim"),
        StepKind.PROVISIONAL: ("officer_els", "chief_karim"),
        StepKind.DEFINITIVE: ("chief_karim", "mayor_luc"),
    },
}


def take(cast: Cast, dossier: Dossier, *kinds: StepKind, now: datetime = NOON) -> Dossier:
    """Prepare and sign these steps, one after the other."""
    for kind in kinds:
        first, *others = SIGNERS[Ladder(dossier.ladder)][kind]
        prepare_step(cast.at(first, now), dossier.pk, kind, details(kind, now=now), now=now)
        for who in others:
            sign_step(cast.at(who, now), dossier.pk, now=now)
    return Dossier.objects.get(pk=dossier.pk)


def is_member(cast: Cast, who: str, *, now: datetime = NOON) -> bool:
    """Whether a figure belongs to Meerstraat."""
    network: UUID = cast.stage.meerstraat
    return network in cast.at(who, now).member_of


def reprimanded(cast: Cast) -> Dossier:
    """A dossier on Chloé with a talk and a written reprimand."""
    return take(cast, opened(cast), StepKind.TALK, StepKind.REPRIMAND)
