"""Belgian wall-clock time: UTC in the database, Europe/Brussels for people."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

BRUSSELS = ZoneInfo("Europe/Brussels")


def local(instant: datetime) -> datetime:
    """Return the instant as Belgian wall-clock time."""
    return instant.astimezone(BRUSSELS)


def after_quiet(instant: datetime, start: time | None, end: time | None) -> datetime:
    """Return `instant`, or the end (UTC) of the quiet window that it falls in.

    The window is wall-clock time in Belgium and may wrap past midnight; equal ends mean none. In the
    gap of spring a clock time that does not exist becomes the first that does; in the fold of autumn
    its first occurrence counts.
    """
    if start is None or end is None or start == end:
        return instant
    today = local(instant).date()
    for day in (today - timedelta(days=1), today):
        last_day = day + timedelta(days=1) if end < start else day
        if _moment(day, start) <= instant < (over := _moment(last_day, end)):
            return over
    return instant


def _moment(day: date, clock: time) -> datetime:
    """Return when (UTC) a Belgian clock first shows `clock` or later on that day."""
    moment = datetime.combine(day, clock, tzinfo=BRUSSELS).astimezone(UTC)
    if local(moment).time() == clock:
        return moment
    # Inside the gap, which is one hour long and begins on the hour: its end is the first that exists.
    return moment.replace(minute=0, second=0, microsecond=0)
