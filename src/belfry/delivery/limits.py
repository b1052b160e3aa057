"""Limits that hold across machines and restarts: credits of suppliers, broadcasts of one sender."""

from datetime import datetime
from typing import Final
from uuid import UUID

from psycopg import Connection

from belfry.delivery.channels.contract import Grant
from belfry.delivery.line import Line

OTHERS_AN_HOUR: Final = 30
URGENT_AN_HOUR: Final = 10


def take(connection: Connection, name: str, rate: float, most: int, *, urgent: bool) -> Grant:
    """Take up to `most` credits of the limit `name`, which gives `rate` a second."""
    raise NotImplementedError


class LedgerCredits:
    """`contract.Credits` on a dispatcher's own connection."""

    def __init__(self, line: Line) -> None:
        """Use the line only when asked for credits, in the thread that asks."""
        self._line = line

    def take(self, name: str, rate: float, most: int, *, urgent: bool) -> Grant:
        """Take up to `most` credits; none, without an error, while the database does not answer."""
        raise NotImplementedError


def check_hourly(sender: UUID, *, urgent: bool, now: datetime) -> bool:
    """Count a broadcast of a sender in this hour; raise TooManyThisHour above 30 that are not urgent.

    An urgent one is never refused, but False is returned above 10 so that an alarm can be raised.
    """
    raise NotImplementedError
