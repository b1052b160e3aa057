"""What police write in these tests, and how far it is taken."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from belfry.bulletins.actions.approving import approve_bulletin
from belfry.bulletins.actions.releasing import release_bulletin
from belfry.bulletins.actions.writing import submit_bulletin, write_bulletin
from belfry.bulletins.kinds import Ground, Investigation
from belfry.bulletins.models import Bulletin, Release
from belfry.bulletins.outlook import audience_of, outlook_of
from belfry.bulletins.types import Audience, Draft, Judged, Words
from tests.cast import NOON, Cast

DUTCH = Words(
    "Tuinhuis opengebroken",
    "Vannacht is een tuinhuis opengebroken.",
    "in het midden van de Kapelweg",
    "tussen 23 en 6 uur",
    "Iemand kwam langs het fietspad.",
    "Sluit uw tuinhuis en laat een lamp branden.",
    "Tuinhuis opengebroken in deze straat. Sluit het uwe.",
)
FRENCH = replace(DUTCH, title="Abri de jardin forcé", what="Un abri de jardin a été forcé.")
GERMAN = replace(DUTCH, title="Gartenhaus aufgebrochen", what="Ein Gartenhaus wurde aufgebrochen.")

JUDGED = Judged(Ground.PREVENTABLE, Investigation.NONE, without_personal_data=True)
LATER = NOON + timedelta(minutes=10)


def draft(*network_ids: UUID, bulletin_class: str = "request", **words: Words) -> Draft:
    """Return a draft, judged and whole in Dutch and French unless words are given by language."""
    return Draft(bulletin_class, network_ids, words or {"nl": DUTCH, "fr": FRENCH}, judged=JUDGED)


def written(cast: Cast, *, what: Draft | None = None, by: str = "officer_an") -> Bulletin:
    """Return a draft of An's for the Meerstraat."""
    wanted = what or draft(cast.stage.meerstraat)
    return write_bulletin(getattr(cast, by), cast.stage.beiaard, wanted, now=NOON)


def submitted(cast: Cast, *, what: Draft | None = None, by: str = "officer_an") -> Bulletin:
    """Return a bulletin that waits for approval."""
    return submit_bulletin(getattr(cast, by), written(cast, what=what, by=by).pk, now=NOON)


def expected_audience(bulletin: Bulletin) -> Audience:
    """Return the audience of a bulletin as it would be frozen now."""
    return audience_of(outlook_of(bulletin))


def approved(cast: Cast, *, what: Draft | None = None) -> Bulletin:
    """Return a bulletin that Chief Karim approved."""
    return approve_bulletin(cast.chief_karim, submitted(cast, what=what).pk, now=LATER)


def read_by_two(cast: Cast, bulletin: Bulletin) -> Bulletin:
    """Return a bulletin that Officer Els read first and Chief Karim approved, both with the number typed."""
    number = expected_audience(bulletin).persons
    approve_bulletin(cast.officer_els, bulletin.pk, now=LATER, number=number)
    return approve_bulletin(cast.chief_karim, bulletin.pk, now=LATER, number=number)


def offered(cast: Cast, *, what: Draft | None = None) -> Release:
    """Return the release that waits for its coordinator."""
    return Release.objects.get(bulletin=approved(cast, what=what))


def released(cast: Cast, *, what: Draft | None = None) -> Release:
    """Return a release that Coordinator Bram sent."""
    return release_bulletin(cast.coordinator_bram, offered(cast, what=what).pk, now=LATER)
