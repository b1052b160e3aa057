"""Lists that a first reading got wrong: each as a coordinator kept it, with what it means."""

import io
import zipfile
from collections.abc import Sequence
from typing import Any

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from belfry.lists import errors
from belfry.lists.reading import read_member_list
from tests.lists.making import kinds, only, read, workbook

MAIL = "jan@mail.example"


def persons(text: str) -> list[tuple[int, str, str]]:
    """Return (line, given names, family names) of a list without anything bad."""
    reading = read(text)
    assert not reading.bad
    return [(row.line, row.given_name, row.family_name) for row in reading.good]


@pytest.mark.parametrize(
    ("text", "given", "family"),
    [
        # Whole names beside their parts are said once.
        (f"Voornaam;Naam;Volledige naam;E-mail\nJan;Peeters;Jan Peeters;{MAIL}", "Jan", "Peeters"),
        (f"Prénom;Nom complet;Courriel\nLuc;Luc Dupont;{MAIL}", "Luc", "Dupont"),
        # The man's and the woman's columns make one couple; the salutation is no name.
        ("Dhr.;Mevr.;Adres\nJan Peeters;An Claes;Dorp 1", "Jan & An", "Peeters - Claes"),
        (
            "Nom;Prénom Monsieur;Prénom Madame;Rue\nDupont;Luc;Marie;Rue Haute",
            "Luc & Marie",
            "Dupont",
        ),
        (f"Dhr./Mevr.;Naam;Voornaam;E-mail\nMevr.;Claes;An;{MAIL}", "An", "Claes"),
        (f"Naam;E-mail\nJan, Els Peeters;{MAIL}", "Jan & Els", "Peeters"),
        (
            "Nom et prénom;Adresse\nM. Jean LEROY et Mme Anne DE WOLF;Rue Haute 7",
            "Jean & Anne",
            "Leroy - De Wolf",
        ),
        (f"Naam;Voornaam;E-mail\nIJZERMAN;A.M.;{MAIL}", "A.M.", "IJzerman"),
        (f"Name;E-Mail\nDr. med. Karl Schmitz;{MAIL}", "Karl", "Schmitz"),
    ],
)
def test_names_are_said_once_and_as_they_are_written(text: str, given: str, family: str) -> None:
    row = only(text)
    assert (row.given_name, row.family_name) == (given, family)


@pytest.mark.parametrize(
    "name", ["Basisschool Sint-Jan", "Broodjesbar Lekker", "Blumenladen Rosa", "Dorpsapotheek Maes"]
)
def test_a_school_or_shop_is_no_person(name: str) -> None:
    assert only(f"Naam;E-mail\n{name};{MAIL}").organisation == name


@pytest.mark.parametrize(
    ("street", "place"),
    [
        ("Rue Haute, 12 bis", ("Rue Haute", "12bis", "", "", "")),
        ("Chaussée de Mons 1234/0102", ("Chaussée de Mons", "1234", "0102", "", "")),
        ("12 bte 3, rue Haute", ("rue Haute", "12", "3", "", "")),
        ("n° 12 rue Haute", ("rue Haute", "12", "", "", "")),
        ("Rue Haute 12, Verviers 4800", ("Rue Haute", "12", "", "4800", "Verviers")),
    ],
)
def test_an_address_is_no_wrong_postcode_and_no_phone_number(
    street: str, place: tuple[str, ...]
) -> None:
    row = only(f"Nom;Prénom;Adresse\nDupont;Luc;{street}")
    assert (row.street, row.number, row.box, row.postcode, row.municipality) == place


@pytest.mark.parametrize("box", ["B3", "B12", "A"])
def test_a_box_that_is_called_by_a_letter_keeps_it(box: str) -> None:
    assert only(f"Naam;Voornaam;Straat;Nr;Bus\nMaes;Tom;Dorp;1;{box}").box == box


def test_columns_about_an_address_are_no_addresses() -> None:
    google = only(
        "First Name,Last Name,E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value\n"
        f"Jan,Peeters,*,{MAIL},Mobile,+32 470 12 34 56\n"
    )
    assert (google.emails, google.phones) == ((MAIL,), ("+32470123456",))
    outlook = only(
        f"First Name,Last Name,E-mail Address,E-mail Display Name\nJan,Peeters,{MAIL},Jan Peeters\n"
    )
    assert outlook.emails == (MAIL,)
    club = only(f"Naam;Voornaam;E-mail;Mail ok?;GSM;Contactpersoon bij nood\nMaes;Jo;{MAIL};ja;;An")
    assert (club.emails, club.phones) == ((MAIL,), ())


@pytest.mark.parametrize("heading", ["T", "N/F", "Taal"])
def test_a_short_heading_may_tell_the_language(heading: str) -> None:
    reading = read(f"Naam;E-mail;{heading}\nMaes Tom;t@mail.example;N\nDupont Luc;{MAIL};F\n")
    assert [row.language for row in reading.good] == ["nl", "fr"]


def test_headings_for_one_or_more_and_in_dots_are_understood() -> None:
    row = only("Familienname;Vorname(n);P.C.;Gem.;Mob.\nMüller;Anke;4700;Eupen;0470 12 34 56")
    assert (row.given_name, row.postcode, row.municipality) == ("Anke", "4700", "Eupen")
    assert row.phones == ("+32470123456",)


def test_a_name_with_its_address_in_one_cell_is_cut_in_two() -> None:
    reading = read(
        "Naam en adres;Telefoon\n"
        "Jan Peeters, Dorp 1, 9000 Gent;0470123456\n"
        "Claes, An - Dorp 2;\n"
        '"Tom Maes\nDorp 3\n9000 Gent";\n'
    )
    assert not reading.bad
    assert [(row.given_name, row.family_name, row.number) for row in reading.good] == [
        ("Jan", "Peeters", "1"),
        ("An", "Claes", "2"),
        ("Tom", "Maes", "3"),
    ]
    assert reading.good[2].postcode == "9000"


def test_lines_with_a_number_before_each_name_are_a_list() -> None:
    text = "1. Jan Peeters, Dorp 1, 0470 12 34 56\n2. An Claes, Dorp 2, 0471 22 33 44\n"
    assert persons(text) == [(1, "Jan", "Peeters"), (2, "An", "Claes")]


def test_an_address_line_of_a_mail_gives_everybody_an_address_of_their_own() -> None:
    line = f"Jan Peeters <{MAIL}>; An Claes <an@mail.example>, Peeters, Jan <{MAIL}>\n"
    reading = read(line)
    assert [(row.line, row.given_name, row.emails) for row in reading.good] == [
        (1, "Jan", (MAIL,)),
        (1, "An", ("an@mail.example",)),
    ]
    assert [(one.line, one.of_line) for one in reading.duplicates] == [(1, 1)]


@pytest.mark.parametrize(
    ("cell", "heading"),
    [("12/03/2024", "GSM"), ("2024-01-02", "Bus"), ("12/03/2024", "Huisnr")],
)
def test_a_date_is_no_phone_number_and_no_box(cell: str, heading: str) -> None:
    reading = read(f"Naam;Voornaam;E-mail;{heading}\nMaes;Tom;{MAIL};{cell}\n")
    assert [(line, column) for line, column, _ in kinds(reading)] == [(2, heading)]


@pytest.mark.parametrize("nothing", ["…", "---", "?", "pas de mail", "k.A."])
def test_signs_that_say_nothing_are_empty(nothing: str) -> None:
    assert only(f"Naam;E-mail;GSM\nTom Maes;{nothing};0470123456").emails == ()


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Van den Berghe;An", "Vandenberghe;AN"),
        ("Claes;Marie-Claire", "claes;Marie Claire"),
        ("D'Hondt;Noël", "NOEL;Dhondt"),
    ],
)
def test_a_name_is_the_same_however_its_parts_are_joined(first: str, second: str) -> None:
    reading = read(f"Naam;Voornaam;E-mail\n{first};{MAIL}\n{second};{MAIL}\n")
    assert [(one.line, one.of_line) for one in reading.duplicates] == [(3, 2)]


@pytest.mark.parametrize(("father", "son"), [("Jan", "Jan jr."), ("Jan (vader)", "Jan (zoon)")])
def test_the_given_name_may_tell_father_from_son(father: str, son: str) -> None:
    text = f"Naam;Voornaam;E-mail;Adres\nMaes;{father};{MAIL};Dorp 1\nMaes;{son};{MAIL};Dorp 1\n"
    assert [line for line, _, _ in persons(text)] == [2, 3]


def test_a_thousand_rows_of_one_name_in_one_house_are_read_at_once() -> None:
    rows = "".join(f"Jan Maes;j{at}@mail.example;Dorp 1\n" for at in range(1000))
    assert len(read("Naam;E-mail;Adres\n" + rows).good) == 1000


@pytest.mark.parametrize(
    "text",
    [
        # A bank statement, with addresses too.
        "Rekening;Boekingsdatum;Bedrag;Munt;Naam tegenpartij;Mededeling\n"
        "BE68539007547034;12/03/2024;-12,50;EUR;Delhaize;aankoop\n",
        "Rekening;Naam tegenpartij bevat;Straat en nummer;Postcode en plaats;Valutadatum;Devies\n"
        "BE68539007547034;JAN PEETERS;KERKSTRAAT 12;9000 GENT;02/01/2024;EUR\n",
        # A stock with its suppliers, a calendar.
        "Artikel;Prijs;Leverancier;Telefoon\nHamer;12,50;Jan Peeters;0470123456\n",
        "Datum;Activiteit;Plaats;Verantwoordelijke\n12/03/2024;Vergadering;Zaal;Jan\n",
        # Letters, mails and minutes, with addresses in them.
        "Beste buren,\n\nOp dinsdag 12 maart is er een vergadering, Kerkstraat 12.\n"
        "Vragen? Jan Peeters, 0470 12 34 56.\n\nMet vriendelijke groeten,\nde coördinator\n",
        f"From: Jan Peeters <{MAIL}>\nTo: An Claes <an@mail.example>\nSubject: lijst\n"
        "Date: Tue, 12 Mar 2024 10:00:00 +0100\n\nBeste An,\n\nzie bijlage.\n\nJan\n",
        "Verslag BIN Dorp\n\nAanwezig: Jan Peeters, An Claes\n1. Varia: Kerkstraat 12\n",
    ],
)
def test_text_that_only_names_people_is_no_member_list(text: str) -> None:
    with pytest.raises(errors.NotAMemberList):
        read(text)


def test_commands_for_a_database_are_no_member_list() -> None:
    with pytest.raises(errors.ProgramText):
        read(f"INSERT INTO leden (naam,mail) VALUES ('Jan Peeters','{MAIL}');\n" * 3)


HEAD = ("Straat", "Nr", "Naam", "GSM")


def merged(sheet: Worksheet) -> None:
    sheet.merge_cells("A2:A3")
    sheet.merge_cells("B2:B3")


def books(rows: Sequence[Sequence[Any]], finish: Any = None) -> list[tuple[str, str, str]]:
    reading = read_member_list(workbook(("Leden", [HEAD, *rows], finish)), "leden.xlsx")
    assert not reading.bad
    return [(row.family_name, row.street, row.number) for row in reading.good]


def test_a_cell_that_spans_two_rows_speaks_for_both() -> None:
    rows: list[list[Any]] = [
        ["Dorp", 1, "Peeters Jan", 470123456],
        [None, None, "Claes An", None],
        [],
    ]
    assert books(rows, merged) == [("Peeters", "Dorp", "1"), ("Claes", "Dorp", "1")]


def test_the_end_of_a_line_as_excel_writes_it_ends_a_line() -> None:
    assert books([["Dorp", 1, "Peeters Jan", "0470 12 34 56_x000D_\n"]]) == [
        ("Peeters", "Dorp", "1")
    ]


def test_a_sheet_that_is_a_chart_spoils_nothing() -> None:
    data = workbook(("Leden", [HEAD, ["Dorp", 1, "Peeters Jan", ""]], chart))
    assert "xl/chartsheets/sheet1.xml" in zipfile.ZipFile(io.BytesIO(data)).namelist()
    assert len(read_member_list(data, "leden.xlsx").good) == 1


def chart(sheet: Worksheet) -> None:
    assert sheet.parent
    sheet.parent.create_chartsheet("Grafiek")
