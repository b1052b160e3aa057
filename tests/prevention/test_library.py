"""The library: whole in four languages, short, calm, neutral, in its fixed order."""

import re
from collections import Counter
from collections.abc import Iterator

import pytest

from belfry.core.languages import Language
from belfry.networks.kinds import Phenomenon
from belfry.prevention.kinds import ForWhom, MeasureKind
from belfry.prevention.measures import measures_for, themes
from belfry.prevention.types import Measure
from tests.test_translations import FAMILIAR

SIZE = 40
LONGEST_SENTENCE = 140
LONGEST_TEXT = 320
SENTENCES = range(2, 5)
END_OF_SENTENCE = re.compile(r"\.(?: |$)")
# How an advice begins in each language, or the condition before it.
BIDS = {
    "fr": re.compile(r"\b\w+ez\b"),
    "de": re.compile(r"\b\w+n Sie\b"),
}
# Nothing is sold here, and nothing is done to anybody.
UNWANTED = re.compile(
    r"€|\beuro?s?\b|[™®!?]|https?:|www\.|@|\b(?:patrouill|patrol|streife)", re.IGNORECASE
)
# Words that a calm advice does not need.
FEARFUL = re.compile(
    r"\b(?:gevaarlijk|dader|bende|crimine|dangereu|malfaiteur|bande|gefährlich|täter|verbrecher|"
    r"danger|crimin|gang|thug)",
    re.IGNORECASE,
)
# The only numbers in the library: free of charge for nobody's profit, and the European one.
NUMBERS = {"078 170 170", "00800 2123 2123", "112"}


@pytest.fixture(params=Language.values)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def measures(language: str) -> list[Measure]:
    return [one for theme in themes(language) for one in theme.measures]


def wordings(language: str) -> Iterator[tuple[str, str]]:
    for one in measures(language):
        yield one.code, one.at_home
        yield one.code, one.text


def test_there_are_forty_measures_each_with_a_code_of_its_own(language: str) -> None:
    codes = [one.code for one in measures(language)]
    assert len(codes) == len(set(codes)) == SIZE


def test_every_measure_is_whole_in_every_language(language: str) -> None:
    assert [code for code, text in wordings(language) if not text.strip()] == []
    assert [theme.code for theme in themes(language) if not theme.name] == []


def test_no_language_is_a_copy_of_another() -> None:
    for texts in zip(*(wordings(one) for one in Language.values), strict=True):
        assert len({code for code, _ in texts}) == 1
        assert len({text for _, text in texts}) == len(Language)


def test_what_to_do_is_one_sentence_that_a_message_can_carry(language: str) -> None:
    wrong = [
        (one.code, len(one.at_home))
        for one in measures(language)
        if len(one.at_home) > LONGEST_SENTENCE
        or len(END_OF_SENTENCE.findall(one.at_home)) != 1
        or not one.at_home.endswith(".")
    ]
    assert wrong == []


def test_what_it_says_more_is_two_to_four_sentences(language: str) -> None:
    wrong = [
        (one.code, len(one.text))
        for one in measures(language)
        if len(one.text) > LONGEST_TEXT or len(END_OF_SENTENCE.findall(one.text)) not in SENTENCES
    ]
    assert wrong == []


def test_the_reader_is_addressed_formally(language: str) -> None:
    familiar = re.compile(rf"\b(?:{FAMILIAR.get(language, 'thou')})\b", re.IGNORECASE)
    assert [code for code, text in wordings(language) if familiar.search(text)] == []


@pytest.mark.parametrize("language", BIDS)
def test_what_to_do_is_said_as_an_advice(language: str) -> None:
    bids = BIDS[language]
    assert [one.at_home for one in measures(language) if not bids.search(one.at_home)] == []


def test_nothing_is_sold_shouted_or_asked_of_a_patrol(language: str) -> None:
    assert [code for code, text in wordings(language) if UNWANTED.search(text)] == []


def test_the_words_are_calm(language: str) -> None:
    assert [(code, text) for code, text in wordings(language) if FEARFUL.search(text)] == []


def test_it_names_no_number_but_those_that_serve_everybody(language: str) -> None:
    found = {number for _, text in wordings(language) for number in re.findall(r"\d[\d ]+\d", text)}
    assert found == NUMBERS


def test_what_to_do_holds_no_long_number(language: str) -> None:
    assert [one.code for one in measures(language) if re.search(r"\d{4}|\d \d", one.at_home)] == []


def test_french_has_no_sign_that_wants_a_blank_before_it() -> None:
    assert [code for code, text in wordings("fr") if re.search(r"[:;?!«»']", text)] == []


def test_only_the_words_differ_between_languages() -> None:
    plain = [
        [(one.code, one.phenomena, one.kind, one.for_whom, one.at_once) for one in measures(named)]
        for named in Language.values
    ]
    assert all(other == plain[0] for other in plain[1:])


@pytest.mark.parametrize("phenomenon", Phenomenon)
def test_advice_comes_in_the_fixed_order(phenomenon: Phenomenon, language: str) -> None:
    order = list(MeasureKind)
    places = [order.index(one.kind) for one in measures_for(phenomenon, language)]
    assert places == sorted(places)
    assert order == [MeasureKind.ORGANISATIONAL, MeasureKind.STRUCTURAL, MeasureKind.ELECTRONIC]


def test_a_theme_is_read_in_the_fixed_order_too(language: str) -> None:
    order = list(MeasureKind)
    for theme in themes(language):
        places = [order.index(one.kind) for one in theme.measures]
        assert places == sorted(places)


@pytest.mark.parametrize("phenomenon", Phenomenon)
def test_each_phenomenon_has_something_for_an_urgent_message(phenomenon: Phenomenon) -> None:
    every = measures_for(phenomenon, "nl")
    urgent = measures_for(phenomenon, "nl", at_once=True)
    assert len(every) > 1
    assert urgent
    assert urgent == [one for one in every if one.at_once]
    assert all(phenomenon in one.phenomena for one in every)


def test_what_has_to_be_bought_or_built_is_not_for_an_urgent_message() -> None:
    later = {MeasureKind.STRUCTURAL, MeasureKind.ELECTRONIC}
    assert [one.code for one in measures("nl") if one.at_once and one.kind in later] == []


def test_every_kind_and_every_place_is_used() -> None:
    assert set(Counter(one.kind for one in measures("nl"))) == set(MeasureKind)
    assert set(Counter(one.for_whom for one in measures("nl"))) == set(ForWhom)


def test_sheds_have_three_things_to_do_for_a_request() -> None:
    codes = [one.code for one in measures_for("outbuilding_burglary", "nl", at_once=True)]
    assert codes == ["lock_every_time", "tools_locked_away", "after_a_break_in"]


def test_nothing_is_known_against_what_is_no_phenomenon() -> None:
    assert measures_for("", "nl") == []
    assert measures_for("weather", "nl") == []


def test_themes_come_in_the_order_that_their_files_give(language: str) -> None:
    assert [theme.code for theme in themes(language)] == [
        "burglary",
        "trick_theft",
        "fraud",
        "bicycles",
        "vehicles",
        "shops",
        "vandalism",
        "fire_co",
        "missing_person",
    ]
