"""Who is the same person, and who only bears the same name."""

import pytest

from belfry.lists.types import Duplicate
from tests.lists.making import read

HEAD = "Voornaam;Naam;E-mail;GSM;Tel;Straat;Nr;Geboortedatum\n"


def doubles(*rows: str) -> list[tuple[int, int]]:
    return [(one.line, one.of_line) for one in read(HEAD + "\n".join(rows)).duplicates]


@pytest.mark.parametrize(
    "again",
    [
        "MULLER;RENE;r@mail.example",
        "Muller;René;;0470 12 34 56",
        "René;Müller;;;;dorp;1",
        "René;Müller",
    ],
)
def test_a_later_row_of_the_same_person_is_a_double(again: str) -> None:
    assert doubles("René;Müller;R@mail.example;+32470123456;;Dorp;1", again) == [(3, 2)]


@pytest.mark.parametrize(
    "other",
    [
        "Marie;Peeters;jan@mail.example;0470123456;;Dorp;1",
        "Jan;Peeters;son@mail.example;;;Dorp;1",
        "Jan;Peeters;;0471234567;;Dorp;1",
        "Jan;Peeters;son@mail.example;0471234567;09 345 67 89;Dorp;1",
        "Jan;Peeters jr.;jan@mail.example;;;Dorp;1",
        "Jan;Peeters;jan@mail.example;;;Dorp;1;12/03/1980",
        "Jan;Peeters;jan@elsewhere.example;;;Markt;5",
    ],
)
def test_household_and_namesakes_are_persons_of_their_own(other: str) -> None:
    first = "Jan;Peeters;jan@mail.example;0470123456;09 345 67 89;Dorp;1;1950-01-02"
    assert doubles(first, other) == []


def test_a_third_row_is_a_double_of_the_first() -> None:
    rows = ("An;Claes;a@b.example", "An;Claes;a@b.example;0470123456", "An;Claes;;0470123456")
    assert doubles(*rows) == [(3, 2), (4, 2)]


def test_a_namesake_is_not_taken_for_somebody_who_was_seen_twice() -> None:
    rows = ("An;Claes;;;;Dorp;1", "An;Claes;a@b.example;;;Dorp;1", "An;Claes;c@d.example;;;Dorp;1")
    assert doubles(*rows) == [(3, 2)]


def test_a_row_that_is_bad_is_nobodys_double() -> None:
    reading = read("Naam;E-mail;GSM\nJan Peeters;a@b.example;12\nJan Peeters;a@b.example;\n")
    assert [row.line for row in reading.good] == [3]
    assert reading.duplicates == ()


def test_shops_are_told_by_their_names() -> None:
    reading = read(
        "Zaak;Adres;E-mail\nBakkerij Maes;Dorp 1;a@b.example\nbakkerij maes;Dorp 1;\nApotheek;Dorp 1;a@b.example\n"
    )
    assert reading.duplicates == (Duplicate(3, 2),)
