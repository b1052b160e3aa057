"""Which days are working days in Belgium, against the list that the law gives."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from belfry.core.working_days import is_working_day, next_working_day

# The ten public holidays of the law of 4 January 1974; Easter moves five of the dates from year to year.
HOLIDAYS = [
    *("2026-01-01", "2026-04-06", "2026-05-01", "2026-05-14", "2026-05-25"),
    *("2026-07-21", "2026-08-15", "2026-11-01", "2026-11-11", "2026-12-25"),
    *("2027-01-01", "2027-03-29", "2027-05-01", "2027-05-06", "2027-05-17"),
    *("2027-07-21", "2027-08-15", "2027-11-01", "2027-11-11", "2027-12-25"),
    # The latest Easter of this century, and an early one.
    *("2038-04-26", "2038-06-03", "2038-06-14", "2035-03-26", "2035-05-03", "2035-05-14"),
]


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize("holiday", HOLIDAYS)
def test_nobody_works_on_a_public_holiday(holiday: str) -> None:
    assert not is_working_day(day(holiday))


def test_a_year_has_no_other_days_off_than_weekends_and_the_ten_of_the_law() -> None:
    first = date(2026, 1, 1)
    days = [first + timedelta(days=number) for number in range(365)]
    off = {one for one in days if one.weekday() < 5 and not is_working_day(one)}
    assert off == {day(one) for one in HOLIDAYS[:10] if day(one).weekday() < 5}


@pytest.mark.parametrize(
    ("after", "n", "expected"),
    [
        ("2026-11-24", 1, "2026-11-25"),
        # Friday, Saturday and Sunday all lead to Monday.
        ("2026-11-27", 1, "2026-11-30"),
        ("2026-11-28", 1, "2026-11-30"),
        ("2026-11-29", 1, "2026-11-30"),
        # Good Friday is a working day; Easter Monday is none.
        ("2026-04-02", 1, "2026-04-03"),
        ("2026-04-03", 1, "2026-04-07"),
        ("2026-07-20", 1, "2026-07-22"),
        # Ascension is a Thursday, and the Friday after it a working day.
        ("2026-05-13", 1, "2026-05-15"),
        # Christmas on a Friday, and New Year.
        ("2026-12-24", 1, "2026-12-28"),
        ("2026-12-31", 1, "2027-01-04"),
        ("2026-12-30", 2, "2027-01-04"),
        ("2026-11-24", 5, "2026-12-01"),
    ],
)
def test_the_next_working_day_leaves_out_weekends_and_holidays(
    after: str, n: int, expected: str
) -> None:
    assert next_working_day(day(after), n) == day(expected)


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(1, 10))
def test_between_a_day_and_its_next_working_day_lie_only_days_off(after: date, n: int) -> None:
    found = next_working_day(after, n)
    between = [after + timedelta(days=one) for one in range(1, (found - after).days + 1)]
    assert is_working_day(found)
    assert sum(map(is_working_day, between)) == n
