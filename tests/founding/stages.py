"""A dossier of founder Hilde in Klokdorp, as far along as a test needs it: one function for each state."""

from dataclasses import replace
from datetime import datetime, timedelta

from belfry.core.actor import Actor
from belfry.core.clock import local
from belfry.founding.actions.answering import give_answer
from belfry.founding.actions.candidates import declare_candidate, propose_candidate
from belfry.founding.actions.consulting import answer_consultation
from belfry.founding.actions.meetings import invite_everybody, plan_meeting, write_minutes
from belfry.founding.actions.opening import open_dossier
from belfry.founding.actions.surveys import open_survey
from belfry.founding.actions.votes import open_vote
from belfry.founding.codes import code_of
from belfry.founding.models import Dossier, Meeting, Perimeter, PerimeterStreet, SurveyUnit
from belfry.founding.surveys import unit_by_code
from belfry.founding.types import MeetingPlan, Opening, SurveyOpening
from belfry.program.cast import FIGURES, actor_named
from belfry.territory.models import Address, Street
from tests.cast import NOON, Cast

AGENDA = MeetingPlan(NOON + timedelta(days=10), "Town hall, Markt 1")
AFTER = NOON + timedelta(days=11)


def opening(cast: Cast, **changes: object) -> Opening:
    """Return what Hilde begins with: a residential network in Klokdorp, zone Beiaard."""
    told: dict[str, object] = {
        "network_kind": "residential",
        "name": "Molenwijk",
        "languages": ("nl", "fr"),
        "initiative": "residents",
        "idea": "Ten houses want to look out for each other.",
        "town_ids": (cast.stage.klokdorp,),
        "zone_ids": (),
    }
    return Opening(**(told | changes))  # type: ignore[arg-type]


def idea(cast: Cast, *, actor: Actor | None = None, now: datetime = NOON) -> Dossier:
    """Return a dossier that was just opened."""
    return open_dossier(actor or cast.founder_hilde, opening(cast), now=now)


def consulted(cast: Cast, *, now: datetime = NOON) -> Dossier:
    """Return a dossier to which the town and the police said yes."""
    dossier = idea(cast, now=now)
    answer_consultation(cast.clerk_nadia, dossier.pk, agrees=True, now=now)
    return answer_consultation(cast.officer_an, dossier.pk, agrees=True, now=now)


def surrounded(cast: Cast, *, homes: int = 5, now: datetime = NOON) -> Dossier:
    """Return a consulted dossier with a perimeter: one street with so many homes."""
    dossier = consulted(cast, now=now)
    names = {"name_nl": "Molenweg", "name_fr": "Chemin du Moulin", "folded": "molenweg"}
    street, _ = Street.objects.get_or_create(
        region="BE-VLG", reference="molenweg", nis="99011", defaults=names
    )
    Address.objects.bulk_create(
        (
            Address(
                street=street, region="BE-VLG", reference=str(number), number=number,
                postcode="9990", status="current",
            )
            for number in range(1, homes + 1)
        ),
        ignore_conflicts=True,
    )  # fmt: skip
    perimeter = Perimeter.objects.create(dossier=dossier, version=1, homes=homes, made_at=now)
    PerimeterStreet.objects.create(perimeter=perimeter, street=street)
    return dossier


def asked(cast: Cast, *, homes: int = 5, rule: str = "answers", quorum: int = 0) -> Dossier:
    """Return a dossier whose survey is open, for twenty days."""
    dossier = surrounded(cast, homes=homes)
    asking = SurveyOpening("home", rule, quorum, local(NOON).date() + timedelta(days=20))
    open_survey(cast.founder_hilde, dossier.pk, asking, now=NOON)
    return dossier


def codes_of(dossier: Dossier) -> list[str]:
    """Return the codes of the newest letters, in their order."""
    units = SurveyUnit.objects.filter(survey__dossier=dossier).order_by(
        "-survey__opened_at", "place"
    )
    return [code_of(unit.pk) for unit in units]


def surveyed(cast: Cast) -> Dossier:
    """Return a dossier whose five homes all answered: four yes, one no."""
    dossier = asked(cast)
    for code, agrees in zip(codes_of(dossier), (True, True, True, False, True), strict=True):
        give_answer(unit_by_code(code), "survey", agrees=agrees, now=NOON)
    dossier.refresh_from_db()
    return dossier


def gathering(cast: Cast) -> Meeting:
    """Return a meeting in ten days to which everybody is invited; a room is asked for it."""
    dossier = surveyed(cast)
    wish = replace(AGENDA, room_wish="A hall for sixty.")
    meeting = plan_meeting(cast.founder_hilde, dossier.pk, wish, now=NOON)
    invite_everybody(cast.founder_hilde, dossier.pk, now=NOON)
    meeting.refresh_from_db()
    return meeting


def meeting_held(cast: Cast) -> Dossier:
    """Return a dossier whose public meeting took place, with thirty people."""
    dossier = surveyed(cast)
    plan_meeting(cast.founder_hilde, dossier.pk, AGENDA, now=NOON)
    invite_everybody(cast.founder_hilde, dossier.pk, now=NOON)
    write_minutes(
        cast.founder_hilde, dossier.pk, attendance=30, minutes="Everybody agreed.", now=AFTER
    )
    dossier.refresh_from_db()
    return dossier


def proposed(cast: Cast) -> Dossier:
    """Return a dossier for which Hilde and Anke stand and declared everything."""
    dossier = meeting_held(cast)
    for name, part in (("founder-hilde", "coordinator"), ("member-anke", "deputy")):
        stands(cast, dossier, name, part)
    dossier.refresh_from_db()
    return dossier


def stands(cast: Cast, dossier: Dossier, name: str, part: str) -> None:
    """Let somebody be proposed for a part, and declare everything."""
    candidate = propose_candidate(
        cast.founder_hilde, dossier.pk, part, FIGURES[name].details, now=NOON
    )
    declare_candidate(actor_named(name, at=NOON), candidate.pk, now=NOON)


def voting(cast: Cast, *, rule: str = "answers") -> Dossier:
    """Return a dossier whose five homes can vote on the candidates, for fourteen days."""
    dossier = proposed(cast)
    last = local(NOON).date() + timedelta(days=14)
    open_vote(cast.clerk_nadia, dossier.pk, rule=rule, closes_on=last, now=NOON)
    return dossier
