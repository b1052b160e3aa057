"""Belgian wall-clock time: UTC in the database, Europe/Brussels for people."""

from datetime import UTC, datetime, time, timedelta
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
    here = local(instant)
    clock = here.time().replace(tzinfo=None)
    wraps = end < start
    inside = (clock >= start or clock < end) if wraps else start <= clock < end
    if not inside:
        return instant
    day = here.date() + timedelta(days=1 if wraps and clock >= start else 0)
    # The round trip through UTC moves a time inside the spring gap behind it.
    return datetime.combine(day, end, tzinfo=BRUSSELS).astimezone(UTC)
