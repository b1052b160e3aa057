"""Every document in every language: made, tagged, readable, and of the right length."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pytest
import segno
from django.conf import LazySettings

from belfry.paperwork import documents as paper
from belfry.paperwork.codes import qr_code
from belfry.paperwork.compiling import KINDS, content_of, pages_of, pdf_of, picture_of
from belfry.paperwork.errors import NoSuchPage
from tests.paperwork.making import (
    DATED,
    LANGUAGES,
    LINK,
    MEETING,
    elements,
    every,
    letters,
    network,
    read,
    signed_charter,
    survey,
    text_of,
)

NAMES = sorted(every("nl"))
ACCENTS = {
    "nl": "Coördinator",
    "fr": "Prénom et nom",
    "de": "Straße",
    "en": "Given name",
}
# What a resident gets must say that urgent news is a call, and what the partnership is not.
TO_RESIDENTS = ["survey", "invitation", "flyer"]


@pytest.mark.parametrize("name", NAMES)
def test_every_sheet_of_an_exercise_says_so(name: str, settings: LazySettings) -> None:
    document = every("nl", "de")[name]
    assert "OEFENING" not in text_of(pdf_of(document))
    settings.MODE = "exercise"
    reader = read(pdf_of(document))
    assert all("OEFENING / ÜBUNG" in page.extract_text() for page in reader.pages)
    assert reader.metadata is not None
    assert str(reader.metadata.title).startswith("[OEFENING / ÜBUNG] ")


def test_every_kind_of_document_is_tried_here() -> None:
    assert {type(one) for one in every("nl").values()} == set(KINDS)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_a_document_is_tagged_titled_and_in_its_language(name: str, language: str) -> None:
    reader = read(pdf_of(every(language)[name]))
    root = reader.root_object
    assert root["/Lang"] == f"{language}-BE"
    assert root["/MarkInfo"]["/Marked"].value
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value
    assert b"pdfuaid" in root["/Metadata"].get_data()
    assert reader.metadata is not None
    assert reader.metadata.title
    kinds = [element.get("/S") for element in elements(reader)]
    assert "/H1" in kinds
    pictures = [element for element in elements(reader) if element.get("/S") == "/Figure"]
    assert all(picture.get("/Alt") for picture in pictures)


@pytest.mark.parametrize("name", NAMES)
def test_two_languages_stand_in_one_document_the_first_first(name: str) -> None:
    document = every("nl", "fr")[name]
    text = text_of(pdf_of(document))
    dutch, french = ("Netwerk", "Partenariat") if name.startswith("recogn") else ("", "")
    assert text.index(dutch) <= text.index(french)
    parts = content_of(document)["parts"]
    assert isinstance(parts, list)
    assert [part["language"] for part in parts] == ["nl", "fr"]
    assert parts[0]["title"] != parts[1]["title"] or name.endswith("charter")


@pytest.mark.parametrize("language", LANGUAGES)
def test_accents_come_out_as_text(language: str) -> None:
    documents = every(language)
    text = text_of(pdf_of(documents["enrolment"])) + text_of(pdf_of(documents["charter"]))
    assert ACCENTS[language] in text


@pytest.mark.parametrize("kind", list(paper.Kind))
@pytest.mark.parametrize("language", LANGUAGES)
def test_sheets_have_the_pages_that_a_town_hall_prints(language: str, kind: paper.Kind) -> None:
    documents = every(language, about=network(kind=kind))
    wanted = {
        "survey": 2,
        "invitation": 2,
        "poster": 1,
        "poster A3": 1,
        "flyer": 2,
        "enrolment": 1,
        "stickers": 1,
        "recognition, mayor": 1,
    }
    assert {name: pages_of(documents[name]) for name in wanted} == wanted


def test_sizes_of_paper_are_those_asked_for() -> None:
    documents = every("nl")
    sizes = {
        name: tuple(round(side * 25.4 / 72) for side in read(pdf_of(one)).pages[0].mediabox[2:])
        for name, one in documents.items()
    }
    assert sizes["poster"] == (210, 297)
    assert sizes["poster A3"] == (297, 420)
    assert sizes["flyer"] == (148, 210)


@pytest.mark.parametrize("languages", [("nl", "fr"), ("de", "fr")])
def test_a_poster_in_two_languages_stays_one_sheet(languages: tuple[str, ...]) -> None:
    assert pages_of(every(*languages)["poster"]) == 1


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", TO_RESIDENTS)
def test_residents_read_what_it_is_not_and_whom_to_call(name: str, language: str) -> None:
    text = text_of(pdf_of(every(language, about=network(police_number="0471"))[name]))
    assert {"0471", "112"} <= set(text.split())
    no_patrols = {
        "nl": "Geen patrouilles",
        "fr": "Pas de patrouilles",
        "de": "Keine Streifen",
        "en": "No patrols",
    }
    assert no_patrols[language] in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_document_raises_its_voice(language: str) -> None:
    for name, document in every(language).items():
        assert "!" not in text_of(pdf_of(document)), name


def test_a_letter_holds_address_code_question_and_slip_but_no_name() -> None:
    front, back = read(pdf_of(survey("nl"))).pages
    assert "Aan de bewoners Beukenlaan 1 9990 KLOKKENDAL" in " ".join(front.extract_text().split())
    assert "K001-4M2X" in front.extract_text()
    assert "vrijdag 15 januari 2027" in front.extract_text()
    assert "Er is een meerderheid als" in " ".join(back.extract_text().split())
    for wanted in ("K001-4M2X", "Ja", "Nee", "Wilt u een netwerk?", "Marktplein 1"):
        assert wanted in back.extract_text()


def test_a_business_is_written_to_as_one() -> None:
    text = text_of(pdf_of(survey("fr", asked=paper.Kind.COMMERCIAL)))
    assert "attention du responsable" in text
    assert "chaque établissement" in text


def test_many_streets_and_the_longest_question_stay_on_one_sheet() -> None:
    streets = "Rue de la Chapelle, Rue du Couvent, Rue des Boulangers, Avenue des Jardins, Rue de la Laine, …"
    question = "Voulez-vous un partenariat local de prévention dans votre quartier commerçant ?"
    asked = paper.Kind.COMMERCIAL
    assert (
        pages_of(survey("fr", asked=asked, network=network(area=streets), question=question)) == 2
    )


def test_the_form_of_a_profession_asks_for_the_profession_and_no_home() -> None:
    text = text_of(pdf_of(every("nl", about=network(kind=paper.Kind.SECTORAL))["enrolment"]))
    assert "oefen het beroep van dit netwerk uit" in text
    assert "woon of werk" not in text


@pytest.mark.parametrize(
    ("kind", "label"), [(paper.Kind.SECTORAL, "Beroep"), (paper.Kind.RESIDENTIAL, "Werkingsgebied")]
)
def test_a_charter_says_for_whom_it_is_in_the_word_of_its_kind(
    kind: paper.Kind, label: str
) -> None:
    about = network(kind=kind, area="Apothekers")
    assert f"{label} Apothekers" in text_of(pdf_of(every("nl", about=about)["charter"]))


def test_the_attendance_list_asks_for_no_telephone() -> None:
    text = text_of(pdf_of(every("nl")["attendance"])).lower()
    assert "telefoon" not in text
    assert "12" in text


def test_each_signatory_has_one_field_in_both_languages() -> None:
    text = text_of(pdf_of(every("nl", "fr")["charter"]))
    for name in ("Luc Vermeulen", "Karim Benali", "An Peeters", "Hilde Janssens"):
        assert text.count(name) == 1
    assert "Burgemeester / Bourgmestre" in text


@pytest.mark.parametrize(("carried", "words"), [(True, "Aangenomen"), (False, "Niet aangenomen")])
def test_a_count_says_how_it_came_about(*, carried: bool, words: str) -> None:
    document = every("nl")["minutes"]
    assert isinstance(document, paper.Minutes)
    (item,) = document.items
    assert item.tally
    items = (replace(item, tally=replace(item.tally, carried=carried)),)
    text = text_of(pdf_of(replace(document, items=items)))
    assert words in text
    assert "Meer ja dan nee" in text
    assert {"76", "11", "87", "142"} <= set(text.split())


def test_a_recognition_tells_number_and_date() -> None:
    for name in ("recognition, mayor", "recognition, chief"):
        text = text_of(pdf_of(every("de")[name]))
        assert "BIN-2027-0412" in text
        assert "Montag, 3. Mai 2027" in text


def test_dates_and_hours_are_written_as_the_language_writes_them() -> None:
    first_of_may = replace(every("fr")["house rules"], dated=date(2027, 5, 1))
    assert "samedi 1er mai 2027" in text_of(pdf_of(first_of_may))
    assert "19.30 uur" in text_of(pdf_of(every("nl")["poster"]))
    assert "19 h 30" in text_of(pdf_of(every("fr")["poster"]))


def test_the_same_document_gives_the_same_bytes() -> None:
    for name in ("survey", "charter"):
        assert pdf_of(every("nl")[name]) == pdf_of(every("nl")[name])


def test_several_threads_make_documents_at_once() -> None:
    wanted = {language: pdf_of(survey(language)) for language in LANGUAGES}
    with ThreadPoolExecutor(max_workers=4) as threads:
        made = list(threads.map(lambda language: pdf_of(survey(language)), LANGUAGES * 5))
    assert made == [wanted[language] for language in LANGUAGES * 5]


def test_a_qr_code_holds_the_link_of_its_letter() -> None:
    (one,) = letters(1)
    drawing = segno.make_qr(one.link, error="m", mask=2)
    side = drawing.symbol_size(border=4)[0]
    assert f'viewBox="0 0 {side} {side}"' in qr_code(one.link)
    dark = sum(sum(row) for row in drawing.matrix)
    assert dark == _dark_modules(qr_code(one.link))
    (told,) = content_of(survey("nl"))["letters"]  # type: ignore[misc]
    assert told["qr"] == qr_code(one.link)


def _dark_modules(svg: str) -> int:
    """Return how many modules the strokes of a drawing cover: horizontal runs, one module high."""
    strokes = svg.split(' d="')[1].split('"', maxsplit=1)[0]
    return sum(int(run.split("m")[0].split("M")[0]) for run in strokes.split("h")[1:])


def test_a_preview_is_a_picture_of_one_page() -> None:
    assert picture_of(survey("nl", count=40), 2).startswith(b"\x89PNG")
    with pytest.raises(NoSuchPage):
        picture_of(survey("nl", count=40), 3)
    with pytest.raises(NoSuchPage):
        picture_of(survey("nl"), 0)


def test_a_drawn_signature_is_path_data_or_nothing() -> None:
    usual = {"languages": ("nl",), "dated": DATED, "network": network()}
    figures = [
        sum(one.get("/S") == "/Figure" for one in elements(read(pdf_of(document))))
        for document in (
            signed_charter(usual),
            signed_charter(usual, '"/><image href="file:///etc/hostname"/><path d="'),
        )
    ]
    assert figures == [1, 0]


def test_a_poster_and_a_flyer_need_neither_meeting_nor_link() -> None:
    usual = {"languages": ("nl",), "dated": DATED, "network": network()}
    assert "Samen goed geïnformeerd" in text_of(pdf_of(paper.Flyer(**usual)))  # type: ignore[arg-type]
    with_both = text_of(pdf_of(paper.Poster(**usual, meeting=MEETING, link=LINK)))  # type: ignore[arg-type]
    assert "belfry.example/veldkant" in with_both
