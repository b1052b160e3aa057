"""The card "what to do now": fixed lines, in four languages, that never send anybody out."""

import re

import pytest

from belfry.core.languages import Language
from belfry.networks.kinds import BulletinClass, Phenomenon
from belfry.prevention.now_card import now_card
from tests.test_translations import FAMILIAR

ASKS_TO_ACT = (BulletinClass.ALERT, BulletinClass.WARNING, BulletinClass.REQUEST)
SILENT = sorted(set(BulletinClass) - set(ASKS_TO_ACT))
ABOUT = ["", *Phenomenon]
LONGEST_LINE = 85
MOST_LINES = 4
# The last line leaves it to police and fire brigade (H2).
LEAVES_IT = {
    "nl": re.compile(r"(?:[Kk]om|Ga) niet zelf"),
    "fr": re.compile(r"\b[Nn]\W(?:intervenez|allez) pas|\bNe (?:partez|cherchez) pas"),
    "de": re.compile(r"(?:[Gg]reifen|Suchen) Sie nicht selbst"),
    "en": re.compile(r"[Dd]o not (?:intervene|go searching) yourself"),
}


@pytest.fixture(params=Language.values)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.mark.parametrize("bulletin_class", ASKS_TO_ACT)
@pytest.mark.parametrize("phenomenon", ABOUT)
def test_a_card_is_short_names_a_number_and_ends_with_leaving_it_to_others(
    bulletin_class: str, phenomenon: str, language: str
) -> None:
    lines = now_card(bulletin_class, language, phenomenon=phenomenon)
    assert 1 < len(lines) <= MOST_LINES
    assert [line for line in lines if len(line) > LONGEST_LINE or not line.endswith(".")] == []
    assert re.search(r"\b(?:101|112)\b", " ".join(lines))
    assert LEAVES_IT[language].search(lines[-1])
    familiar = re.compile(rf"\b(?:{FAMILIAR.get(language, 'thou')})\b", re.IGNORECASE)
    assert not familiar.search(" ".join(lines))


@pytest.mark.parametrize("bulletin_class", ASKS_TO_ACT)
@pytest.mark.parametrize("phenomenon", ABOUT)
def test_the_languages_say_it_in_as_many_lines_and_never_the_same(
    bulletin_class: str, phenomenon: str
) -> None:
    cards = [
        now_card(bulletin_class, language, phenomenon=phenomenon) for language in Language.values
    ]
    for lines in zip(*cards, strict=True):
        assert len(set(lines)) == len(Language)


@pytest.mark.parametrize("bulletin_class", SILENT)
def test_what_asks_nobody_to_act_has_no_card(bulletin_class: str, language: str) -> None:
    assert now_card(bulletin_class, language, phenomenon="fire") == []


def test_an_alert_says_light_inside_call_and_do_not_intervene() -> None:
    assert now_card("alert", "en", phenomenon="home_burglary") == [
        "Put on a light.",
        "Stay inside and lock your doors.",
        "If you see or know more, call 101 at once.",
        "Do not intervene yourself and do not follow anybody.",
    ]
    assert now_card("alert", "en") == now_card("alert", "en", phenomenon="home_burglary")


def test_the_numbers_are_those_of_the_zone() -> None:
    burglary = now_card("alert", "nl", police_number="014 00 00 00")
    assert "Ziet of weet u meer, bel dan meteen 014 00 00 00." in burglary
    fire = now_card("alert", "nl", phenomenon="fire", help_number="014 11 11 11")
    assert "Hebt u hulp nodig of mist u iemand, bel dan 014 11 11 11." in fire


@pytest.mark.parametrize("phenomenon", ["fire", "carbon_monoxide"])
def test_gas_and_fire_are_the_fire_brigade_s(phenomenon: str, language: str) -> None:
    for bulletin_class in ("alert", "warning"):
        words = " ".join(now_card(bulletin_class, language, phenomenon=phenomenon))
        assert "112" in words
        assert "101" not in words


def test_nobody_is_told_to_stay_inside_where_gas_is() -> None:
    lines = now_card("alert", "en", phenomenon="carbon_monoxide")
    assert lines[:2] == ["Open doors and windows.", "Take everybody outside."]
