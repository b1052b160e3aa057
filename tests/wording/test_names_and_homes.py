import pytest

from tests.wording.judging import found, labels


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("De verdachte is Kevin Vermassen, 34 jaar.", "Kevin Vermassen"),
        ("Mohamed El Khattabi werd aangehouden.", "Mohamed El Khattabi"),
        ("De dader heet Steven Baetslé.", "Steven Baetslé"),
        ("De inbreker is J. Van Hoeymissen.", "J. Van Hoeymissen"),
        ("PEETERS Jan wordt verdacht.", "PEETERS Jan"),
        ("Bij mevrouw Tanghe werd ingebroken.", "Tanghe"),
        ("dader = bjorn wouterlood uit mol", "bjorn wouterlood"),
        ("jan peeters steelt fietsen", "jan peeters"),
    ],
)
def test_a_person_is_found_as_texts_name_them(text: str, name: str) -> None:
    assert found(text).get("person_name") == name


def test_a_given_name_alone_counts_beside_an_accusation() -> None:
    assert labels("Kevin heeft de fiets gestolen.") == {"person_name"}
    assert labels("Kevin is het nieuwe lid van de week.") == set()


@pytest.mark.parametrize(
    "text",
    [
        "Fietsen gestolen in de Jan Breydelstraat en de Karel de Grotelaan.",
        "Coördinator Bram Peeters nodigt u uit op de vergadering.",
        "Wijkinspecteur Karim Benali is er elke dinsdag.",
        "Met vriendelijke groeten, An Claes, coördinator",
        "Dieven braken in bij bakkerij Peeters.",
        "Het Sint-Jozefscollege en het Koning Boudewijnstadion blijven dicht.",
        "Op vraag van het parket: sinds maandag is Maria Hendrickx (82) vermist uit Rotselaar.",
    ],
)
def test_streets_officials_firms_and_missing_persons_may_be_named(text: str) -> None:
    assert "person_name" not in labels(text)


def test_an_official_in_a_sentence_that_accuses_is_a_suspect_all_the_same() -> None:
    assert "person_name" in labels("Coördinator Jan Peeters wordt verdacht van diefstal.")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Inbraak in de Kapellestraat 47 te Boechout.", "nl"),
        ("Ingebroken in Eikenlaan 15A.", "nl"),
        ("Inbraak in Lindelaan, nr. 8.", "nl"),
        ("Een kelder aan de Zeedijk 88/0302 werd leeggehaald.", "nl"),
        ("Bij de bewoners van huisnummer 33 werd ingebroken.", "nl"),
        ("Burglary at 31 Avenue Brugmann.", "en"),
        ("break in ch. de waterloo 517 last night", "en"),
        ("A man took cash at 12b Rue du Bailli.", "en"),
    ],
)
def test_a_home_is_found(text: str, language: str) -> None:
    assert "private_address" in labels(text, language)


@pytest.mark.parametrize(
    "text",
    [
        "Inbraken in de Kerkstraat en op de Markt.",
        "De zone telde 12 inbraken in de Kerkstraat in 2026.",
        "Verkeershinder in de Kerkstraat 14/05 en 15/05.",
        "In de Kerkstraat 3 wagens beschadigd.",
        "Vergadering in zaal Concordia, Kerkstraat 12, om 20 uur.",
        "Het politiekantoor is in de Stationsstraat 54.",
        "Fietsen graveren in de gemeenteschool, Schoolstraat 3.",
        "Tussen 18 en 20 uur in de Lindelaan.",
    ],
)
def test_streets_counts_hours_and_public_buildings_are_no_homes(text: str) -> None:
    assert "private_address" not in labels(text)


@pytest.mark.parametrize(
    ("text", "language", "name"),
    [
        ("Vol chez les Dumont cette nuit.", "fr", "Dumont"),
        ("Die Schröders haben eine Hanfplantage.", "de", "Schröders"),
        ("Burglary at the Andersons' house.", "en", "Andersons"),
        ("Inbraak bij de Verhaegens, juwelen weg.", "nl", "de Verhaegens"),
        ("Werner and Rita Thomas were burgled.", "en", "Rita Thomas"),
        ("Chidi Okonkwo werd herkend op de beelden.", "nl", "Chidi Okonkwo"),
    ],
)
def test_a_family_and_an_unknown_name_are_found_by_what_stands_beside_them(
    text: str, language: str, name: str
) -> None:
    assert found(text, language).get("person_name") == name


def test_a_given_name_before_a_street_of_two_words_is_part_of_it() -> None:
    assert labels("Inbraak in de Frans Van Cauwelaertstraat om 14 uur.") == set()


@pytest.mark.parametrize("word", ["Family", "Children", "Farm"])
def test_a_text_that_begins_with_a_word_for_a_family_comes_to_an_end(word: str) -> None:
    assert labels(f"{word} of four seen at the door.", "en") == set()
