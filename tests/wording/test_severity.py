"""What is stopped and what is only pointed out: one word proves less than a phrase."""

import pytest

from belfry.wording.reviewing import review
from belfry.wording.types import Kind, Severity


def severities(text: str, language: str = "nl") -> dict[str, str]:
    return {finding.label: finding.severity for finding in review(text, language)}


@pytest.mark.parametrize(
    ("text", "language", "label"),
    [
        ("De tombola van de club is zondag in de school.", "nl", "commerce"),
        ("Bonne chance aux candidats de dimanche.", "fr", "politics"),
    ],
)
def test_one_word_that_proves_little_is_pointed_out(text: str, language: str, label: str) -> None:
    assert severities(text, language)[label] == Severity.WARN


@pytest.mark.parametrize(
    ("text", "language", "label"),
    [
        ("Patrouilleer mee vanavond.", "nl", "call_to_act"),
        ("Zigeuners gezien.", "nl", "ethnic_or_religious_reason"),
        ("Stem op lijst 5 bij de verkiezingen.", "nl", "politics"),
        ("De PVDA is er zaterdag.", "nl", "politics"),
        ("Koop nu uw alarm met 20 % korting.", "nl", "commerce"),
    ],
)
def test_what_says_enough_is_stopped(text: str, language: str, label: str) -> None:
    assert severities(text, language)[label] == Severity.BLOCK


def test_two_topics_that_meet_are_a_warning() -> None:
    assert severities("Onze yogales op dinsdag kost 90 euro.")["commerce"] == Severity.WARN


def test_a_broad_hint_counts_where_nothing_else_was_found() -> None:
    lamp = review("De straatlamp aan de kerk doet raar.", "nl", Kind.SIGHTING)
    help_wanted = review("Help, er ligt een kind in de vijver!", "nl", Kind.SIGHTING)
    assert [(one.label, one.severity) for one in lamp] == [("municipal", Severity.WARN)]
    assert {one.label for one in help_wanted} == {"urgent_now"}
