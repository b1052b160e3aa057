import pytest

from belfry.inbound.words import order


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("STOP", "stop"),
        (" stop. ", "stop"),
        ("Arrêt svp", "stop"),
        ("ARRÊTER", "stop"),
        ("Stopp!", "stop"),
        ("Uitschrijven a.u.b.", "stop"),
        ("désabonner", "stop"),
        ("Abmelden bitte", "stop"),
        ("unsubscribe me please", "stop"),
        ("uit", "stop"),
        ("Aus", "stop"),
        ("start", "start"),
        ("Début", "start"),
        ("aan", "start"),
        ("Je voudrais me désabonner", "stop"),
        ("Graag uitschrijven aub", "stop"),
        ("Ich möchte mich abmelden", "stop"),
        ("Please stop", "stop"),
        ("Stopcontact", None),
        ("Ik wil u bedanken", None),
        ("Er staat een man te stoppen", None),
        ("", None),
        ("👍", None),
    ],
)
def test_a_word_is_understood_in_every_language(text: str, meant: str | None) -> None:
    assert order(text) == meant


@pytest.mark.parametrize(
    "text",
    [
        "Aan de overkant staat een witte bestelwagen",
        "An der Ecke steht ein Lieferwagen",
        "Uit de auto stapten twee mannen",
        "Fin de l'alerte ?",
        "Stop, er wordt bij de buren ingebroken, ik zie twee mannen",
    ],
)
def test_a_sentence_that_only_begins_so_is_no_order(text: str) -> None:
    assert order(text) is None
