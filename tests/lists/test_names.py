"""Names as they stand in cells."""

import pytest

from belfry.lists.names import joined_given, mostly_family_first, proper, read_name

NAMES = [
    ("Jan Peeters", "Jan", "Peeters"),
    ("Peeters, Jan", "Jan", "Peeters"),
    ("PEETERS Jan", "Jan", "Peeters"),
    ("Peeters Jan", "Jan", "Peeters"),
    ("peeters jan", "Jan", "Peeters"),
    ("Jean Pierre Dupont", "Jean Pierre", "Dupont"),
    ("Dupont Jean-Pierre", "Jean-Pierre", "Dupont"),
    ("Van den Berghe Jan", "Jan", "Van den Berghe"),
    ("VAN DEN BERGHE Jan", "Jan", "Van den Berghe"),
    ("Bart 't Jampens", "Bart", "'t Jampens"),
    ("Herr Karl von der Heyden", "Karl", "von der Heyden"),
    ("Mme Marie-Claire de la Fontaine", "Marie-Claire", "de la Fontaine"),
    ("Maître Lambert", "", "Lambert"),
    ("Dhr. Jan Peeters", "Jan", "Peeters"),
    ("Peeters, Jan, dr.", "Jan", "Peeters"),
    ("Peeters J.", "J.", "Peeters"),
    ("Lambert Zoé, née Dupont", "Zoé", "Lambert"),
    ("Paul Le Jeune", "Paul", "Le Jeune"),
    ("Jan Peeters-Janssens", "Jan", "Peeters-Janssens"),
    ("Jan Peeters jr.", "Jan", "Peeters jr."),
    ("Peeters", "", "Peeters"),
]

COUPLES = [
    ("Jan & Marie Peeters - Janssens", "Jan & Marie", "Peeters - Janssens"),
    ("Peeters-Janssens Jan en Marie", "Jan & Marie", "Peeters - Janssens"),
    ("Peeters - Janssens Jan & Marie", "Jan & Marie", "Peeters - Janssens"),
    ("Peeters-Janssens, Jan en Marie", "Jan & Marie", "Peeters - Janssens"),
    ("Jan Peeters / Marie Janssens", "Jan & Marie", "Peeters - Janssens"),
    ("Jan Peeters - Marie Janssens", "Jan & Marie", "Peeters - Janssens"),
    ("Luc Claes, Ann Mertens", "Luc & Ann", "Claes - Mertens"),
    ("Peeters, Jan & Janssens, Marie", "Jan & Marie", "Peeters - Janssens"),
    ("Jan Peeters & Marie Peeters", "Jan & Marie", "Peeters"),
    ("Karl und Anke Schmitz", "Karl & Anke", "Schmitz"),
    ("Peeters Jan en Marie", "Jan & Marie", "Peeters"),
    ("An De Wit en Tom Claes", "An & Tom", "De Wit - Claes"),
    ("M. et Mme Dupont", "", "Dupont"),
    ("M. Jean Dupont et Mme Marie Lambert", "Jean & Marie", "Dupont - Lambert"),
    ("Dhr. en Mevr. Peeters-Janssens", "", "Peeters - Janssens"),
    ("Familie Van den Berghe - De Smet", "", "Van den Berghe - De Smet"),
]


@pytest.mark.parametrize(("cell", "given", "family"), NAMES + COUPLES)
def test_a_name_is_cut_where_a_neighbour_would_cut_it(cell: str, given: str, family: str) -> None:
    name = read_name(cell)
    assert (name.given, name.family, name.organisation) == (given, family, "")


@pytest.mark.parametrize(
    "cell", ["Bakkerij Peeters", "Peeters bvba", "Dupont S.P.R.L.", "SA Dupont"]
)
def test_a_firm_among_the_names_is_a_firm(cell: str) -> None:
    name = read_name(cell)
    assert (name.given, name.family, name.organisation) == ("", "", cell)


@pytest.mark.parametrize("cell", ["12345", "?", "jan@mail.example", ""])
def test_what_holds_no_name_names_nobody(cell: str) -> None:
    assert read_name(cell) == read_name("")


def test_the_order_of_a_column_decides_where_words_do_not_tell() -> None:
    cells = ["Peeters Jan", "Janssens Marie", "Simon Thomas"]
    assert mostly_family_first(cells)
    name = read_name("Simon Thomas", family_first=True)
    assert (name.given, name.family, name.guessed) == ("Thomas", "Simon", True)


@pytest.mark.parametrize("cell", ["Jan en Marie", "Jan, Marie", "Jan/Marie", "Jan + Marie"])
def test_given_names_of_a_couple_are_joined(cell: str) -> None:
    assert joined_given(cell) == "Jan & Marie"


def test_names_in_mixed_case_stay_as_written() -> None:
    assert [proper(name) for name in ("McDonald", "D'HONDT", "claes-mertens")] == [
        "McDonald",
        "D'Hondt",
        "Claes-Mertens",
    ]
