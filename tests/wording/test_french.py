"""French: each label is found, and what looks like it passes."""

import pytest

from belfry.wording.types import Kind
from tests.wording.judging import labels

FAULTS = [
    ("La camionnette blanche est immatriculée 1-WFD-238.", "number_plate"),
    ("Le suspect est Kévin Delmotte, de Jumet.", "person_name"),
    ("L'auteur est connu sous le surnom de « Titi », fils de Roger Simonis.", "person_name"),
    ("Mme Debatty a vu deux hommes entrer chez elle.", "person_name"),
    ("Cambriolage hier rue de l'Église 12 à Spa.", "private_address"),
    ("Effraction au 27 rue des Prés à Amay.", "private_address"),
    ("Joignez la propriétaire au 0495 11 22 33.", "phone_number"),
    ("L'escroc écrit depuis livraison@colis-example.com.", "email_address"),
    ("Carte d'identité volée, numéro national 85.07.30-995.36.", "national_number"),
    ("Ne versez rien sur BE57 5390 0754 7135.", "iban"),
    ("Deux Roumaines sonnent aux portes, prévenez le 101.", "ethnic_or_religious_reason"),
    ("Le suspect a un fort accent slave.", "ethnic_or_religious_reason"),
    ("deux hommes type nord africain dans une audi", "ethnic_or_religious_reason"),
    ("Des gens du voyage se sont installés, surveillez vos garages.", "ethnic_or_religious_reason"),
    ("Retenez-le jusqu'à l'arrivée de la police.", "call_to_act"),
    ("N'hésitez pas à l'immobiliser.", "call_to_act"),
    ("Fouillez leurs sacs avant qu'ils ne partent.", "call_to_act"),
    ("on se retrouve a 21h pour patrouiller", "call_to_act"),
    ("Il paraît que le gérant est complice.", "opinion_or_rumour"),
    ("C'est sûrement encore cette racaille.", "opinion_or_rumour"),
    ("Ça ne m'étonnerait pas que ce soit le jardinier.", "opinion_or_rumour"),
    ("Votez pour la liste 4.", "politics"),
    ("Prions ensemble dimanche à 10 h.", "politics"),
    ("Non au centre pour réfugiés dans notre rue !", "politics"),
    ("Vends trottinette électrique, état neuf, 150 €.", "commerce"),
    ("Profitez de nos promotions sur les volets.", "commerce"),
    ("Demain ce sera votre tour !", "fear"),
    ("Plus personne n'est à l'abri.", "fear"),
    ("Nos voisins d'en face sont en Espagne pour deux semaines.", "discloses_empty_home"),
    ("La clé de la voisine est sous le pot de fleurs.", "discloses_empty_home"),
    ("L'ADN relevé correspond à celui d'un homme fiché.", "investigation_secrecy"),
    ("Demain matin, nous perquisitionnons chez le suspect.", "investigation_secrecy"),
    ("Partagez ce message un maximum sur Facebook.", "social_media_link"),
    ("Rejoignez notre groupe WhatsApp.", "social_media_link"),
]  # fmt: skip
CLEAN = [
    "Une camionnette Ford Transit blanche a été vue sur les lieux du vol.",
    "Le bureau de police déménage rue de la Station 54 à Rebecq.",
    "Votre coordinateur Bernard Piette vous invite à la réunion annuelle.",
    "Travaux boulevard Joseph Tirou, déviation par la rue Léopold.",
    "À la demande du parquet : Marie Hanquet (82 ans) a disparu lundi.",
    "Un restaurant turc a été cambriolé, la caisse a disparu.",
    "Plusieurs pneus ont été crevés rue du Maroc.",
    "À l'occasion du Black Friday, méfiez-vous des faux sites de vente.",
    "Ne poursuivez et ne retenez personne. Retenez ce que vous avez vu.",
    "La loi de 1934 interdit les milices privées et les patrouilles de citoyens.",
    "Bloquez votre carte bancaire et suivez les conseils de votre banque.",
    "La police patrouillera davantage ce mois-ci.",
    "Malheureusement, le vélo n'a pas été retrouvé.",
    "Le conseil de police a approuvé le budget.",
    "Les témoins sont invités à se manifester.",
    "Demandez un avis gratuit au conseiller en prévention vol.",
    "Vous avez un doute ? Ne vous mettez pas en danger, appelez le 101.",
    "Si vous partez en vacances, faites vider votre boîte aux lettres.",
    "Les propriétaires ont constaté le vol à leur retour de vacances.",
    "L'enquête se poursuit, nous ne pouvons en dire plus.",
    "Un escroc contacte des parents par WhatsApp. Ne versez rien.",
]  # fmt: skip
REPORTS = [
    ("Un homme est dans mon jardin, il essaie d'ouvrir la baie vitrée.", "urgent_now"),
    ("vite svp ils sont la maintenant dans la maison d'en face", "urgent_now"),
    ("On pourrait faire une ronde tous les soirs à quelques hommes.", "patrol_talk"),
    ("Cette nuit nous avons patrouillé à quatre voisins.", "patrol_talk"),
    ("2 marocain vus coin rue du village", "ethnic_only"),
    ("Une dame avec un voile est passée devant la maison.", "ethnic_only"),
    ("Les gens du numéro 18 vendent des choses volées.", "names_neighbour"),
    ("C'est le fils de la boulangère qui a tagué l'école.", "names_neighbour"),
    ("Le lampadaire de la rue de la Bruyère est en panne.", "municipal"),
    ("Des rats courent dans le parc.", "municipal"),
]  # fmt: skip
CLEAN_REPORTS = [
    "Hier entre 9 h et midi, on a essayé de forcer ma porte arrière.",
    "Ma voisine a vu un homme escalader son mur dimanche soir.",
    "Je promène mon chien tous les soirs et j'ai vu hier une porte forcée.",
    "Samedi, une Fiat blanche plaque 1-CRT-558 est passée trois fois.",
    "J'ai vu lundi un drone survoler les jardins vers 17 h.",
]


@pytest.mark.parametrize(("text", "label"), FAULTS)
def test_a_fault_is_found_in_a_message(text: str, label: str) -> None:
    assert label in labels(text, "fr")


@pytest.mark.parametrize("text", CLEAN)
def test_a_clean_message_passes(text: str) -> None:
    assert labels(text, "fr") == set()


@pytest.mark.parametrize(("text", "label"), REPORTS)
def test_a_fault_is_found_in_a_report(text: str, label: str) -> None:
    assert label in labels(text, "fr", Kind.SIGHTING)


@pytest.mark.parametrize("text", CLEAN_REPORTS)
def test_a_clean_report_passes(text: str) -> None:
    assert labels(text, "fr", Kind.SIGHTING) == set()
