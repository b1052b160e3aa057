"""Takes what people text to our number, in a thread of a worker: it may have to wait for the process that seals."""

import logging
import threading
import time
from datetime import datetime
from functools import partial
from typing import Final

from django.db import Error, connection
from django.utils import timezone

from belfry.conversations.arriving import Arriving
from belfry.delivery.texts import hand_over
from belfry.sealing.errors import NobodyAnswers

logger = logging.getLogger(__name__)

LOOK_SECONDS: Final = 1.0
PAUSE_SECONDS: Final = 10.0


class Texts:
    """`start` looks for texts again and again; it ends with the process."""

    def __init__(self) -> None:
        """Know nobody's texts yet."""
        self._arriving = Arriving()

    def start(self) -> None:
        """Begin in a thread."""
        threading.Thread(target=self._keep_looking, name="texts", daemon=True).start()

    def _keep_looking(self) -> None:
        while True:
            try:
                pause = self.look(timezone.now())
            finally:
                connection.close()
            time.sleep(pause)

    def look(self, now: datetime) -> float:
        """Take what waits; return the seconds until the next look."""
        try:
            hand_over(partial(self._arriving.take_text, now=now), now=now)
        except NobodyAnswers:
            logger.warning("Texts wait: they cannot be sealed.")
        except Error as error:
            # The class tells what happened; the text may hold the values of a row.
            logger.warning("Texts wait: the database does not answer (%s).", type(error).__name__)
        else:
            return LOOK_SECONDS
        return PAUSE_SECONDS
