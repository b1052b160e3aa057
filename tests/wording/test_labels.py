"""One table per label: what must be found, and what only looks like it."""

import pytest

from belfry.wording.types import Kind
from tests.wording.judging import labels

FOUND = {
    "ethnic_or_religious_reason": [
        ("nl", "Twee Noord-Afrikaanse mannen bellen aan."),
        ("nl", "Man van allochtone afkomst loopt rond."),
        ("nl", "Verdachte vrouw met hoofddoek in de wijk."),
        ("nl", "drie marokanen gezien"),
        ("en", "Two men of North African origin are ringing doorbells."),
        ("en", "Gypsies are back, keep your doors locked."),
    ],
    "call_to_act": [
        ("nl", "Jaag ze weg als ze terugkomen."),
        ("nl", "Leg een honkbalknuppel naast uw bureau."),
        ("nl", "Wie helpt vanavond mee met de nachtwacht?"),
        ("en", "Park your cars across the lane so they cannot get out."),
        ("en", "Ask strangers for their identity card."),
    ],
    "opinion_or_rumour": [
        ("nl", "Er wordt gefluisterd dat het de nieuwe huurder was."),
        ("nl", "Wat een lafaards, die dieven."),
        ("nl", "Volgens mij zijn het dezelfden."),
        ("en", "Rumour has it that the new tenant did it."),
        ("en", "I think it is the same gang."),
    ],
    "politics": [
        ("nl", "Stem op 9 juni op Vlaams Belang."),
        ("nl", "Teken de petitie tegen het asielcentrum."),
        ("nl", "Kom naar de gebedsavond voor een veilige buurt."),
        ("en", "Give our candidate your vote."),
        ("en", "Come to our Bible study on Sunday."),
    ],
    "commerce": [
        ("nl", "Wij plaatsen camera's vanaf 199 euro."),
        ("nl", "Leden krijgen 15 % korting op alarmen."),
        ("nl", "Te koop: tweedehands kluis, 150 euro."),
        ("en", "Order your security camera in our online shop."),
        ("en", "Our meeting is sponsored by garage Autoland."),
    ],
    "fear": [
        ("nl", "Niemand is nog veilig in onze wijk."),
        ("nl", "Een golf van terreur overspoelt ons dorp."),
        ("en", "Today it was your neighbour, tomorrow it will be you."),
        ("en", "It is only a matter of time before they strike."),
    ],
    "discloses_empty_home": [
        ("nl", "Het gezin in de Lindelaan is tot eind augustus in Frankrijk."),
        ("nl", "De villa op de hoek staat momenteel leeg."),
        ("en", "The family in the corner house is on holiday until 15 August."),
        ("en", "The villa at the end of the lane is unoccupied."),
    ],
    "investigation_secrecy": [
        ("nl", "Morgen is er een huiszoeking bij de verdachte."),
        ("nl", "Zijn telefoon wordt afgeluisterd."),
        ("nl", "De verdachte bekende tijdens het verhoor."),
        ("en", "DNA traces were found and are being compared."),
        ("en", "An informant gave us the name."),
    ],
    "social_media_link": [
        ("nl", "Deel dit op Facebook."),
        ("nl", "Reageer in de WhatsAppgroep van de wijk."),
        ("en", "Follow us on Instagram."),
    ],
}
CLEAN = [
    ("nl", "Het Turks restaurant en de Poolse winkel kregen bezoek van inbrekers."),
    ("nl", "Man met zwarte pet, zwarte jas en witte schoenen."),
    ("nl", "De brochure bestaat ook in het Arabisch, Turks en Pools."),
    ("nl", "De politie achtervolgde de wagen tot in Lokeren."),
    ("nl", "De politie patrouilleert deze maand vaker in de wijk."),
    ("nl", "Neem foto's van uw juwelen en noteer de serienummers."),
    ("nl", "Volg de omleiding via de ring."),
    ("nl", "De gemeenteraad keurde de premie goed."),
    ("nl", "De premie bedraagt 25 % met een maximum van 300 euro."),
    ("nl", "Bij Coolblue werden laptops gestolen."),
    ("nl", "Geen reden tot paniek: het was een vals alarm."),
    ("nl", "Gaat u op vakantie? Vraag toezicht aan bij de politie."),
    ("nl", "De bewoners waren met vakantie toen er werd ingebroken."),
    ("nl", "Het onderzoek loopt. Meer kunnen we nu niet zeggen."),
    ("nl", "Oplichters sturen berichten via WhatsApp en doen zich voor als uw dochter."),
    ("nl", "Deel dit bericht niet op sociale media."),
    ("en", "A German shepherd and a Persian rug were stolen."),
    ("en", "The police followed the car to Ghent and stopped it."),
    ("en", "Take photographs of your jewellery."),
    ("en", "The town council approved the grant."),
    ("en", "The loot is worth 3000 euros."),
    ("en", "No reason to panic: it was a false alarm."),
    ("en", "Going on a trip? Ask for the absence watch."),
    ("en", "The investigation continues. We will tell you more when we may."),
    ("en", "Scammers send WhatsApp messages and pretend to be your daughter."),
]
REPORTED = {
    "urgent_now": [
        ("nl", "Er zijn nu inbrekers bij de buren."),
        ("nl", "Vijf minuten geleden sloeg iemand een ruit in."),
        ("en", "Someone is breaking in, they are inside."),
    ],
    "patrol_talk": [
        ("nl", "We houden om beurten de wacht in onze straat."),
        ("nl", "Ik stel een burgerwacht voor."),
        ("en", "We could walk through the estate in pairs every evening."),
    ],
    "ethnic_only": [
        ("nl", "Er stonden Marokkaanse jongeren aan het park."),
        ("en", "I saw a black man in our street."),
    ],
    "names_neighbour": [
        ("nl", "Mijn buurman dealt drugs."),
        ("nl", "De mensen van nummer 18 verkopen gestolen spullen."),
        ("en", "Mrs Paquet scratched my car."),
    ],
    "municipal": [
        ("nl", "De straatlamp aan de kerk werkt niet."),
        ("nl", "Er ligt weer vuilnis naast de glasbak."),
        ("en", "There is a large pothole in the road."),
    ],
}
REPORTED_CLEAN = [
    ("nl", "Gisteren werd er bij mij ingebroken, de ruit is stuk."),
    ("nl", "Een man van Afrikaanse afkomst probeerde mijn deur te openen, hij droeg een rode jas."),
    ("nl", "Mijn buurman zag een witte bestelwagen met plaat 1-ABC-123."),
    ("nl", "Kan de politie vaker patrouilleren in onze straat?"),
    ("nl", "De dief klom zondag via de vuilbak op het afdak."),
    ("en", "My neighbour saw a white van."),
    ("en", "While jogging on Monday I noticed that the lock was broken."),
    ("en", "Could the police patrol more often in our street?"),
]


def rows(table: dict[str, list[tuple[str, str]]]) -> list[tuple[str, str, str]]:
    return [(label, *row) for label, told in table.items() for row in told]


@pytest.mark.parametrize(("label", "language", "text"), rows(FOUND))
def test_what_may_not_pass_is_found_under_its_label(label: str, language: str, text: str) -> None:
    assert label in labels(text, language)


@pytest.mark.parametrize(("language", "text"), CLEAN)
def test_what_only_looks_like_it_passes(language: str, text: str) -> None:
    assert labels(text, language) == set()


@pytest.mark.parametrize(("label", "language", "text"), rows(REPORTED))
def test_what_a_member_should_not_report_is_found(label: str, language: str, text: str) -> None:
    assert label in labels(text, language, Kind.SIGHTING)


@pytest.mark.parametrize(("language", "text"), REPORTED_CLEAN)
def test_a_sober_report_passes(language: str, text: str) -> None:
    assert labels(text, language, Kind.SIGHTING) == set()
