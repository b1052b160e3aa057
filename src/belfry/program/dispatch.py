"""`belfry dispatch`: sends what waits; run as many as there is work for, on as many machines."""

import argparse
import gc
import logging
import signal

from belfry.delivery.dispatching import Dispatchers
from belfry.program.watch import Watchman

logger = logging.getLogger(__name__)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take nothing: what differs is in the environment."""


def run(options: argparse.Namespace) -> int:
    """Send until SIGTERM or Ctrl-C, then finish what is in flight (25 s) and give back the rest."""
    dispatchers = Dispatchers()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: dispatchers.stop())
    for name, dispatcher in dispatchers.all.items():
        if not dispatcher.carrier.condition():
            logger.warning("No supplier may be used for %s: it waits.", name)
    # What was imported stays, and mails in hand hold no cycles: looking through both for garbage again
    # and again was a tenth of the work.
    gc.freeze()
    gc.set_threshold(20_000)
    Watchman().start()
    dispatchers.run()
    return 0
