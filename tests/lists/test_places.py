"""Addresses as they stand in cells."""

import pytest

from belfry.lists.places import (
    Place,
    read_address,
    read_box,
    read_number,
    read_postcode,
    read_town,
)

ADDRESSES = [
    ("Meerstraat 12 bus 3", Place("Meerstraat", "12", "3")),
    ("Meerstraat 12/3", Place("Meerstraat", "12", "3")),
    ("Meerstraat 12 b 3", Place("Meerstraat", "12", "3")),
    ("Meerstraat 12b3", Place("Meerstraat", "12", "3")),
    ("Meerstraat, nr. 12", Place("Meerstraat", "12")),
    ("Meerstraat12", Place("Meerstraat", "12")),
    ("Meerstraat", Place("Meerstraat")),
    ("Meerstraat z/n", Place("Meerstraat")),
    ("Rue Haute sans numéro", Place("Rue Haute")),
    ("12 rue Haute bte 4", Place("rue Haute", "12", "4")),
    ("12, rue Haute", Place("rue Haute", "12")),
    ("Rue Haute 12 B", Place("Rue Haute", "12B")),
    ("Rue Haute n° 12 boîte 4", Place("Rue Haute", "12", "4")),
    ("Rue du 11 Novembre 5", Place("Rue du 11 Novembre", "5")),
    ("8 Meistraat 12 bus 2", Place("8 Meistraat", "12", "2")),
    ("Hauptstraße 5a", Place("Hauptstraße", "5a")),
    ("Am Bach 3-5", Place("Am Bach", "3-5")),
    ("Gentsesteenweg 1200 bus A", Place("Gentsesteenweg", "1200", "A")),
    ("Meerstraat 12 gelijkvloers", Place("Meerstraat", "12", "gelijkvloers")),
    ("Meerstraat 12, 9990 Klokdorp", Place("Meerstraat", "12", "", "9990", "Klokdorp")),
    ("Meerstraat 12\n9990 Klokdorp", Place("Meerstraat", "12", "", "9990", "Klokdorp")),
    (
        "Meerstraat 12/3 - B-9990 Klokdorp (België)",
        Place("Meerstraat", "12", "3", "9990", "Klokdorp"),
    ),
    ("9990 Klokdorp, Meerstraat 12", Place("Meerstraat", "12", "", "9990", "Klokdorp")),
    ("12 rue Haute à 4990 Valclocher", Place("rue Haute", "12", "", "4990", "Valclocher")),
    ("Meerstraat 12, Klokdorp", Place("Meerstraat", "12", "", "", "Klokdorp")),
]


@pytest.mark.parametrize(("cell", "place"), ADDRESSES)
def test_an_address_is_taken_apart(cell: str, place: Place) -> None:
    assert read_address(cell) == place


@pytest.mark.parametrize(
    "cell", ["12", "jan@mail.example", "0470 12 34 56", "Meerstraat 12, 999 Klokdorp", "?!"]
)
def test_what_is_no_address_is_refused(cell: str) -> None:
    assert read_address(cell) is None


@pytest.mark.parametrize(
    ("cell", "number", "box"),
    [
        ("12", "12", ""),
        ("12.0", "12", ""),
        ("12 bus 3", "12", "3"),
        ("12/3", "12", "3"),
        ("12 B", "12B", ""),
        ("12bis", "12bis", ""),
        ("n° 12", "12", ""),
        ("z/n", "", ""),
    ],
)
def test_a_house_number_may_carry_its_box(cell: str, number: str, box: str) -> None:
    assert read_number(cell) == Place(number=number, box=box)


@pytest.mark.parametrize("cell", ["abc", "2024-03-12", "1234567", "bus 3"])
def test_what_is_no_house_number_is_refused(cell: str) -> None:
    assert read_number(cell) is None


@pytest.mark.parametrize(
    ("cell", "postcode", "municipality"),
    [
        ("9990", "9990", ""),
        ("B-9990", "9990", ""),
        ("BE 9990", "9990", ""),
        ("9990.0", "9990", ""),
        ("9990 Klokdorp", "9990", "Klokdorp"),
        ("Klokdorp (9990)", "9990", "Klokdorp"),
        ("D-52062 Aachen", "D-52062", "Aachen"),
        ("1234 AB", "1234 AB", ""),
    ],
)
def test_a_postcode_may_carry_its_municipality(cell: str, postcode: str, municipality: str) -> None:
    assert read_postcode(cell) == Place(postcode=postcode, municipality=municipality)


@pytest.mark.parametrize("cell", ["99990", "999", "0999", "ABCD"])
def test_what_is_no_postcode_is_refused(cell: str) -> None:
    assert read_postcode(cell) is None


def test_a_municipality_alone_is_a_town() -> None:
    assert read_town("Sint-Genesius-Rode") == Place(municipality="Sint-Genesius-Rode")


def test_a_box_is_bare() -> None:
    assert [read_box(cell) for cell in ("bus 3", "0301", "A", "12.0", "jan@mail.example")] == [
        "3",
        "0301",
        "A",
        "12",
        None,
    ]
