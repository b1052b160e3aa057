"""Whole lists, as coordinators keep them."""

from belfry.lists.types import Row
from tests.lists.making import kinds, only, read


def test_a_list_with_titles_totals_notes_and_groups_gives_its_members_only() -> None:
    reading = read(
        "Ledenlijst BIN Meerstraat;;;;\n"
        "Coördinator: Bram De Smet, 0470 00 00 00;;;;\n"
        ";;;;\n"
        "Nr;Naam lid;Adres;Tel.;Mail adres\n"
        "1;Jan Peeters;Meerstraat 12, 9990 Klokdorp;0470123456;jan@mail.example\n"
        "Dorpsstraat;;;;\n"
        "2;Familie Claes;Dorpsstraat 1;n.v.t.;-\n"
        "Nr;Naam lid;Adres;Tel.;Mail adres\n"
        "3;Luc Maes;idem;geen;luc@mail.example\n"
        "4;;;;\n"
        "Totaal: 3;;;;\n"
        "Opgelet: deze lijst niet doorgeven!;;;;\n"
    )
    assert not reading.bad
    told = [(row.line, row.family_name, row.street, row.number) for row in reading.good]
    assert told == [
        (5, "Peeters", "Meerstraat", "12"),
        (7, "Claes", "Dorpsstraat", "1"),
        (9, "Maes", "Dorpsstraat", "1"),
    ]
    assert {doubt.line for doubt in reading.doubts} >= {6, 12}


def test_a_french_list_is_read_to_the_last_field() -> None:
    reading = read(
        "Nom,Prénom,Rue,N°,Bte,CP,Localité,Courriel,Portable,Téléphone fixe,Langue\r\n"
        "DUPONT,Éric,rue Haute,12,4,4990,Valclocher,Eric@mail.example,0470 12 34 56,04 345 67 89,FR\r\n",
        "cp1252",
    )
    assert reading.good == (
        Row(
            line=2,
            given_name="Éric",
            family_name="Dupont",
            emails=("eric@mail.example",),
            phones=("+32470123456", "+3243456789"),
            street="rue Haute",
            number="12",
            box="4",
            postcode="4990",
            municipality="Valclocher",
            language="fr",
        ),
    )


def test_a_german_list_of_shops_is_read() -> None:
    row = only(
        "Firma;Ansprechpartner;Straße u. Hausnr.;PLZ/Ort;Tel.-Nr.;Sprache\n"
        "Bäckerei Schmitz;Frau Anke Schmitz;Hauptstr. 5a;B-4999 Glockenheim;087/12 34 56;deutsch\n"
    )
    assert (row.organisation, row.given_name, row.family_name) == (
        "Bäckerei Schmitz",
        "Anke",
        "Schmitz",
    )
    assert (row.street, row.number, row.postcode) == ("Hauptstr.", "5a", "4999")
    assert (row.phones, row.language) == (("+3287123456",), "de")


def test_every_bad_cell_is_named_by_line_column_and_kind() -> None:
    reading = read(
        "Voornaam;Naam;E-mail;GSM;Straat;Nr;Postcode;Gemeente;Taal\n"
        "Jan;Peeters;jan@;0470;12;abc;ABCD;1234;xx\n"
        ";;an@mail.example;;;;;;\n"
        "An;Claes;an@mail.example;?;;;;;xx\n"
    )
    assert kinds(reading) == [
        (2, "E-mail", "email"),
        (2, "GSM", "phone"),
        (2, "Straat", "street"),
        (2, "Nr", "number"),
        (2, "Postcode", "postcode"),
        (2, "Gemeente", "municipality"),
        (3, "Voornaam", "name"),
    ]
    assert [(row.line, row.language) for row in reading.good] == [(4, "")]
    assert not any("jan@" in bad.reason for bad in reading.bad)


def test_without_headings_columns_are_told_by_what_stands_in_them() -> None:
    reading = read(
        "Peeters,Jan,Meerstraat,12,9990,Klokdorp,0470123456,jan@mail.example,NL\n"
        "De Smet,Marie,Meerstraat,14,9990,Klokdorp,0471123456,marie@mail.example,FR\n"
        "Claes,Luc,Dorp,3,9990,Klokdorp,,luc@,NL\n"
    )
    assert [
        (row.given_name, row.family_name, row.municipality, row.language) for row in reading.good
    ] == [
        ("Jan", "Peeters", "Klokdorp", "nl"),
        ("Marie", "De Smet", "Klokdorp", "fr"),
    ]
    assert kinds(reading) == [(3, "H", "email")]


def test_partners_in_columns_of_their_own_stay_in_one_row() -> None:
    reading = read(
        "Naam;Voornaam;Naam partner;Voornaam partner;GSM;GSM partner\n"
        "Peeters;Jan;Janssens;Marie;0470123456;0471123456\n"
        "Claes;Luc;;;0470123457;\n"
    )
    couple, single = reading.good
    assert (couple.given_name, couple.family_name) == ("Jan & Marie", "Peeters - Janssens")
    assert couple.phones == ("+32470123456", "+32471123456")
    assert (single.given_name, single.family_name) == ("Luc", "Claes")


def test_couples_in_two_columns_stay_in_one_row() -> None:
    row = only("Naam;Voornaam;E-mail\nPeeters/Claes;Jan en An;jan@mail.example\n")
    assert (row.given_name, row.family_name) == ("Jan & An", "Peeters - Claes")


def test_the_number_of_a_row_is_no_house_number() -> None:
    rows = "".join(f"{n};Jan{n} Maes;Dorp;{n * 2};a{n}@b.example\n" for n in (1, 2, 4, 5))
    reading = read("Nr;Naam;Straat;Nr;E-mail\n" + rows)
    assert [row.number for row in reading.good] == ["2", "4", "8", "10"]


def test_one_column_for_every_contact_is_sorted_out() -> None:
    row = only("Naam;Adres;Contact\nJan Peeters;Dorp 1;jan@mail.example - 0470 12 34 56\n")
    assert (row.emails, row.phones) == (("jan@mail.example",), ("+32470123456",))


def test_a_ragged_row_keeps_what_it_has() -> None:
    reading = read("Naam;E-mail;GSM;;\nJan Peeters;jan@mail.example\nAn Maes;;0470123456;;;;\n")
    assert [len(row.emails) + len(row.phones) for row in reading.good] == [1, 1]


def test_the_same_file_reads_the_same_twice() -> None:
    text = "Naam;E-mail\nJan Peeters;jan@mail.example\nJan Peeters;jan@mail.example\nAn;an@\n"
    assert read(text) == read(text)


def test_an_endless_cell_is_bad_and_quick() -> None:
    reading = read(
        "Naam;E-mail;Adres\nJan;jan@mail.example;" + "Dorp 1 " * 1000 + "\nAn;a@b.example;\n"
    )
    assert kinds(reading) == [(2, "Adres", "street")]


def test_a_second_part_with_headings_of_its_own_is_read_on() -> None:
    reading = read("Naam;GSM\n~ Jan 🌸;0470123456\n\nHandelaars;\nNaam;GSM\nAn Maes;0471123456\n")
    assert [(row.line, row.given_name) for row in reading.good] == [(2, "Jan"), (6, "An")]
