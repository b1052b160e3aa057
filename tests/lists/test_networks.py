"""Lists of recognised networks: found by their headings, judged row by row."""

from datetime import date

import pytest

from belfry.lists.errors import EmptyFile, NotAMemberList, NotANetworkList, OtherDocument
from belfry.lists.networks import COLUMNS, WORDS, NetworkRow, read_network_list
from tests.lists.making import workbook

ROW = NetworkRow(2, "BIN-7", "Molenwijk", "Klokdorp", date(2019, 3, 4))


@pytest.mark.parametrize(
    "heading",
    [
        "Erkenningsnummer;Naam;Gemeente;Erkend op",
        "Numéro;Nom du PLP;Commune;Reconnu le",
        "Anerkennungsnummer;Name;Gemeinde;Anerkannt am",
        "Recognition number;Name;Municipality;Recognised on",
    ],
)
def test_columns_are_found_by_headings_in_four_languages(heading: str) -> None:
    read = read_network_list(f"{heading}\nBIN-7;Molenwijk;Klokdorp;4/3/2019\n".encode())
    assert list(read.good) == [ROW]
    assert not read.bad


def test_columns_come_in_any_order_with_all_that_a_list_can_tell() -> None:
    sheet: list[list[object]] = [
        ["Alle BIN's van de zone"],
        ["Gemeente", "Talen", "Soort", "Nummer", "Naam BIN", "Erkend op", "Zone", "Beroep", "Opmerking",
         "Coördinator", "E-mail coördinator", "Screening coördinator",
         "Plaatsvervanger", "E-mail plaatsvervanger", "Screening plaatsvervanger"],
        ["Klokdorp", "NL/FR", "Sectoraal", "7", "Juweliers", date(2020, 2, 29), "9901", "juwelier", "x",
         "Jan Peeters", "jan@mail.example", "2020-01-02", "Piet Maes", "piet@mail.example", "3.1.2020"],
    ]  # fmt: skip
    read = read_network_list(workbook(("BIN", sheet, None)))
    (row,) = read.good
    assert (row.line, row.kind, row.languages, row.zone) == (3, "sectoral", ("nl", "fr"), "9901")
    assert (row.coordinator, row.coordinator_email) == ("Jan Peeters", "jan@mail.example")
    assert (row.recognised_on, row.deputy_screened_on) == (date(2020, 2, 29), date(2020, 1, 3))
    assert read.unused == ["Opmerking"]


@pytest.mark.parametrize(
    ("line", "column"),
    [
        (";Molenwijk;Klokdorp;4/3/2019;nl;bin;", "number"),
        ("1;Molenwijk;Klokdorp;31/2/2019;nl;bin;", "recognised_on"),
        ("1;Molenwijk;Klokdorp;soon;nl;bin;", "recognised_on"),
        ("1;Molenwijk;Klokdorp;4/3/2019;klingon;bin;", "languages"),
        ("1;Molenwijk;Klokdorp;4/3/2019;nl;guard;", "kind"),
        ("1;Molenwijk;Klokdorp;4/3/2019;nl;bin;jan at mail", "coordinator_email"),
        (f"1;{'x' * 121};Klokdorp;4/3/2019;nl;bin;", "name"),
    ],
)
def test_a_row_that_cannot_be_taken_says_where_and_why(line: str, column: str) -> None:
    heading = "nummer;naam;gemeente;erkend op;taal;soort;e-mail coordinator"
    read = read_network_list(f"{heading}\n{line}\n".encode())
    assert not read.good
    assert [(bad.line, bad.value_kind) for bad in read.bad] == [(2, column)]
    assert all(bad.reason and bad.column for bad in read.bad)


def test_the_same_number_twice_is_taken_once() -> None:
    rows = "nummer;naam;gemeente;erkend op\n1;A;K;1/1/2019\n1;B;K;1/1/2019\n"
    read = read_network_list(rows.encode())
    assert [row.name for row in read.good] == ["A"]
    assert [bad.line for bad in read.bad] == [3]


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", EmptyFile),
        (b"naam;straat\nJan;Kerkstraat\n", NotANetworkList),
        (b"%PDF-1.7", OtherDocument),
        (b"x" * 100, NotAMemberList),
    ],
)
def test_what_is_no_list_of_networks_is_refused(content: bytes, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        read_network_list(content)


def test_no_heading_means_two_things() -> None:
    assert len(COLUMNS) == sum(map(len, WORDS.values()))
