"""Text files: encodings, separators, and the line where a record begins."""

import pytest

from belfry.lists.reading import read_member_list
from tests.lists.making import kinds, only, read

TEXT = "Naam;E-mail\nRené Müller;rene@mail.example\n"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (TEXT.encode("utf-8-sig"), "utf-8"),
        (TEXT.encode("cp1252"), "cp1252"),
        (TEXT.encode("utf-16"), "utf-16"),
        (TEXT.encode("utf-16-le"), "utf-16"),
        (TEXT.encode("utf-16-be"), "utf-16"),
        ("\ufeff".encode("utf-16-be") + TEXT.encode("utf-16-be"), "utf-16"),
    ],
)
def test_every_encoding_is_recognised(data: bytes, encoding: str) -> None:
    reading = read_member_list(data, "list.txt")
    assert reading.encoding == encoding
    assert [(row.given_name, row.family_name) for row in reading.good] == [("René", "Müller")]


def test_lines_in_two_encodings_are_both_read() -> None:
    data = b"Naam;E-mail\nRen\xc3\xa9 Maes;r@mail.example\nZo\xeb Claes;z@mail.example\n"
    assert [row.given_name for row in read_member_list(data, "x").good] == ["René", "Zoë"]


def test_text_that_was_read_in_the_wrong_encoding_before_is_mended() -> None:
    assert only("Naam;Voornaam;E-mail\nMÃ¼ller;RenÃ©;r@mail.example\n").given_name == "René"


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_every_separator_is_recognised(separator: str) -> None:
    lines = ["Naam;Adres;E-mail", "Jan Peeters;Meerstraat 12;jan@mail.example"]
    reading = read("\n".join(lines).replace(";", separator))
    assert reading.separator == separator
    assert reading.good[0].street == "Meerstraat"


def test_commas_in_addresses_do_not_part_a_list_with_semicolons() -> None:
    rows = "".join(f"Peeters, Jan;Dorp {n}, 9990 Klokdorp;a{n}@b.example\n" for n in range(5))
    assert read("Naam;Adres;E-mail\n" + rows).separator == ";"


def test_the_first_line_may_tell_the_separator() -> None:
    reading = read("sep=;\nNaam;E-mail\nJan Peeters;jan@mail.example\n")
    assert (reading.separator, reading.good[0].line) == (";", 3)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_record_is_found_on_the_line_where_it_begins(end: str) -> None:
    lines = [
        "Ledenlijst",
        "",
        "Naam;Adres;E-mail",
        '"Jan',
        'Peeters";"Meerstraat 12',
        '9990 Klokdorp";jan@mail.example',
        "",
        "An Claes;Dorp 1;an@",
    ]
    reading = read(end.join(lines))
    assert [row.line for row in reading.good] == [4]
    assert reading.good[0].municipality == "Klokdorp"
    assert kinds(reading) == [(8, "E-mail", "email")]


def test_an_open_quote_spoils_its_own_line_only() -> None:
    reading = read('Naam;E-mail\n"t Hoekje;t@mail.example\nAn Claes;an@mail.example\n')
    assert [row.line for row in reading.good] == [2, 3]


def test_rows_that_a_program_kept_whole_in_one_cell_are_cut() -> None:
    row = only('"Naam;Voornaam;E-mail"\n"Peeters;Jan;jan@mail.example"\n')
    assert (row.given_name, row.emails) == ("Jan", ("jan@mail.example",))


def test_what_nobody_sees_is_left_out() -> None:
    row = only(
        "Naam\u00a0;E\u2011mail;GSM\n\u200bPeeters, Jan;jan@mail.example\u200b;'0470\u00a0123456\n"
    )
    assert (row.given_name, row.emails, row.phones) == (
        "Jan",
        ("jan@mail.example",),
        ("+32470123456",),
    )
