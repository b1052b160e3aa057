"""Which texts describe a person, so that a second officer reads them."""

import pytest

from belfry.wording.reviewing import describes_person

DESCRIBED = [
    ("nl", "Een man met een zwarte jas en een pet liep weg."),
    ("nl", "De dader droeg een donkere kap."),
    ("nl", "Iemand van ongeveer 30 jaar met een baard."),
    ("nl", "Een slanke vrouw, 1,70 meter groot, belde aan."),
    ("nl", "Ze waren gekleed in trainingspak."),
    ("fr", "Un homme portant une veste noire et une casquette."),
    ("fr", "Une femme d'une trentaine d'années, cheveux longs."),
    ("fr", "L'individu, de corpulence mince, mesurait environ 1,80 m."),
    ("fr", "Ils étaient vêtus de survêtements."),
    ("de", "Ein Mann mit dunkler Jacke und Mütze lief davon."),
    ("de", "Der Täter trug einen schwarzen Kapuzenpulli."),
    ("de", "Eine Frau, etwa 30 Jahre alt, mit Brille."),
    ("de", "Sie waren mit Jogginganzügen bekleidet."),
    ("en", "A man in a black jacket and a cap walked away."),
    ("en", "The thief was wearing a dark hoodie."),
    ("en", "A woman of about 30 years with long hair."),
    ("en", "He was 1.80 metres tall and slim."),
]
PLAIN = [
    ("nl", "Vannacht is een tuinhuis opengebroken. Er werd gereedschap meegenomen."),
    ("nl", "Twee mensen bellen aan en vragen om de meter te zien. Laat niemand binnen."),
    ("nl", "Een grijze bestelwagen reed traag door de straat."),
    ("fr", "Quatre camionnettes ont été forcées. Des outils ont été volés."),
    ("fr", "Quelqu'un est venu par la piste cyclable et a coupé des cadenas."),
    ("de", "Jemand kam über den Radweg und hat Vorhängeschlösser aufgeschnitten."),
    ("de", "Ein grauer Lieferwagen fuhr langsam durch die Straße."),
    ("en", "Somebody came along the cycle path and cut padlocks."),
    ("en", "Lock your shed and leave a lamp on."),
]


@pytest.mark.parametrize(("language", "text"), DESCRIBED)
def test_what_somebody_looks_like_is_seen(language: str, text: str) -> None:
    assert describes_person(text, language)


@pytest.mark.parametrize(("language", "text"), PLAIN)
def test_acts_things_and_advice_describe_nobody(language: str, text: str) -> None:
    assert not describes_person(text, language)
