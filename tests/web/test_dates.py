"""Dates as each language writes them, always with the weekday, by the Belgian clock."""

from datetime import UTC, datetime, time

import pytest
from django.utils import translation

from belfry.web.templatetags.belfry import clock, day, moment

# One hour past midnight in Belgium, still July by UTC.
FIRST = datetime(2026, 7, 31, 23, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("nl", "zaterdag 1 augustus 2026, 01.05 uur"),
        ("fr", "samedi 1er août 2026, 1 h 05"),
        ("de", "Samstag, 1. August 2026, 1:05 Uhr"),
        ("en", "Saturday 1 August 2026, 01:05"),
    ],
)
def test_a_moment_is_written_as_the_reader_writes_it(language: str, expected: str) -> None:
    with translation.override(language):
        assert moment(FIRST) == expected
        assert day(FIRST) == expected.rpartition(",")[0]


def test_only_the_first_day_of_a_month_is_an_ordinal_in_french() -> None:
    with translation.override("fr"):
        assert day(FIRST.replace(day=21)) == "mercredi 22 juillet 2026"
        assert clock(time(22, 0)) == "22 h 00"
