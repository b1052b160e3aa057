"""The dispatchers of this installation, one for each channel that it can send by."""

import logging
import os
import socket
import threading
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from django.utils import timezone

from belfry.delivery.channels.email.channel import relay_addresses
from belfry.delivery.channels.email.errors import CannotOpen
from belfry.delivery.channels.email.opening import Patience, open_connection
from belfry.delivery.channels.registry import channel_named, open_channels
from belfry.delivery.claiming import LEASE_SECONDS
from belfry.delivery.dispatcher import Dispatcher
from belfry.delivery.inbox import apply_events
from belfry.delivery.kinds import EMAIL
from belfry.delivery.line import BorrowedLine, Line

logger = logging.getLogger(__name__)

LOOK_SECONDS: Final = 0.1


class Dispatchers:
    """One dispatcher per channel, each in a thread of its own: none waits for another's supplier.

    `run` blocks the thread that calls it, `stop` is safe in a signal handler.
    """

    def __init__(self, *, lease: float = LEASE_SECONDS) -> None:
        """Open every channel that is configured; raise ImproperlyConfigured."""
        self.all: Mapping[str, Dispatcher] = {
            name: new_dispatcher(name, lease=lease) for name in open_channels()
        }
        # Plain values: a signal handler may set them while anything is under way.
        self._stopping = self._broken = False

    def run(self) -> None:
        """Send until `stop`; raise RuntimeError when a dispatcher broke, so that all begin anew."""
        threads = [
            threading.Thread(target=self._keep(one.run), name=one.name) for one in self.all.values()
        ]
        for thread in threads:
            thread.start()
        while not self._stopping:
            time.sleep(LOOK_SECONDS)
        for one in self.all.values():
            one.stop()
        for thread in threads:
            thread.join()
        if self._broken:
            raise RuntimeError("a dispatcher broke; its rows come back when their lease runs out")

    def stop(self) -> None:
        """End `run` soon."""
        self._stopping = True

    def _keep(self, run: Callable[[], None]) -> Callable[[], None]:
        def keep() -> None:
            try:
                run()
            except Exception:
                logger.exception("A dispatcher broke.")
                self._broken = True
            finally:
                self._stopping = True

        return keep


def new_dispatcher(channel: str = EMAIL, *, lease: float = LEASE_SECONDS) -> Dispatcher:
    """Return the dispatcher of one channel with a connection of its own; raise ImproperlyConfigured."""
    name = f"{socket.gethostname()}:{os.getpid()}"
    line = Line(f"belfry dispatch {channel} {os.getpid()}")
    return Dispatcher(name, channel_named(channel), line, lease=lease)


def deliver_waiting(*, now: datetime) -> None:
    """Hand over everything that is due at `now` and return when all of it is settled, as of then.

    For the demonstration and tests: it uses this thread's database connection, and what fails for the
    moment waits in the ledger as ever. An SMS of which it was told at once that it arrived spares the call
    that is due as well. Raise ImproperlyConfigured.
    """
    for channel in open_channels().values():
        Dispatcher("deliver_waiting", channel, BorrowedLine(), now=now).run_until_idle()
        # Receipts are kept as of when they came.
        while apply_events(BorrowedLine(), now=timezone.now()):
            pass


def try_relays() -> dict[str, str]:
    """Open a connection to each relay; return {relay: cause}, the cause empty where it works."""
    found = {}
    for address in relay_addresses():
        try:
            open_connection(address, Patience()).link.close()
        except CannotOpen as refusal:
            found[address.name] = refusal.cause
        else:
            found[address.name] = ""
    return found
