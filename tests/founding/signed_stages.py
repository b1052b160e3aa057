"""A dossier of founder Hilde from its drafted charter to its recognition: one function for each state."""

from datetime import datetime, timedelta

from belfry.core.actor import Actor
from belfry.core.clock import local
from belfry.founding.actions.amending import open_amendment
from belfry.founding.actions.moving import move
from belfry.founding.actions.papers import change_section, declare_ready, start_papers
from belfry.founding.actions.review import recognise, submit
from belfry.founding.actions.signing import prepare_signing, sign
from belfry.founding.kinds import Manner, SignatoryRole
from belfry.founding.models import (
    Approval,
    Candidate,
    Dossier,
    Meeting,
    PaperVersion,
    Section,
    Signatory,
    Survey,
)
from belfry.founding.signing import Named
from belfry.founding.workflow import DossierState
from belfry.networks.actions.model_papers import load_models
from belfry.networks.models import Network
from tests.cast import NOON, Cast
from tests.founding.drafting import complete, section
from tests.founding.stages import surrounded

MAYOR, CHIEF, OFFICER, COORDINATOR = SignatoryRole
SIGNING = {
    MAYOR: "mayor-luc",
    CHIEF: "chief-karim",
    OFFICER: "officer-an",
    COORDINATOR: "founder-hilde",
}
STROKES = "M10 20L30 40L50 20"


def candidate(cast: Cast, dossier: Dossier, name: str, part: str, now: datetime) -> Candidate:
    """Return a candidate who was found suitable."""
    return Candidate.objects.create(
        dossier=dossier,
        person_id=cast.person(name),
        part=part,
        declared_at=now,
        consented_at=now,
        asked_at=now,
        suitable=True,
        screened_at=now,
    )


def drafted(cast: Cast, *, now: datetime = NOON) -> Dossier:
    """Return a dossier whose papers lack nothing: Hilde would coordinate, Dries be her deputy."""
    dossier = surrounded(cast, now=now)
    everything = Actor.installation(now)
    today = local(now).date()
    Survey.objects.create(
        dossier=dossier, unit="home", rule="answers", opened_at=now, closes_on=today,
        closed_at=now, units=60, yes=40, no=5,
    )  # fmt: skip
    Meeting.objects.create(
        dossier=dossier, at=now, place="Hall", invited_at=now, held_at=now, attendance=30, minutes="Said.",
    )  # fmt: skip
    hilde = candidate(cast, dossier, "founder-hilde", "coordinator", now)
    dries = candidate(cast, dossier, "outsider-dries", "deputy", now)
    Approval.objects.create(
        dossier=dossier, coordinator=hilde, deputy=dries, means="meeting", rule="answers",
        units=30, yes=28, no=1, opened_at=now, closed_at=now,
    )  # fmt: skip
    for state in ("surveyed", "meeting_held", "proposed", "screened"):
        move(everything, dossier, DossierState(state), now=now)
    load_models(now=now)
    start_papers(cast.founder_hilde, dossier.pk, now=now)
    complete(cast, dossier)
    return declare_ready(cast.founder_hilde, dossier.pk, now=now)


def change(cast: Cast, dossier: Dossier, words: str = "Samen.", *, now: datetime = NOON) -> Section:
    """Let the purpose in the charter of a dossier say something else in both languages."""
    purpose = section(dossier, "charter", "purpose")
    texts = {"nl": f"{purpose.content['nl']} {words}", "fr": f"{purpose.content['fr']} {words}"}
    change_section(
        cast.founder_hilde, dossier.pk, purpose.pk, texts, version=purpose.version, now=now
    )
    dossier.refresh_from_db()
    return section(dossier, "charter", "purpose")


def four(cast: Cast) -> list[Named]:
    """Return the four persons of the default."""
    return [Named(role, cast.person(name)) for role, name in SIGNING.items()]


def prepared(cast: Cast, *, now: datetime = NOON) -> tuple[Dossier, PaperVersion]:
    """Return a dossier whose four signatories were invited, and the file that they sign."""
    dossier = drafted(cast, now=now)
    return dossier, prepare_signing(cast.founder_hilde, dossier.pk, four(cast), now=now)


def signs(cast: Cast, dossier: Dossier, role: SignatoryRole, *, now: datetime = NOON) -> None:
    """Let one of the four sign."""
    paper = dossier.paper_versions.latest("version")
    signatory = Signatory.objects.get(dossier=dossier, role=role, replaced_at__isnull=True)
    sign(
        cast.at(SIGNING[role], now),
        dossier.pk,
        signatory.pk,
        digest=paper.file.digest,
        manner=Manner.TYPED,
        mark=SIGNING[role],
        now=now,
    )


def signed(cast: Cast, *, now: datetime = NOON) -> Dossier:
    """Return a dossier that all four signed."""
    dossier, _paper = prepared(cast, now=now)
    for role in SIGNING:
        signs(cast, dossier, role, now=now)
    dossier.refresh_from_db()
    return dossier


def submitted(cast: Cast, *, now: datetime = NOON) -> Dossier:
    """Return a dossier that waits for the reviewer."""
    dossier = signed(cast, now=now)
    submit(cast.founder_hilde, dossier.pk, now=now + timedelta(minutes=1))
    dossier.refresh_from_db()
    return dossier


def recognised(cast: Cast, *, now: datetime = NOON) -> tuple[Dossier, Network]:
    """Return a recognised dossier and its network."""
    dossier = submitted(cast, now=now)
    network = recognise(
        cast.reviewer_eva, dossier.pk, number="PP-2026-1", on=local(now).date(), now=now
    )
    dossier.refresh_from_db()
    return dossier, network


def contact_changing(cast: Cast, *, now: datetime = NOON) -> Dossier:
    """Return the change of the contact details of Meerstraat, which was taken over."""
    return open_amendment(
        cast.officer_an, cast.stage.meerstraat, subjects=["contact"], why="A new number.", now=now
    )
