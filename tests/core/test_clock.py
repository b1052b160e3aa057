"""Quiet hours on the Belgian clock, on the two days it changes and around midnight."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from belfry.core.clock import BRUSSELS, after_quiet, local

EVENING, MORNING = time(22), time(7)


def at(text: str) -> datetime:
    """Return the instant of a text in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("instant", "start", "end", "expected"),
    [
        # Winter: Belgium is an hour ahead; the window wraps past midnight.
        ("2026-01-10 20:59", EVENING, MORNING, "2026-01-10 20:59"),
        ("2026-01-10 21:00", EVENING, MORNING, "2026-01-11 06:00"),
        ("2026-01-10 23:30", EVENING, MORNING, "2026-01-11 06:00"),
        ("2026-01-11 05:59", EVENING, MORNING, "2026-01-11 06:00"),
        ("2026-01-11 06:00", EVENING, MORNING, "2026-01-11 06:00"),
        # A window inside one day, and one that ends at midnight.
        ("2026-01-10 12:00", time(12), time(14), "2026-01-10 13:00"),
        ("2026-01-10 22:30", time(20), time(0), "2026-01-10 23:00"),
        # Spring (29 March 2026): 02:00 to 03:00 does not exist.
        ("2026-03-28 22:00", EVENING, MORNING, "2026-03-29 05:00"),
        ("2026-03-29 00:30", EVENING, time(2, 30), "2026-03-29 01:00"),
        ("2026-03-29 01:10", EVENING, time(2, 30), "2026-03-29 01:10"),
        ("2026-03-29 01:10", time(2, 30), MORNING, "2026-03-29 05:00"),
        # Autumn (25 October 2026): 02:00 to 03:00 comes twice; the first counts.
        ("2026-10-24 21:00", EVENING, MORNING, "2026-10-25 06:00"),
        ("2026-10-25 00:10", EVENING, time(2, 30), "2026-10-25 00:30"),
        ("2026-10-25 01:10", EVENING, time(2, 30), "2026-10-25 01:10"),
        ("2026-10-25 01:10", time(2, 30), MORNING, "2026-10-25 06:00"),
    ],
)  # fmt: skip
def test_a_window_ends_on_the_belgian_clock(
    instant: str, start: time, end: time, expected: str
) -> None:
    assert after_quiet(at(instant), start, end) == at(expected)


@pytest.mark.parametrize(("start", "end"), [(None, None), (EVENING, None), (MORNING, MORNING)])
def test_no_window_delays_nothing(start: time | None, end: time | None) -> None:
    assert after_quiet(at("2026-01-10 23:00"), start, end) == at("2026-01-10 23:00")


CLOCKS = st.times(timezones=st.none()).map(lambda clock: clock.replace(second=0, microsecond=0))
DAYS = {"2026-01-01": 365, "2026-03-28": 2, "2026-10-24": 2}
INSTANTS = st.one_of(
    *(st.tuples(st.just(first), st.integers(0, days * 24 * 60)) for first, days in DAYS.items())
).map(lambda told: at(told[0]) + timedelta(minutes=told[1]))


@given(INSTANTS, CLOCKS, CLOCKS)
@example(at("2026-10-25 01:10"), EVENING, time(2, 30))
def test_the_end_is_never_before_the_instant_and_never_quiet_itself(
    instant: datetime, start: time, end: time
) -> None:
    over = after_quiet(instant, start, end)
    assert instant <= over <= instant + timedelta(hours=25)
    assert after_quiet(over, start, end) == over


@given(INSTANTS, CLOCKS, CLOCKS)
def test_outside_the_hours_that_change_the_clock_decides(
    instant: datetime, start: time, end: time
) -> None:
    here = local(instant)
    if {clock.hour for clock in (here.time(), start, end)} & {1, 2, 3}:
        return
    clock = here.time()
    inside = (clock >= start or clock < end) if end < start else start <= clock < end
    assert (after_quiet(instant, start, end) > instant) is inside
    if inside:
        assert after_quiet(instant, start, end).astimezone(BRUSSELS).time() == end
