"""What a network prints: by its three partners only, in its languages, without a person."""

import io

import pypdf
import pytest

from belfry.core.errors import NotAllowed, NotFound
from belfry.networks.actions.zone_rules import set_zone_rules
from belfry.networks.models import MunicipalityLink, Network
from belfry.networks.printing import enrolment_form, sticker_sheet
from belfry.networks.types import ZoneRules
from belfry.networks.workflow import NetworkState
from belfry.paperwork.compiling import pages_of, pdf_of
from belfry.paperwork.documents import EnrolmentForm, StickerSheet
from tests.cast import NOON, Cast

pytestmark = pytest.mark.django_db
PARTNERS = (
    "coordinator_bram", "deputy_sofia", "officer_an", "officer_els", "chief_karim", "clerk_nadia",
    "mayor_luc",
)  # fmt: skip
MAKES = (sticker_sheet, enrolment_form)


def text_of(document: EnrolmentForm | StickerSheet) -> str:
    pages = pypdf.PdfReader(io.BytesIO(pdf_of(document))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


@pytest.mark.parametrize("name", PARTNERS)
@pytest.mark.parametrize("makes", MAKES)
def test_each_partner_of_the_charter_prints(cast: Cast, name: str, makes: object) -> None:
    made = makes(getattr(cast, name), cast.stage.meerstraat, now=NOON)  # type: ignore[operator]
    network = Network.objects.get(pk=cast.stage.meerstraat)
    assert made.network.name == network.name
    assert list(made.languages) == network.languages


@pytest.mark.parametrize(
    ("name", "refusal"),
    [
        ("member_chloe", NotAllowed),
        ("dispatcher_lotte", NotAllowed),
        ("adviser_tom", NotAllowed),
        ("officer_piet", NotFound),
        ("outsider_dries", NotFound),
        ("reviewer_eva", NotFound),
        ("operator_sam", NotFound),
    ],
)
@pytest.mark.parametrize("makes", MAKES)
def test_nobody_else_prints(cast: Cast, name: str, refusal: type[Exception], makes: object) -> None:
    with pytest.raises(refusal):
        makes(getattr(cast, name), cast.stage.meerstraat, now=NOON)  # type: ignore[operator]


def test_a_paper_names_the_number_that_the_zone_publishes(cast: Cast) -> None:
    rules = ZoneRules(office_number="+3292345678")
    before = enrolment_form(cast.officer_an, cast.stage.meerstraat, now=NOON)
    set_zone_rules(cast.chief_karim, cast.stage.beiaard, rules, now=NOON)
    after = enrolment_form(cast.officer_an, cast.stage.meerstraat, now=NOON)
    assert before.network.contact == ()
    assert [said["nl"] for said in after.network.contact] == ["Beiaard, 09 234 56 78"]


@pytest.mark.parametrize("makes", MAKES)
def test_a_network_that_is_not_active_prints_nothing(cast: Cast, makes: object) -> None:
    Network.objects.filter(pk=cast.stage.meerstraat).update(state=NetworkState.ENDED)
    with pytest.raises(NotFound):
        makes(cast.coordinator_bram, cast.stage.meerstraat, now=NOON)  # type: ignore[operator]


def test_a_network_without_a_municipality_prints_nothing(cast: Cast) -> None:
    MunicipalityLink.objects.filter(network=cast.stage.meerstraat).delete()
    with pytest.raises(NotFound):
        enrolment_form(cast.coordinator_bram, cast.stage.meerstraat, now=NOON)


def test_the_form_is_written_in_each_language_and_leads_to_the_public_page(cast: Cast) -> None:
    Network.objects.filter(pk=cast.stage.meerstraat).update(languages=["nl", "fr", "de"])
    form = enrolment_form(cast.officer_an, cast.stage.meerstraat, now=NOON)
    assert form.link.endswith(f"/where/{cast.stage.meerstraat}/join/")
    assert pages_of(form) == 3
    text = text_of(form)
    for words in (
        "in een gesloten omslag op het gemeentehuis van Klokdorp",
        "sous enveloppe fermée à la maison communale de Klokdorp",
        "in einem verschlossenen Umschlag im Gemeindehaus von Klokdorp",
    ):
        assert words in text
    for person in ("Bram", "Sofia", "Karim", "Els"):
        assert person not in text


def test_the_stickers_have_the_name_and_each_language_and_nothing_of_a_badge(cast: Cast) -> None:
    Network.objects.filter(pk=cast.stage.meerstraat).update(languages=["nl", "fr"])
    sheet = sticker_sheet(cast.clerk_nadia, cast.stage.meerstraat, now=NOON)
    assert pages_of(sheet) == 1
    text = text_of(sheet)
    assert text.count(sheet.network.name) == 8
    assert "Buurtinformatienetwerk" in text
    assert "Partenariat local de prévention" in text
    recognised = Network.objects.get(pk=cast.stage.meerstraat).recognition_number
    assert recognised
    assert recognised not in text
