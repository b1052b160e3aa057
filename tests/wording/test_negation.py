import pytest

from tests.wording.judging import labels

ORDERS = [
    ("Volg de wagen.", "nl"), ("Hou hem tegen tot de politie er is.", "nl"),
    ("Aarzel niet om hem te volgen.", "nl"), ("Niet wachten, volg die man.", "nl"),
    ("Laat de dief niet ontsnappen.", "nl"), ("Maak foto's van iedereen.", "nl"), ("Follow the van.", "en"), ("Hold him until the police arrive.", "en"),
    ("Do not hesitate to follow him.", "en"), ("Do not wait, follow the car.", "en"),
]  # fmt: skip
ADVICE = [
    ("Volg de wagen niet, bel 101.", "nl"), ("Hou niemand tegen.", "nl"), ("Geen patrouilles a.u.b.", "nl"),
    ("De wet van 1934 verbiedt patrouilles van burgers.", "nl"), ("Zelf ingrijpen is verboden.", "nl"),
    ("Achtervolg of fotografeer niemand.", "nl"), ("Do not follow, stop or photograph anyone.", "en"),
    ("Never chase a burglar.", "en"), ("A citizens' guard is forbidden in Belgium.", "en"),
    ("Please no patrols of your own.", "en"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "language"), ORDERS)
def test_an_order_is_found_also_beside_a_not_that_is_none(text: str, language: str) -> None:
    assert "call_to_act" in labels(text, language)


@pytest.mark.parametrize(("text", "language"), ADVICE)
def test_advice_not_to_act_is_clean(text: str, language: str) -> None:
    assert labels(text, language) == set()
