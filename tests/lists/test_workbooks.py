"""Workbooks: sheets, what is hidden, numbers and dates."""

from datetime import datetime

from openpyxl.worksheet.worksheet import Worksheet

from belfry.lists.reading import read_member_list
from tests.lists.making import kinds, workbook

HEAD = ["Nr", "Naam", "Voornaam", "Huisnr", "E-mail oud", "GSM", "E-mail", "Straat", "Postcode"]
JAN = [1, "Peeters", "Jan", 12.0, "oud@mail.example", 470123456, "jan@mail.example", "Dorp", 9990]
AN = [2, "Claes", "An", "12/3", "", 4.71123456e8, "an@mail.example", "Dorp", "9990"]


def hide(sheet: Worksheet) -> None:
    sheet.sheet_state = "hidden"


def test_the_sheet_with_members_is_read_and_its_rows_keep_their_numbers() -> None:
    data = workbook(
        ("Uitleg", [["Zo vult u de lijst in"], ["Contact:", "Jan"]], None),
        ("Leden", [["Ledenlijst BIN"], [], HEAD, JAN, [], AN], None),
        ("Oud-leden", [HEAD, JAN, AN, AN, AN], None),
        ("Kopie", [HEAD, *([JAN] * 9)], hide),
    )
    reading = read_member_list(data, "leden.xlsx")
    assert (reading.sheet, reading.encoding, reading.separator) == ("Leden", "", "")
    jan, an = reading.good
    assert (jan.line, jan.number, jan.phones, jan.postcode) == (4, "12", ("+32470123456",), "9990")
    assert (an.line, an.number, an.box, an.phones) == (6, "12", "3", ("+32471123456",))


def test_hidden_columns_and_rows_are_left_out_and_told() -> None:
    def finish(sheet: Worksheet) -> None:
        sheet.column_dimensions["E"].hidden = True
        sheet.row_dimensions[3].hidden = True

    reading = read_member_list(workbook(("Leden", [HEAD, JAN, AN], finish)), "x")
    assert [row.emails for row in reading.good] == [("jan@mail.example",)]
    assert ("E" in {doubt.column for doubt in reading.doubts}) is True


def test_a_hidden_sheet_is_read_when_it_is_the_only_list() -> None:
    data = workbook(("Blad1", [["Niets"]], None), ("Leden", [HEAD, JAN], hide))
    assert read_member_list(data, "x").sheet == "Leden"


def test_a_date_where_a_house_number_should_be_is_bad() -> None:
    spoiled = [*JAN[:3], datetime(2024, 3, 12), *JAN[4:]]  # noqa: DTZ001 - a cell has no zone
    reading = read_member_list(workbook(("Leden", [HEAD, spoiled, AN], None)), "x")
    assert kinds(reading) == [(2, "Huisnr", "number")]


def test_a_list_pasted_into_one_column_is_cut() -> None:
    rows = [["Naam;Voornaam;E-mail"], ["Peeters;Jan;jan@mail.example"]]
    (row,) = read_member_list(workbook(("Blad1", rows, None)), "x").good
    assert (row.line, row.given_name, row.family_name) == (2, "Jan", "Peeters")
