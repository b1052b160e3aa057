"""Working days in Belgium: Monday to Friday, without the public holidays of the whole country.

The holidays are those that the library `holidays` knows (law of 4 January 1974); what one employer or
community gives besides is a working day here.
"""

from datetime import date, timedelta
from functools import cache
from typing import Final

# The library loads its countries at the first question, which would come in the middle of a press.
import holidays
import holidays.countries

SATURDAY: Final = 5
ONE_DAY: Final = timedelta(days=1)


def is_working_day(day: date) -> bool:
    """Whether people work on this day in Belgium."""
    return day.weekday() < SATURDAY and day not in _holidays(day.year)


def next_working_day(day: date, n: int = 1) -> date:
    """Return the `n`-th working day after a day, which itself does not count; `n` is 1 or more."""
    for _ in range(n):
        day += ONE_DAY
        while not is_working_day(day):
            day += ONE_DAY
    return day


@cache
def _holidays(year: int) -> frozenset[date]:
    # The library's own mapping fills in a year while others read it; threads need a whole one.
    return frozenset(holidays.country_holidays("BE", years=year))
