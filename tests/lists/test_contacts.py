"""E-mail addresses and phone numbers as they stand in cells."""

import pytest

from belfry.lists.contacts import read_emails, read_phones

MOBILE, OTHER, LANDLINE = "+32470123456", "+32471234567", "+3293456789"


@pytest.mark.parametrize(
    "cell",
    [
        "0470 12 34 56",
        "0470/12.34.56",
        "+32 (0)470/12.34.56",
        "0032 470 12 34 56",
        "32470123456",
        "+32 0470 12 34 56",
        "(+32) 470-12-34-56",
        "tel. 0470 12 34 56 (Jan, na 18u)",
        "470123456",
        "4.70123456E8",
        "4,70123456E+08",
        "470123456.0",
    ],
)
def test_one_number_is_written_in_many_ways(cell: str) -> None:
    read = read_phones(cell)
    assert read
    assert read.numbers == (MOBILE,)


@pytest.mark.parametrize(
    ("cell", "numbers"),
    [
        ("0470 12 34 56 / 0471 23 45 67", (MOBILE, OTHER)),
        ("0470/123456 - 09/345.67.89", (MOBILE, LANDLINE)),
        ("0470123456 0471234567", (MOBILE, OTHER)),
        ("Jan: 0470 12 34 56, Marie: 0471 23 45 67", (MOBILE, OTHER)),
        ("0470 12 34 56 of 0471/23.45.67 en 09/345.67.89", (MOBILE, OTHER, LANDLINE)),
        ("470123456 / 471234567", (MOBILE, OTHER)),
        ("+31 6 12345678", ("+31612345678",)),
        ("+49 (0)2402 123456", ("+492402123456",)),
    ],
)
def test_several_numbers_and_foreign_ones_come_apart(cell: str, numbers: tuple[str, ...]) -> None:
    read = read_phones(cell)
    assert read
    assert read.numbers == numbers


def test_a_zero_that_was_put_back_is_told() -> None:
    repaired = [read_phones(cell) for cell in ("470123456", "93456789", "0470123456")]
    assert [read and read.repaired for read in repaired] == [True, True, False]


@pytest.mark.parametrize(
    "cell",
    [
        "0470 12 34 5",
        "0470 12 34 567",
        "12",
        "abc",
        "0470 12 34 56 / 0471 23",
        "101",
        "4,70123E+08",
        "jan@mail.example",
    ],
)
def test_a_number_that_cannot_be_is_refused(cell: str) -> None:
    assert read_phones(cell) is None


@pytest.mark.parametrize(
    ("cell", "addresses"),
    [
        ("Jan@Mail.example", ["jan@mail.example"]),
        ("a@b.example;c@d.example", ["a@b.example", "c@d.example"]),
        ("a@b.example en c@d.example.", ["a@b.example", "c@d.example"]),
        ("a@b.example / c@d.example", ["a@b.example", "c@d.example"]),
        ('"Peeters, Jan" <jan@mail.example>', ["jan@mail.example"]),
        ("mailto:jan@mail.example", ["jan@mail.example"]),
        ("Jan: jan@mail.example (werk)", ["jan@mail.example"]),
        ("jan@müller.example", ["jan@müller.example"]),
    ],
)
def test_addresses_come_out_of_their_trimmings(cell: str, addresses: list[str]) -> None:
    read = read_emails(cell)
    assert read
    assert list(read.addresses) == addresses


@pytest.mark.parametrize(
    "cell",
    [
        "jan@mail",
        "jan@",
        "jan.mail.example",
        "jan@@mail.example",
        "jan peeters@mail.example",
        "jan@mail,example",
        "rené@mail.example",
        "jan..p@mail.example",
        "jan@mail .example",
    ],
)
def test_an_address_that_nobody_can_mail_to_is_refused(cell: str) -> None:
    assert read_emails(cell) is None
