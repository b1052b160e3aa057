"""What headings mean, in the four languages and as people shorten them."""

import pytest

from belfry.lists.headers import Kind, understood
from tests.lists.making import read

MEANINGS = {
    Kind.NAME: "Naam|Naam lid|NOM|Name|Nom du membre|Naam en voornaam|Nom et prénom|Naam/Nom|Naam / Firma",
    Kind.GIVEN_NAME: "Voornaam|Prénom|Vorname|First Name|VOORN.|Voornaam/Prénom",
    Kind.FAMILY_NAME: "Achternaam|Fam.naam|Nom de famille|Familienname|Nachname|Surname",
    Kind.ORGANISATION: "Zaak|Naam zaak|Firma|Bedrijf|Société|Enseigne|Geschäft|Raison sociale",
    Kind.EMAIL: "E-mail|Mail adres|E-mailadres(sen)|Courriel|Adresse e-mail|E-Mail-Adresse|Adresse électronique",
    Kind.PHONE: "GSM|Gsm-nummer|Tel.|Tél.|Telefoon thuis|N° de téléphone|Téléphone fixe|Portable|Handy|Telefon|G.S.M.",
    Kind.CONTACT: "Tel/e-mail|GSM + mail|Contactgegevens|Coordonnées",
    Kind.STREET: "Straat|Straat + nr|Adres|Adres (straat en nr)|Rue, n°|Straße|Anschrift|Adresse + CP + localité",
    Kind.NUMBER: "Huisnr|Nr.|N°|Hausnr.|Numéro|Huis-\nnummer",
    Kind.BOX: "Bus|Bte|Boîte|Bus/Boîte",
    Kind.POSTCODE: "PC|Postcode|CP|Code postal|PLZ|Address 1 - Postal Code",
    Kind.MUNICIPALITY: "Gemeente|Woonplaats|Localité|Commune|Ort|Gemeinde|Gemeente/Commune",
    Kind.TOWN: "Postcode + gemeente|PLZ/Ort|CP Localité",
    Kind.LANGUAGE: "Taal|Langue|Sprache|Taal/Langue",
    Kind.IGNORED: "Lidnummer|Opmerkingen|Lid sinds|Geburtsort|Datum e-mail|Toestemming adres",
}


@pytest.mark.parametrize(
    ("heading", "kind"),
    [(heading, kind) for kind, headings in MEANINGS.items() for heading in headings.split("|")],
)
def test_a_heading_means_what_a_neighbour_would_say(heading: str, kind: Kind) -> None:
    found = understood(heading)
    assert found
    assert found.kind is kind


@pytest.mark.parametrize("heading", ["Naam partner", "GSM partner", "Prénom conjoint", "Naam 2"])
def test_a_partners_column_is_told_apart(heading: str) -> None:
    found = understood(heading)
    assert found
    assert found.second


@pytest.mark.parametrize("heading", ["Kolom3", "", "Jan Peeters", "Zwembad"])
def test_an_unknown_heading_means_nothing(heading: str) -> None:
    assert understood(heading) is None


def test_a_row_with_an_address_never_says_the_headings_again() -> None:
    reading = read("Naam;E-mail\nJan Peeters;jan@mail.example\nFamilie 2;lid2@mail.example\n")
    assert [row.line for row in reading.good] == [2, 3]
