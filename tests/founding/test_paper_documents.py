"""What is printed of the papers: every word in its order, in each language, and the same bytes for the same version."""

import io
from collections.abc import Mapping

import pypdf
import pytest

from belfry.founding.actions.papers import change_section, start_papers
from belfry.founding.errors import PapersNotBegun
from belfry.founding.models import Dossier, Perimeter, PerimeterStreet, Section
from belfry.founding.papers import (
    charter_document,
    house_rules_document,
    model_charter,
    plan_details,
)
from belfry.founding.sections import from_model, section_for
from belfry.networks.actions.model_papers import load_models
from belfry.networks.models import Charter
from belfry.paperwork.compiling import pdf_of
from belfry.paperwork.documents import Points
from belfry.territory.models import Street
from tests.cast import NOON, Cast
from tests.founding.drafting import PLAN, begun, section, written
from tests.founding.stages import idea

pytestmark = pytest.mark.django_db
TODAY = NOON.date()


def words_of(pdf: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_the_text_that_is_signed_has_all_four_papers_in_both_languages(cast: Cast) -> None:
    dossier = written(cast)
    words = words_of(pdf_of(charter_document(dossier, dated=TODAY)))
    for part in (
        "Taken van de politie",
        "Tâches de la police",
        "Huishoudelijk reglement",
        "Règlement d'ordre intérieur",
        "Veldkant",
        "300,00",
        "28 février 2019",
        "De burgemeester",
        "binnen drie weken",
    ):
        assert part.replace("'", "") in words.replace("'", "").replace("\u2019", "")


def test_the_same_version_makes_the_same_bytes_and_another_does_not(cast: Cast) -> None:
    dossier = written(cast)
    first = pdf_of(charter_document(dossier, dated=TODAY))
    assert pdf_of(charter_document(dossier, dated=TODAY)) == first
    row = section(dossier, "charter", "limits")
    texts = {**row.content, "nl": "Anders."}
    change_section(cast.founder_hilde, dossier.pk, row.pk, texts, version=row.version, now=NOON)
    dossier.refresh_from_db()
    assert pdf_of(charter_document(dossier, dated=TODAY)) != first


def test_papers_that_were_not_begun_are_no_document(cast: Cast) -> None:
    with pytest.raises(PapersNotBegun):
        charter_document(idea(cast), dated=TODAY)


def limits(
    cast: Cast, dossier: Dossier, nl: str, fr: str
) -> Mapping[str, tuple[str | Points, ...]]:
    """Return what is printed, by language, of a section that says this."""
    row = section(dossier, "charter", "limits")
    texts = {"nl": nl, "fr": fr}
    change_section(cast.founder_hilde, dossier.pk, row.pk, texts, version=row.version, now=NOON)
    document = charter_document(dossier, dated=TODAY)
    (found,) = [one for one in document.sections if one.title["nl"] == row.titles["nl"]][:1]  # type: ignore[index]
    return found.text


def test_paragraphs_and_points_are_told_apart(cast: Cast) -> None:
    dossier = begun(cast)
    said = limits(cast, dossier, "Eén.\nvervolg\n\n- a\n- b\nbb", "Un.\n\n- a\n- b")
    assert said == {
        "nl": ("Eén. vervolg", Points(("a", "b bb"))),
        "fr": ("Un.", Points(("a", "b"))),
    }


def test_text_after_points_stays_after_them_and_the_points_stay_points(cast: Cast) -> None:
    dossier = begun(cast)
    said = limits(cast, dossier, "Voor.\n- a\n- b\n\nSlot.\n\n- c", "- a\n\nFin.")
    assert said == {
        "nl": ("Voor.", Points(("a", "b")), "Slot.", Points(("c",))),
        "fr": (Points(("a",)), "Fin."),
    }
    pages = pypdf.PdfReader(io.BytesIO(pdf_of(charter_document(dossier, dated=TODAY)))).pages
    lines = "\n".join(page.extract_text() for page in pages)
    assert "- a" not in lines
    assert lines.index("Voor.") < lines.index("Slot.")


def test_each_language_keeps_its_own_paragraphs(cast: Cast) -> None:
    dossier = begun(cast)
    said = limits(cast, dossier, "Eén.\n\nTwee.\n\nDrie.", "Un.\n\nDeux.")
    assert said == {"nl": ("Eén.", "Twee.", "Drie."), "fr": ("Un.", "Deux.")}


def test_the_area_stands_in_it_as_a_list_of_streets(cast: Cast) -> None:
    dossier = begun(cast)
    street = Street.objects.create(
        region="BE-VLG", reference="molenweg", nis="99011", name_nl="Molenweg",
        name_fr="Chemin du Moulin", folded="molenweg",
    )  # fmt: skip
    perimeter = Perimeter.objects.create(dossier=dossier, version=1, homes=5, made_at=NOON)
    PerimeterStreet.objects.create(
        perimeter=perimeter, street=street, first_number=3, last_number=9, side="odd"
    )
    PerimeterStreet.objects.create(
        perimeter=perimeter, street=street, first_number=12, last_number=12, side="both"
    )
    area = charter_document(dossier, dated=TODAY).sections[0]
    assert area.text == {
        "nl": (Points(("Molenweg, oneven nummers 3 - 9, 12",)),),
        "fr": (Points(("Chemin du Moulin, numéros impairs 3 - 9, 12",)),),
    }


def test_the_house_rules_stand_alone_for_members(cast: Cast) -> None:
    document = house_rules_document(begun(cast), dated=TODAY, language="fr")
    assert document.languages == ("fr",)
    assert len(document.sections) == 9


def test_the_plan_of_the_dossier_is_one_that_a_network_can_follow(cast: Cast) -> None:
    dossier = begun(cast)
    assert plan_details(dossier) is None
    dossier = written(cast)
    assert plan_details(dossier) == PLAN.details


def test_every_model_prints_with_its_blanks(cast: Cast) -> None:
    load_models(now=NOON)
    for language in ("nl", "fr", "de", "en"):
        words = words_of(pdf_of(model_charter(language, on=TODAY)))
        assert "{network}" not in words
        assert "29" in words


def test_an_amendment_begins_with_what_was_signed_last(cast: Cast) -> None:
    network = cast.stage.meerstraat
    kept = {"key": "limits", "title": {"nl": "Niet"}, "content": {"nl": "Oud.", "fr": "Vieux."}}
    Charter.objects.create(
        network_id=network, version=1, papers={"charter": [kept]}, valid_from=TODAY
    )
    dossier = Dossier.objects.create(
        kind="amendment", network_kind="residential", name="Meerstraat", languages=["nl", "fr"],
        initiative="police", network_id=network, opened_at=NOON,
    )  # fmt: skip
    start_papers(cast.coordinator_bram, dossier.pk, now=NOON)
    row = Section.objects.get(dossier=dossier)
    texts = {"nl": "Nieuw.", "fr": "Vieux."}
    change_section(cast.coordinator_bram, dossier.pk, row.pk, texts, version=1, now=NOON)
    assert set(from_model(section_for(cast.coordinator_bram, dossier.pk, row.pk))) == {"nl"}
