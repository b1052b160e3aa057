from belfry.wording.types import ZoneWords
from tests.wording.judging import labels

TEXT = "Volg de wagen in de Kerkstraat."


def test_a_word_that_the_zone_allows_passes() -> None:
    assert labels(TEXT) == {"call_to_act"}
    assert labels(TEXT, zone=ZoneWords(allowed=("volg de wagen",))) == set()


def test_a_word_that_the_zone_forbids_is_found_also_when_negated() -> None:
    zone = ZoneWords(forbidden=("hangjongere*",))
    assert labels("Geen hangjongeren gezien.", zone=zone) == {"zone_word"}


def test_one_zones_words_are_not_anothers() -> None:
    labels(TEXT, zone=ZoneWords(allowed=("volg de wagen",)))
    assert labels(TEXT) == {"call_to_act"}
