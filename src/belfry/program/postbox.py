"""The postbox of a worker: applies what suppliers tell, twice a second, in a thread of its own.

Apart from the senders and from the jobs, so that neither waits for the other (dispatch, 5.10).
"""

import logging
import threading
import time
from typing import Final

import psycopg
from django.utils import timezone

from belfry.delivery.inbox import apply_events
from belfry.delivery.line import Line

logger = logging.getLogger(__name__)

LOOK_SECONDS: Final = 0.5
DATABASE_PAUSE_SECONDS: Final = 2.0


class Postbox:
    """`start` empties the inbox again and again; it ends with the process."""

    def __init__(self) -> None:
        """Open nothing yet."""
        self._line = Line("belfry receipts")

    def start(self) -> None:
        """Begin in a thread."""
        threading.Thread(target=self._keep_emptying, name="receipts", daemon=True).start()

    def _keep_emptying(self) -> None:
        while True:
            time.sleep(self.empty())

    def empty(self) -> float:
        """Apply what is due; return the seconds until the next look."""
        try:
            while apply_events(self._line, now=timezone.now()):
                pass
        except psycopg.Error as error:
            # The class tells what happened; the text may hold the values of a row.
            logger.warning(
                "Receipts wait: the database does not answer (%s).", type(error).__name__
            )
            self._line.hang_up()
            return DATABASE_PAUSE_SECONDS
        return LOOK_SECONDS
