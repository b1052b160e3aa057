import pytest

from belfry.wording.types import ZoneWords
from tests.wording.judging import found, labels


@pytest.mark.parametrize(
    "plate",
    [
        "1-ABC-123", "1ABC123", "1 ABC 123", "1abc123", "2-bcd-345", "T-XAB-123", "O-BCD-123",
        "AB-123-CD", "GX-519-J", "12-XKB-4", "38-TGB-6", "XX-99-XX", "AC-XY 123", "K-LM 9082",
    ],
)  # fmt: skip
def test_plates_that_nothing_else_looks_like_are_found_alone(plate: str) -> None:
    assert found(f"Gezien in de Kerkstraat: {plate}, bel 101.") == {"number_plate": plate}


@pytest.mark.parametrize("plate", ["ABC-123", "AB 1234", "AC XY 1234", "FG 482 KL", "1 abc 123"])
def test_plates_that_may_be_something_else_need_a_vehicle_beside_them(plate: str) -> None:
    assert found(f"Een grijze wagen met plaat {plate} reed weg.") == {"number_plate": plate}


@pytest.mark.parametrize(
    "text",
    [
        "Dossier 12-ABC-2026 is afgesloten.",
        "Vergadering op 12-11-26 om 8 uur, bel 101.",
        "Op de E40 en de N9 is het druk, ook op de R0.",
        "De wagen werd gestolen op 12 MEI 2026.",
        "Referentie BIN-2026-014.",
        "Een zwarte BMW X5 en een Audi A4 werden gestolen.",
    ],
)
def test_file_numbers_roads_dates_and_models_are_no_plates(text: str) -> None:
    assert labels(text) == set()


@pytest.mark.parametrize(
    "number", ["85.07.30-033.28", "85073003328", "85 07 30 033 28", "85-07-30-033-28"]
)
def test_a_national_number_is_found_in_any_layout(number: str) -> None:
    assert found(f"Het nummer {number} staat op de kaart.") == {"national_number": number}


def test_eleven_digits_that_do_not_add_up_are_a_reference() -> None:
    assert labels("Vermeld de referentie 12345678901.") == set()


@pytest.mark.parametrize(
    "account",
    ["BE68 5390 0754 7034", "BE68539007547034", "NL91 ABNA 0417 1643 00", "DE89370400440532013000"],
)
def test_an_account_is_found_by_its_check_digits(account: str) -> None:
    assert found(f"Stort niets op {account}, dat is vals.") == {"iban": account}


def test_an_account_that_does_not_add_up_needs_the_word() -> None:
    assert labels("Artikel BE68 5390 0754 7035 is uitverkocht.") == set()
    assert labels("Rekening BE68 5390 0754 7035 is vals.") == {"iban"}


@pytest.mark.parametrize(
    "number",
    ["0475 12 34 56", "0475/12.34.56", "+32 475 12 34 56", "0032 475 123456", "+31 6 12345678"],
)
def test_a_phone_number_is_found_as_people_write_it(number: str) -> None:
    assert found(f"De man belt met {number} en vraagt geld.") == {"phone_number": number}


@pytest.mark.parametrize(
    "text",
    [
        "Bel 101 of 112, bij storm 1722.",
        "Card Stop: 078 170 170.",
        "Bel de politiezone op 09 123 45 67 voor wat niet dringend is.",
        "Van 01-12-2026 tot 05-01-2027.",
        "Child Focus: 116 000.",
    ],
)
def test_numbers_of_police_and_services_pass(text: str) -> None:
    assert labels(text) == set()


def test_a_mobile_number_beside_the_police_passes_only_on_the_zones_list() -> None:
    text = "Bel de wijkinspecteur op 0475 12 34 56."
    assert labels(text) == {"phone_number"}
    assert labels(text, zone=ZoneWords(phones=("+32 475/12.34.56",))) == set()


@pytest.mark.parametrize(
    "address",
    [
        "jan.wouters@example.be",
        "INFO.RING@EXAMPLE.BE",
        "jan (at) example.org",
        "farmer[at]example.net",
    ],
)
def test_an_address_of_a_person_is_found(address: str) -> None:
    assert found(f"Schrijf naar {address} als u iets weet.") == {"email_address": address}


@pytest.mark.parametrize(
    "text",
    [
        "Mail pz.klokdorp@police.belgium.eu.",
        "Stuur valse berichten door naar verdacht@safeonweb.be.",
        "Today at 4.40 pm the road is closed.",
    ],
)
def test_mailboxes_of_the_police_pass(text: str) -> None:
    assert labels(text) == set()


def test_a_mailbox_on_the_zones_list_passes() -> None:
    text = "Mail bin.meerstraat@example.org."
    assert labels(text) == {"email_address"}
    assert labels(text, zone=ZoneWords(emails=("BIN.Meerstraat@example.org",))) == set()


@pytest.mark.parametrize(
    "link",
    [
        "https://www.facebook.com/groups/buurt.example", "facebook.com/wijkinfo", "wa.me/message/AB12",
        "https://chat.whatsapp.com/AbCdEf123456", "t.me/buurt", "instagram.com/wijk",
    ],
)  # fmt: skip
def test_a_link_to_social_media_is_found(link: str) -> None:
    assert found(f"Meer op {link}") == {"social_media_link": link}


def test_other_websites_pass() -> None:
    assert labels("Surf naar www.besafe.be of police-on-web.be.") == set()
