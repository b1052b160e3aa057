"""Another name for a network that is being founded, in its papers, too."""

import pytest

from belfry.audit.models import Entry
from belfry.core.errors import NotAllowed, NotFound
from belfry.founding.actions.papers import change_section, rename_dossier
from belfry.founding.errors import NameUnusable
from belfry.founding.models import Signature
from belfry.founding.sections import history_of
from tests.cast import NOON, Cast
from tests.founding.drafting import begun, section
from tests.founding.signed_stages import (
    COORDINATOR,
    contact_changing,
    drafted,
    prepared,
    signed,
    signs,
    submitted,
)
from tests.founding.stages import idea

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("who", ["founder_hilde", "officer_an", "mayor_luc"])
def test_whoever_prepares_a_dossier_names_the_network(cast: Cast, who: str) -> None:
    dossier = idea(cast)
    rename_dossier(getattr(cast, who), dossier.pk, " Klokwijk ", now=NOON)
    dossier.refresh_from_db()
    assert (dossier.name, dossier.papers_version) == ("Klokwijk", 2)
    assert Entry.objects.filter(act="dossier.renamed").count() == 1


def test_the_same_name_again_changes_nothing(cast: Cast) -> None:
    dossier = idea(cast)
    rename_dossier(cast.founder_hilde, dossier.pk, dossier.name, now=NOON)
    dossier.refresh_from_db()
    assert dossier.papers_version == 1


@pytest.mark.parametrize("name", ["", "see www.evil.example"])
def test_a_name_that_cannot_stand_in_a_mail_is_refused(cast: Cast, name: str) -> None:
    with pytest.raises(NameUnusable):
        rename_dossier(cast.founder_hilde, idea(cast).pk, name, now=NOON)


@pytest.mark.parametrize("who", ["outsider_dries", "officer_piet", "reviewer_eva"])
def test_strangers_find_nothing(cast: Cast, who: str) -> None:
    with pytest.raises(NotFound):
        rename_dossier(getattr(cast, who), idea(cast).pk, "Klokwijk", now=NOON)


def test_the_papers_say_the_new_name_and_lose_no_word(cast: Cast) -> None:
    dossier = begun(cast)
    purpose = section(dossier, "charter", "purpose")
    texts = {"nl": "Molenwijk, niet de Molenwijkstraat.", "fr": purpose.content["fr"]}
    change_section(cast.founder_hilde, dossier.pk, purpose.pk, texts, version=1, now=NOON)
    rename_dossier(cast.clerk_nadia, dossier.pk, "Klok wijk", now=NOON)
    partners = section(dossier, "charter", "partners")
    assert "Klok wijk" in partners.content["nl"]
    assert "Molenwijk" not in partners.content["nl"] + partners.content["fr"]
    # What the model says of this network is compared under its new name.
    assert partners.content == partners.model_content
    purpose.refresh_from_db()
    assert purpose.content["nl"] == "Klok wijk, niet de Molenwijkstraat."
    assert (purpose.version, history_of(purpose)[0].name) == (3, "Nadia Vandenberghe")


def test_what_was_signed_under_the_old_name_is_void(cast: Cast) -> None:
    dossier, _paper = prepared(cast)
    signs(cast, dossier, COORDINATOR)
    assert rename_dossier(cast.founder_hilde, dossier.pk, "Klokwijk", now=NOON) == 1
    assert Signature.objects.get().voided_at == NOON


def test_once_everybody_signed_the_name_stays(cast: Cast) -> None:
    for dossier in (signed(cast), submitted(cast), contact_changing(cast)):
        with pytest.raises(NotAllowed):
            rename_dossier(cast.officer_an, dossier.pk, "Klokwijk", now=NOON)


def test_a_drafted_charter_is_drafted_under_its_new_name(cast: Cast) -> None:
    dossier = drafted(cast)
    rename_dossier(cast.founder_hilde, dossier.pk, "Klokwijk", now=NOON)
    dossier.refresh_from_db()
    assert (dossier.state, dossier.complete_version) == ("drafted", dossier.papers_version)
