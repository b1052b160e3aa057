"""Whether pages say that what they show is a copy; looked up once a minute, not for every page."""

import contextlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from django.db import DatabaseError

from belfry.core.mode import is_copy

# A database becomes a copy, or a home again, by a command beside the processes that show pages.
KNOWN_FOR: Final = timedelta(minutes=1)
NEVER: Final = datetime.min.replace(tzinfo=UTC)


@dataclass
class Sight:
    """What was seen of the database last."""

    is_copy: bool = False
    known_until: datetime = NEVER

    def shows_copy(self, *, now: datetime) -> bool:
        """Whether the database is a copy, as seen within the last minute; one that is away counts as before."""
        if now >= self.known_until:
            self.known_until = now + KNOWN_FOR
            with contextlib.suppress(DatabaseError):
                self.is_copy = is_copy()
        return self.is_copy


SIGHT: Final = Sight()
